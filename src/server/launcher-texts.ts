import { canonicalLanguage } from '../protocol/language.ts';
import type { LauncherTexts } from '../protocol/index.ts';

/**
 * What the launcher says, and what it says when the rest of the widget cannot be loaded. The server sends it, because each of
 * these texts in the launcher's own file would be paid for by every page, in every language.
 */
const TEXTS: Readonly<Record<string, Omit<LauncherTexts, 'lang' | 'rtl'>>> = {
  en: {
    open: 'Open chat',
    unread: 'Open chat, {n} unread',
    minimise: 'Minimise',
    failed: 'The chat could not be loaded\nCheck your connection. Nothing you wrote is lost.',
    retry: 'Try again',
    retrying: 'Trying again…',
    dismiss: 'Dismiss',
  },
  ru: {
    open: 'Открыть чат',
    unread: 'Открыть чат, непрочитанных: {n}',
    minimise: 'Свернуть',
    failed: 'Не удалось загрузить чат\nПроверьте соединение. Всё, что вы написали, сохранено.',
    retry: 'Повторить',
    retrying: 'Пробуем ещё раз…',
    dismiss: 'Скрыть',
  },
};

const RTL = /^(ar|fa|he|ur)$/;

/** The first language tag of a page's wishes, best first and separated by commas, that is one at all (T1). */
export const languageOf = (wishes: string): string | undefined => wishes.split(',').map(canonicalLanguage).find(Boolean);

/** The launcher's texts in the nearest language there is. */
export function launcherTexts(lang: string): LauncherTexts {
  const own = lang.split('-')[0] ?? '';
  return { lang, rtl: RTL.test(own), ...(Object.hasOwn(TEXTS, own) ? TEXTS[own] : TEXTS['en']) } as LauncherTexts;
}
