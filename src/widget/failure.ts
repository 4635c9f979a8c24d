import { element } from './pieces.ts';

/** What happened, the button before and while it tries, dismiss. They stand here because nothing else could be loaded. */
const TEXTS: Record<string, readonly [string, string, string, string]> = {
  en: ['The chat could not be loaded\nCheck your connection. Nothing you wrote is lost.', 'Try again', 'Trying again…', 'Dismiss'],
  ru: ['Не удалось загрузить чат\nПроверьте соединение. Всё, что вы написали, сохранено.', 'Повторить', 'Пробуем ещё раз…', 'Скрыть'],
};

/** The card. `say(true)` while another try is under way. */
export interface Failure extends HTMLElement {
  say(trying: boolean): void;
}

/** Says where the visitor clicked that the chat could not be loaded. It never takes the focus. */
export function createFailure(lang: string, retry: () => void, dismiss: () => void): Failure {
  const texts = TEXTS[lang.slice(0, 2)] ?? TEXTS['en']!;
  const card = element('div', 'fail', texts[0]);
  // Read out when it appears, and again when another try has failed.
  card.setAttribute('role', 'alert');
  const again = element('button');
  const close = element('button', '', '×');
  close.setAttribute('aria-label', texts[3]);
  card.append(again, close);
  again.onclick = retry;
  close.onclick = dismiss;
  return Object.assign(card, {
    say(trying: boolean) {
      again.textContent = texts[trying ? 2 : 1];
    },
  });
}
