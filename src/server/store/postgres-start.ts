import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { isPassing, postgresFault, StoreFault, type Place } from './fault.ts';

/** The server waits this long for a database that is just starting (D3). */
const WAIT_MS = 30_000;
const AGAIN_MS = 500;
const CONNECT_MS = 5000;

/** Makes a plain connection; the caller ends it and listens for its errors. */
export function newClient(url: string): pg.Client {
  try {
    return new pg.Client({ connectionString: url, connectionTimeoutMillis: CONNECT_MS, keepAlive: true });
  } catch {
    // The unreadable address is not shown: the password is in it.
    throw new StoreFault(
      'DATABASE_URL cannot be read. Give postgres://user:password@host:5432/database, and write special characters of the password as in an address (# is %23, / is %2F, @ is %40).',
    );
  }
}

export function placeOf(url: string): Place {
  const { host, port, database = '', user = '' } = newClient(url);
  return { host: host.startsWith('/') ? host : `${host}:${port}`, database, user };
}

/**
 * Opens the first connection. It waits for a database that is not up or not writable yet, says so once, and throws StoreFault
 * with what the owner can fix.
 */
export async function firstConnection(url: string, say: (text: string) => void, waitMs = WAIT_MS): Promise<pg.Client> {
  const place = placeOf(url);
  const end = performance.now() + waitMs;
  for (let said = false; ; said = true) {
    const client = newClient(url);
    // If the connection breaks during a query, that query fails and reports it.
    client.on('error', () => undefined);
    try {
      await client.connect();
      const { rows } = await client.query<{ readonly: string }>("select current_setting('transaction_read_only') as readonly");
      if (rows[0]?.readonly === 'on') throw Object.assign(new Error('read-only'), { code: '25006' });
      return client;
    } catch (error) {
      await client.end().catch(() => undefined);
      const fault = postgresFault(error, place);
      if (!isPassing(error)) throw fault;
      if (performance.now() >= end)
        throw new StoreFault(`${fault.message} It was waited for ${Math.round(waitMs / 1000)} s.`, { cause: error });
      if (!said) say(`Waiting for the database of DATABASE_URL for up to ${Math.round(waitMs / 1000)} s: ${fault.message}`);
      await pause(AGAIN_MS);
    }
  }
}
