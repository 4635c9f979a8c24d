import type { en } from './en.ts';
import type { enLater } from './en-later.ts';

/** English is the source of the keys. */
export type TextKey = keyof typeof en | keyof typeof enLater;

/** One text for each key. */
export type DashboardStrings = Readonly<Record<TextKey, string>>;
