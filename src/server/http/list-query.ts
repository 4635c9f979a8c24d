import { fold, LIST_PAGE_MAX, type Block } from '../../protocol/index.ts';
import { CommandError } from '../command-error.ts';

/** Longest search, in characters: more than any name, address or line of a list has. */
const WORDS_MAX_CHARS = 200;

const refuse = (field: string, message: string): CommandError => new CommandError('invalid', { field, message });

/** The words of a search, folded (T6). */
export function wordsOf(value: unknown): string {
  if (value === undefined) return '';
  if (typeof value !== 'string' || value.length > WORDS_MAX_CHARS)
    throw refuse('search', `"search" is one text of ${WORDS_MAX_CHARS} characters at most.`);
  return fold(value).trim();
}

/** The page size. Dashboards of the first protocol know no pages, so they get the longest one. */
export function limitOf(value: unknown): number {
  const limit = value === undefined ? LIST_PAGE_MAX : Number(value);
  if (!Number.isInteger(limit) || limit < 1 || limit > LIST_PAGE_MAX)
    throw refuse('limit', `"limit" is a whole number from 1 to ${LIST_PAGE_MAX}.`);
  return limit;
}

export function cursorOf<T>(value: unknown, parse: (text: string) => T | null): T | null {
  if (value === undefined) return null;
  const cursor = typeof value === 'string' ? parse(value) : null;
  if (cursor === null) throw refuse('after', '"after" is the "next" of the page before.');
  return cursor;
}

/** Reads a member that is one of `values`; the default is the first of them. */
export function oneOf<const T extends string>(query: Readonly<Record<string, unknown>>, name: string, values: readonly [T, ...T[]]): T {
  const value = query[name];
  const found = value === undefined ? values[0] : values.find((one) => one === value);
  if (found === undefined) throw refuse(name, `"${name}" is one of ${values.join(', ')}.`);
  return found;
}

export const blockCursor = ({ createdAt, id }: Pick<Block, 'createdAt' | 'id'>): string => `${createdAt}.${id}`;

export function parseBlockCursor(text: string): { at: number; id: string } | null {
  const [, at, id] = /^(\d{1,15})\.([\w-]{1,64})$/.exec(text) ?? [];
  return at === undefined || id === undefined ? null : { at: Number(at), id };
}
