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
  // Only before the first table, and it would write; a file of before is rewritten (free-space.ts).
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
    // Ad-hoc statements must not fill memory: the working set of this program is far below this bound.
    if (statements.size > 500) statements.clear();
    const statement = database.prepare(text);
    // Asking for the columns costs more than many a statement: once is enough. Rows come as lists, since Node makes a row's
    // object with every name anew, which costs several times what SQLite needs to find it.
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
        // A full disk has undone the transaction already; a second time would fail, and hide why.
        if (text === 'rollback' && !database.isTransaction) return NOTHING;
        // Such as incremental_vacuum, which does a part of its work with each step: one step is all that `run` does.
        if (!/^pragma/i.test(text)) return statement.run(...(parameters as []));
        database.exec(text);
        return NOTHING;
      },
      // Nothing here streams.
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
