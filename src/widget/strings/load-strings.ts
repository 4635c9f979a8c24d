import type { Language } from '../../ui/languages.ts';
import { en, type WidgetStrings } from './en.ts';

const DICTIONARIES: Readonly<Record<Exclude<Language, 'en'>, () => Promise<WidgetStrings>>> = {
  ru: async () => (await import('./ru.ts')).ru,
};

/** The texts for a BCP 47 tag; English for a language nobody has translated yet. */
export const loadStrings = async (lang: string): Promise<WidgetStrings> =>
  (await DICTIONARIES[lang.split('-')[0] as keyof typeof DICTIONARIES]?.()) ?? en;
