import { html } from 'lit';
import type { TemplateResult } from 'lit';
import { blockIcon, endChatIcon, icon } from '../../ui/icons.ts';
import type { Chat } from '../store/types.ts';
import type { Translate } from '../strings/index.ts';

/** How a session ended, in a row. */
export function endedShort(t: Translate, { session }: Chat): TemplateResult {
  const isBlock = session.endedBy === 'block';
  const text = t(session.endedBy === 'visitor' ? 'endedShort' : isBlock ? 'blocked' : 'endedIdle');
  return html`${icon(isBlock ? blockIcon : endChatIcon, 's16')}${text}`;
}
