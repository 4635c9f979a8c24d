/**
 * Every language of the screens, in its own name. The types then ask for its texts: `widget/strings`, `dashboard/strings` and
 * the server's `launcher-texts.ts`.
 */
export const LANGUAGES = { en: 'English', ru: 'Русский' } as const;

export type Language = keyof typeof LANGUAGES;

export const isLanguage = (value: unknown): value is Language => typeof value === 'string' && Object.hasOwn(LANGUAGES, value);
