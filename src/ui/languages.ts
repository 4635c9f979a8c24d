/** Every language of the screens, in its own name. The types then ask `widget/strings` and `dashboard/strings` for its texts. */
export const LANGUAGES = { en: 'English', ru: 'Русский' } as const;

export type Language = keyof typeof LANGUAGES;

export const isLanguage = (value: unknown): value is Language => typeof value === 'string' && Object.hasOwn(LANGUAGES, value);
