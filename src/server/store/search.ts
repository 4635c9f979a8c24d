import { sql } from 'kysely';

/** Whether a column of folded text contains the folded words (T6); `%` and `_` are characters like any other. */
export const containing = (column: string, words: string) =>
  sql<boolean>`${sql.ref(column)} like ${`%${words.replace(/[\\%_]/g, '\\$&')}%`} escape '\\'`;
