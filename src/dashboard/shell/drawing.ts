import { html } from 'lit';
import type { TemplateResult } from 'lit';
import type { LoginContext } from '../access/login.ts';
import { linkPageOf, pageOf } from '../pages.ts';
import { failed, loading } from '../parts/common.ts';
import { isPartMissing, retryParts } from '../parts/lazy.ts';
import { administrationNavigation } from './administration.ts';
import { addressDialogPart, blockDialogPart, loginPart, shortcutsDialogPart } from './parts.ts';
import type { Route } from './router.ts';
import type { Screen } from './screen.ts';

/** What an operator sees who is not logged in: the page of a one-time link, or the log-in. `ended`: theirs has ended by itself. */
export function drawGate(context: LoginContext, route: Route, ended: boolean): TemplateResult {
  const { t } = context;
  if (isPartMissing()) return failed(t, t('errNetwork'), retryParts);
  const linkPage = linkPageOf(route);
  return (linkPage ? linkPage.part.code?.(context, route.below[0]!) : loginPart.code?.(context, ended)) ?? loading(t);
}

/** The page beside the rail. */
export function drawPage(screen: Screen): TemplateResult {
  const { section, part } = pageOf(screen.route);
  const page = part.code;
  if (!page) return html`<main class="frame">${loading(screen.t)}</main>`;
  if (section === undefined) return page.render(screen);
  return html`<main class="frame admin">${administrationNavigation(screen)}${page.render(screen)}</main>`;
}

/** The dialog that is open, once its file is here. */
export function drawDialog(screen: Screen, onClosed: () => void): TemplateResult | undefined {
  const { dialog } = screen;
  switch (dialog?.kind) {
    case 'block':
      return blockDialogPart.code?.(screen, dialog.chat, onClosed);
    case 'block-address':
      return addressDialogPart.code?.(screen, onClosed);
    case 'shortcuts':
      return shortcutsDialogPart.code?.(screen, onClosed);
    default:
      return undefined;
  }
}
