import type { LauncherTexts } from '../protocol/index.ts';
import { element } from './pieces.ts';

/** The card. `say(true)` while another try is under way. */
export interface Failure extends HTMLElement {
  say(trying: boolean): void;
}

/** Shows, where the visitor clicked, that the chat could not be loaded. It never takes the focus. */
export function createFailure(
  texts: Pick<LauncherTexts, 'failed' | 'retry' | 'retrying' | 'dismiss'>,
  retry: () => void,
  dismiss: () => void,
): Failure {
  const card = element('div', 'fail', texts.failed);
  // Screen readers read it when it appears, and again when another try has failed.
  card.setAttribute('role', 'alert');
  const again = element('button');
  const close = element('button', '', '×');
  close.setAttribute('aria-label', texts.dismiss);
  card.append(again, close);
  again.onclick = retry;
  close.onclick = dismiss;
  return Object.assign(card, {
    say(trying: boolean) {
      again.textContent = trying ? texts.retrying : texts.retry;
    },
  });
}
