import { en, type WidgetStrings } from './en.ts';

/** The texts for a BCP 47 tag; English for a language nobody has translated yet. */
export const loadStrings = async (lang: string): Promise<WidgetStrings> =>
  lang.split('-')[0] === 'ru' ? (await import('./ru.ts')).ru : en;
