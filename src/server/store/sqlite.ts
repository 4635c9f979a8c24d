import { DatabaseSync, type StatementSync } from 'node:sqlite';
import type { SqliteDatabase } from 'kysely';

/**
 * Node's built-in SQLite in the shape Kysely's dialect expects.
 * `synchronous=FULL`: an acknowledged command survives a power cut (C2). `busy_timeout` is short because the driver is
 * synchronous: while it waits, nobody's heartbeat is answered.
 */
export function openSqlite(file: string): SqliteDatabase {
  const database = new DatabaseSync(file);
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

  const statements = new Map<string, StatementSync>();
  const prepare = (text: string): StatementSync => {
    let statement = statements.get(text);
    if (!statement) {
      // Ad-hoc statements must not fill memory: the working set of this program is far below this bound.
      if (statements.size > 500) statements.clear();
      statement = database.prepare(text);
      statements.set(text, statement);
    }
    return statement;
  };
  return {
    close: () => {
      statements.clear();
      database.close();
    },
    prepare: (text) => {
      const statement = prepare(text);
      return {
        reader: statement.columns().length > 0,
        all: (parameters) => statement.all(...(parameters as [])),
        run: (parameters) => statement.run(...(parameters as [])),
        iterate: (parameters) => statement.iterate(...(parameters as [])) as IterableIterator<unknown>,
      };
    },
  };
}
