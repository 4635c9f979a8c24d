import type { TemplateResult } from 'lit';
import type { LoginContext } from './login.ts';

/** What the file of a one-time link's page exports: it draws the page for the token of the link. */
export type LinkPage = (context: LoginContext, token: string) => TemplateResult;
