import pg from 'pg';
import { Kysely, PostgresDialect } from 'kysely';
import type { Database, Db } from './schema.ts';

/** A connection that is not open after this long counts as refused; else a silent network would hold everybody up for minutes. */
const CONNECT_MS = 10_000;
const READ_ONLY = '25006';

// int8 arrives as text by default; every bigint of the schema is a time or a counter and fits a double.
const INT8 = 20;
const types = {
  getTypeParser: (oid: number, format?: string) =>
    oid === INT8 ? (text: string) => safeInteger(text) : (pg.types.getTypeParser(oid, format as 'text') as unknown),
};

export interface PoolHooks {
  /** Called when connections break; the next use opens new ones. */
  readonly onLost: (error: unknown) => void;
  /** Throws while nothing may be written here. */
  readonly check?: () => void;
}

/**
 * Pools that give up all their connections together when one of them meets a read-only database: after a switch-over they all
 * lead to the former primary, and none of them would ever write again (D4).
 */
export class PostgresPools {
  readonly #url: string;
  #life = 0;
  readonly #lives = new WeakMap<pg.PoolClient, number>();

  constructor(url: string) {
    this.#url = url;
  }

  open(max: number, { onLost, check }: PoolHooks): Db {
    const pool = new pg.Pool({ connectionString: this.#url, max, types, connectionTimeoutMillis: CONNECT_MS });
    // Without a listener, a connection that the server cuts would end this process, whether idle or busy.
    pool.on('error', onLost);
    pool.on('connect', (client) => {
      client.on('error', onLost);
      this.#lives.set(client, this.#life);
      this.#watch(client);
      // The database or the role may have this off; a command would then be acknowledged before its commit is safe (C2).
      client
        .query("select set_config('synchronous_commit', 'on', false) where current_setting('synchronous_commit') = 'off'")
        .catch(onLost);
    });
    const connect = async (): Promise<pg.PoolClient> => {
      check?.();
      for (;;) {
        const client = await pool.connect();
        if (this.#isStale(client)) {
          client.release(true);
          continue;
        }
        const release = client.release.bind(client);
        client.release = (error) => {
          release(error ?? this.#isStale(client));
        };
        return client;
      }
    };
    return new Kysely<Database>({ dialect: new PostgresDialect({ pool: { connect, end: () => pool.end(), options: pool.options } }) });
  }

  #isStale(client: pg.PoolClient): boolean {
    return (this.#lives.get(client) ?? this.#life) < this.#life;
  }

  #watch(client: pg.PoolClient): void {
    const query = client.query.bind(client) as (...args: unknown[]) => unknown;
    const watched = (...args: unknown[]): unknown => {
      const answer = query(...args);
      if (answer instanceof Promise)
        answer.catch((error: unknown) => {
          if ((error as { code?: string } | null)?.code === READ_ONLY && !this.#isStale(client)) this.#life++;
        });
      return answer;
    };
    client.query = watched as typeof client.query;
  }
}

function safeInteger(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new RangeError(`int8 out of range: ${text}`);
  return value;
}
