import type { en } from './en.ts';
import type { enLater } from './en-later.ts';

type EnglishKey = keyof typeof en | keyof typeof enLater;
type Form = `${Intl.LDMLPluralRule}`;
type BaseOf<Key> = Key extends `${infer Base}.other` ? Base : never;

/** A text with a number has a form for each category of its language: `closeChats.one`, `closeChats.other`. */
type PluralKey = BaseOf<EnglishKey>;
type PlainKey = Exclude<EnglishKey, `${PluralKey}.${Form}`>;

/** English is the source of the keys. */
export type TextKey = PlainKey | PluralKey;

/** One text for each key; of a text with a number the forms that the language has. */
export type DashboardStrings = Readonly<Record<PlainKey | `${PluralKey}.other`, string> & Partial<Record<`${PluralKey}.${Form}`, string>>>;
