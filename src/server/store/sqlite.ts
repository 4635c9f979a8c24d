import { statSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import type { SqliteDatabase } from 'kysely';

const NOTHING = { changes: 0, lastInsertRowid: 0 };

/**
 * Node's built-in SQLite in the shape Kysely's dialect expects.
 * `synchronous=FULL`: an acknowledged command survives a power cut (C2). `busy_timeout` is short because the driver is
 * synchronous: while it waits, nobody's heartbeat is answered.
 */
export function openSqlite(file: string): SqliteDatabase {
  const database = new DatabaseSync(file);
  // This works only before the first table, and it writes; an older file is rewritten instead (free-space.ts).
  if (!statSync(file, { throwIfNoEntry: false })?.size) database.exec('PRAGMA auto_vacuum = INCREMENTAL');
  for (const pragma of [
    'journal_mode = WAL',
    'synchronous = FULL',
    'foreign_keys = ON',
    'busy_timeout = 50',
    // A worker moves pages out of the write-ahead log; doing it here would stall the event loop.
    'wal_autocheckpoint = 0',
    'cache_size = -16000',
  ])
    database.exec(`PRAGMA ${pragma}`);

  type Prepared = ReturnType<SqliteDatabase['prepare']>;
  const statements = new Map<string, Prepared>();
  const prepare = (text: string): Prepared => {
    const known = statements.get(text);
    if (known) return known;
    // Ad-hoc statements must not fill the memory; the server's own statements are far fewer than this.
    if (statements.size > 500) statements.clear();
    const statement = database.prepare(text);
    // Reading the column names can cost more than the statement, so it happens once. Rows come as arrays, because Node builds
    // each row object name by name, which costs several times what SQLite needs to find the row.
    const names = statement.columns().map(({ name }) => name);
    statement.setReturnArrays(true);
    const toRow = (values: readonly unknown[]) => {
      const row: Record<string, unknown> = {};
      for (let i = 0; i < names.length; i++) row[names[i] as string] = values[i];
      return row;
    };
    const prepared: Prepared = {
      reader: names.length > 0,
      all: (parameters) => (statement.all(...(parameters as [])) as unknown as unknown[][]).map(toRow),
      run: (parameters) => {
        // A full disk has already undone the transaction; a second rollback would fail and hide the reason.
        if (text === 'rollback' && !database.isTransaction) return NOTHING;
        // A pragma such as incremental_vacuum does a part of its work with each step, and `run` makes only one step.
        if (!/^pragma/i.test(text)) return statement.run(...(parameters as []));
        database.exec(text);
        return NOTHING;
      },
      // The server streams no rows.
      iterate: () => {
        throw new Error('rows are not streamed');
      },
    };
    statements.set(text, prepared);
    return prepared;
  };
  return {
    close: () => {
      statements.clear();
      database.close();
    },
    prepare,
  };
}
