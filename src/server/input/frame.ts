import { wellFormed } from './text-from-outside.ts';

/** A parsed frame: an object with a type. Nothing more is known yet. */
export type Frame = { readonly type: string; readonly cid?: unknown } & Readonly<Record<string, unknown>>;

// Both can only arrive as an escape: UTF-8 has no half characters, and JSON has no bare control characters.
const UNSTORABLE = /\\u(?:0000|d[89a-f])/i;

/** Parses JSON and removes what no database can store: NUL and halves of characters (T2). Throws SyntaxError. */
export function parseJson(text: string): unknown {
  return UNSTORABLE.test(text)
    ? JSON.parse(text, (_key, inner: unknown) => (typeof inner === 'string' ? wellFormed(inner).replaceAll('\0', '') : inner))
    : JSON.parse(text);
}

/** A JSON object with a `type`, or null. */
export function parseFrame(text: string): Frame | null {
  try {
    const value = parseJson(text);
    return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string' ? (value as Frame) : null;
  } catch {
    return null;
  }
}
