import { atHand, LazyPart } from '../parts/lazy.ts';
import type { Part } from '../parts/lazy.ts';
import { loadTexts } from '../strings/index.ts';
import type { Language } from '../../ui/languages.ts';

export const loginPart = new LazyPart(async () => (await import('../access/login.ts')).loginPage);
export const notifierPart = new LazyPart(async () => (await import('./notify.ts')).Notifier);
export const railMenusPart = new LazyPart(async () => (await import('./rail-menus.ts')).RailMenus);
export const settingNoticePart = new LazyPart(async () => (await import('./setting-notice.ts')).settingNotice);
export const smallScreensPart = new LazyPart(async () => (await import('../styles/small-screens.ts')).adoptSmallScreens());
export const blockDialogPart = new LazyPart(async () => (await import('../blocks/block-dialog.ts')).blockDialog);
export const addressDialogPart = new LazyPart(async () => (await import('../blocks/address-dialog.ts')).addressDialog);
export const shortcutsDialogPart = new LazyPart(async () => (await import('./shortcuts-dialog.ts')).shortcutsDialog);

const languages = new Map<Language, Part<true>>([['en', atHand(true)]]);

/** The texts of a language. English is there from the start. */
export function languagePart(language: Language): Part<true> {
  const part = languages.get(language) ?? new LazyPart(() => loadTexts(language), { ahead: false });
  languages.set(language, part);
  return part;
}
