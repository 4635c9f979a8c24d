import { canonicalLanguage } from '../../protocol/language.ts';
import { isLanguage, type Language } from '../../ui/languages.ts';
import { DEFAULT_KEYS } from './keyboard.ts';
import type { KeyChoice, Keys, Shortcut } from './keyboard.ts';

export type Theme = 'auto' | 'light' | 'dark';

/** What an operator chose for this browser. */
export interface Settings extends KeyChoice {
  readonly language: Language;
  readonly theme: Theme;
  readonly sound: boolean;
  readonly desktop: boolean;
  /** Key of the site on the screen; null: the first one. */
  readonly site: string | null;
}

const KEY = 'chat-dashboard';

/** What was chosen before, or what fits the browser. Never throws: storage may be refused. */
export function loadSettings(storage: () => Storage = () => localStorage, languages = navigator.languages): Settings {
  let saved: Partial<Settings> = {};
  try {
    saved = (JSON.parse(storage().getItem(KEY) ?? '{}') ?? {}) as Partial<Settings>;
  } catch {
    // Refused or spoiled: the defaults hold.
  }
  const guess = languages.map((tag) => canonicalLanguage(tag)?.split('-')[0]).find(isLanguage) ?? 'en';
  return {
    language: isLanguage(saved.language) ? saved.language : guess,
    theme: saved.theme === 'light' || saved.theme === 'dark' ? saved.theme : 'auto',
    sound: saved.sound !== false,
    desktop: saved.desktop === true,
    shortcuts: saved.shortcuts !== false,
    keys: savedKeys(saved.keys),
    site: typeof saved.site === 'string' ? saved.site : null,
  };
}

const LETTERS = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'].map((letter) => `Key${letter}`);

/** The keys that can be read, when each does one thing; else the usual ones. */
function savedKeys(saved: unknown): Keys {
  const found = Object.entries((saved ?? {}) as Record<string, unknown>).filter(
    ([shortcut, key]) => Object.hasOwn(DEFAULT_KEYS, shortcut) && typeof key === 'string' && /^(Key[A-Z]|BracketRight|\S)$/u.test(key),
  ) as [Shortcut, string][];
  const keys: Record<Shortcut, string> = { ...DEFAULT_KEYS, ...Object.fromEntries(found) };
  // A shortcut that came with a later version does not take a key that was chosen for another.
  const chosen = new Map(found);
  const later = (Object.keys(keys) as Shortcut[]).filter((shortcut) => !chosen.has(shortcut));
  for (const shortcut of later.length < chosen.size ? later : [])
    if ([...chosen.values()].includes(keys[shortcut]))
      keys[shortcut] = LETTERS.find((key) => !Object.values(keys).includes(key)) ?? keys[shortcut];
  return new Set(Object.values(keys)).size === Object.keys(DEFAULT_KEYS).length ? keys : DEFAULT_KEYS;
}

export function saveSettings(settings: Settings, storage: () => Storage = () => localStorage): void {
  try {
    storage().setItem(KEY, JSON.stringify(settings));
  } catch {
    // The choice lasts until the page is left.
  }
}

/** Puts language and theme on the document, where the sheets and assistive technology look for them. */
export function showSettings({ language, theme }: Settings, root: HTMLElement = document.documentElement): void {
  root.lang = language;
  // Written out even for `auto`, so that the sheets need each dark rule once.
  root.dataset.theme = theme === 'auto' ? (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light') : theme;
}
