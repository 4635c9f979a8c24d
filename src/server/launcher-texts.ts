import { canonicalLanguage } from '../protocol/language.ts';
import type { LauncherTexts } from '../protocol/index.ts';

/**
 * The launcher's texts, those for a widget that cannot be loaded included. The server sends them: in the launcher's own file
 * every page would pay for them, in every language.
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

/** The first valid language tag of a page's preferences, which are separated by commas, best first (T1). */
export const languageOf = (wishes: string): string | undefined => wishes.split(',').map(canonicalLanguage).find(Boolean);

/** The launcher's texts in the nearest available language. */
export function launcherTexts(lang: string): LauncherTexts {
  const own = lang.split('-')[0] ?? '';
  return { lang, rtl: RTL.test(own), ...(Object.hasOwn(TEXTS, own) ? TEXTS[own] : TEXTS['en']) } as LauncherTexts;
}
