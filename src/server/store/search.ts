import { sql } from 'kysely';

/** A column of folded text that has the folded words somewhere (T6); `%` and `_` are characters like any other. */
export const containing = (column: string, words: string) =>
  sql<boolean>`${sql.ref(column)} like ${`%${words.replace(/[\\%_]/g, '\\$&')}%`} escape '\\'`;
