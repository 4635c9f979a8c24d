import type { Compilable, CompiledQuery, DatabaseConnection } from 'kysely';
import type { Db, Tx } from './schema.ts';

/** Marks where a value of `P` goes in a query that is built once. */
class Parameter {
  readonly name: PropertyKey;
  constructor(name: PropertyKey) {
    this.name = name;
  }
}

const connections = new WeakMap<object, DatabaseConnection>();

/** Lets the prepared queries of a transaction use its connection directly. Its jobs run one after the other, so they do not collide. */
export async function bindConnection(tx: Tx): Promise<DatabaseConnection> {
  const connection = await tx.getExecutor().provideConnection((own) => Promise.resolve(own));
  connections.set(tx, connection);
  return connection;
}

/**
 * A query that is built and compiled once for each kind of database, then only run: building costs several times what
 * SQLite needs to answer. `param` marks where the values of a call go; any other value stays in the text for good.
 */
export function prepared<P extends object, R>(
  build: (db: Db, param: <K extends keyof P>(name: K) => P[K]) => Compilable<R>,
): (db: Db, values: P) => Promise<R[]> {
  const texts = new Map<unknown, CompiledQuery<R>>();
  return async (db, values) => {
    const kind = db.getExecutor().adapter.constructor;
    let text = texts.get(kind);
    if (!text) texts.set(kind, (text = build(db, (name) => new Parameter(name) as never).compile()));
    const parameters = text.parameters.map((value) => (value instanceof Parameter ? values[value.name as keyof P] : value));
    const query: CompiledQuery<R> = { ...text, parameters };
    const own = connections.get(db);
    return (own ? await own.executeQuery<R>(query) : await db.executeQuery<R>(query)).rows;
  };
}

/** The same for a query that returns one row at most. */
export function preparedFirst<P extends object, R>(
  build: (db: Db, param: <K extends keyof P>(name: K) => P[K]) => Compilable<R>,
): (db: Db, values: P) => Promise<R | null> {
  const run = prepared(build);
  return async (db, values) => (await run(db, values))[0] ?? null;
}
