import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import type pg from 'pg';
import { StoreFault, type Place } from './fault.ts';
import { newClient } from './postgres-start.ts';

/** A number that no other program uses. The second half of the key is the schema, so that each schema has its own server. */
const KEY = 1_667_785_076;
const SCHEMA = '(hashtext(current_schema()) & 2147483647)';
const TRY = `select pg_try_advisory_lock(${KEY}, ${SCHEMA}) as held`;
const HOLDER = `select a.pid, a.application_name as name, coalesce(host(a.client_addr), '') as address, a.backend_start as since
  from pg_locks l join pg_stat_activity a on a.pid = l.pid
  where l.locktype = 'advisory' and l.granted and l.classid = ${KEY} and l.objid = ${SCHEMA}::bigint::oid
    and l.database = (select oid from pg_database where datname = current_database())`;
/** A server that vanished from the network must not hold the lock for hours, and this server must notice a dead connection. */
const SETTINGS = `select set_config('application_name', $1, false), set_config('tcp_keepalives_idle', '10', false),
  set_config('tcp_keepalives_interval', '5', false), set_config('tcp_keepalives_count', '3', false)`;
const BEAT_MS = 10_000;
const AGAIN_MS = [100, 250, 500, 1000];

export interface LockHooks {
  /** The lock was lost with its connection; nothing is written until it is held again. */
  readonly onLost: (error: unknown) => void;
  /** The lock is held again. Meanwhile another server may have written. */
  readonly onRegained: () => void;
  /** Another server has the lock now. */
  readonly onTaken: (fault: StoreFault) => void;
}

interface HolderRow {
  readonly pid: number;
  readonly name: string;
  readonly address: string;
  readonly since: Date;
}

/** Makes this process the only one that serves a database (D2): the lock belongs to a connection that does nothing else. */
export class PostgresLock {
  readonly #url: string;
  readonly #place: Place;
  readonly #hooks: LockHooks;
  /** The name of the holder's connection: `chat-server PID SINCE NONCE HOST`, 63 characters at most. */
  readonly #name =
    `chat-server ${process.pid} ${new Date().toISOString().slice(0, 19)} ${randomBytes(4).toString('hex')} ${hostname()}`.slice(0, 63);
  #client: pg.Client | undefined;
  #beat: NodeJS.Timeout | undefined;
  #again: NodeJS.Timeout | undefined;
  #released = false;

  constructor(url: string, place: Place, hooks: LockHooks) {
    this.#url = url;
    this.#place = place;
    this.#hooks = hooks;
  }

  get isHeld(): boolean {
    return this.#client !== undefined;
  }

  /** Throws StoreFault with the holder's name when another server has the lock. */
  async take(client: pg.Client): Promise<void> {
    const holder = await this.#try(client);
    if (holder === null) return this.#hold(client);
    await client.end();
    throw this.#refusal(holder);
  }

  async release(): Promise<void> {
    this.#released = true;
    clearInterval(this.#beat);
    clearTimeout(this.#again);
    const client = this.#client;
    this.#client = undefined;
    await client?.end().catch(() => undefined);
  }

  /** Returns null when this connection holds the lock now. If a leftover connection of our own holds it, that one is ended first. */
  async #try(client: pg.Client): Promise<HolderRow | null | undefined> {
    await client.query(SETTINGS, [this.#name]);
    // A role may have idle sessions cut, and this connection is always idle.
    await client.query("select set_config('idle_session_timeout', '0', false) where current_setting('server_version_num')::int >= 140000");
    for (let tries = 0; tries < 20; tries++) {
      const { rows } = await client.query<{ held: boolean }>(TRY);
      if (rows[0]?.held) return null;
      const holder = (await client.query<HolderRow>(HOLDER)).rows[0];
      if (holder?.name !== this.#name) return holder;
      await client.query('select pg_terminate_backend($1)', [holder.pid]);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    return undefined;
  }

  #hold(client: pg.Client): void {
    this.#client = client;
    const lost = (error: unknown) => {
      if (this.#client !== client) return;
      this.#client = undefined;
      clearInterval(this.#beat);
      client.end().catch(() => undefined);
      if (this.#released) return;
      this.#hooks.onLost(error);
      void this.#regain(0);
    };
    client.once('error', lost);
    client.once('end', () => {
      lost(new Error('Connection terminated'));
    });
    this.#beat = setInterval(() => {
      const limit = setTimeout(() => {
        lost(new Error('Connection terminated: no answer'));
      }, BEAT_MS);
      client
        .query('select 1')
        .catch(lost)
        .finally(() => {
          clearTimeout(limit);
        });
    }, BEAT_MS);
    this.#beat.unref();
  }

  async #regain(tries: number): Promise<void> {
    const client = newClient(this.#url);
    client.on('error', () => undefined);
    try {
      await client.connect();
      const holder = await this.#try(client);
      if (this.#released) await client.end();
      else if (holder === null) {
        this.#hold(client);
        this.#hooks.onRegained();
      } else {
        await client.end();
        this.#hooks.onTaken(this.#refusal(holder));
      }
    } catch {
      // The database is not back yet; until then writers get `unavailable`.
      client.end().catch(() => undefined);
      if (this.#released) return;
      this.#again = setTimeout(() => void this.#regain(tries + 1), AGAIN_MS[Math.min(tries, AGAIN_MS.length - 1)]);
    }
  }

  #refusal(holder: HolderRow | undefined): StoreFault {
    const { host, database } = this.#place;
    const [, pid, since = '', , name] = /^chat-server (\d+) (\S+) (\S+) (.*)$/.exec(holder?.name ?? '') ?? [];
    const who =
      pid === undefined
        ? `connection ${holder?.pid ?? '?'}${holder?.address ? ` from ${holder.address}` : ''}, since ${holder?.since.toISOString().slice(0, 19).replace('T', ' ') ?? '?'} UTC`
        : `process ${pid} on ${name ?? ''}${holder?.address ? ` (${holder.address})` : ''}, since ${since.replace('T', ' ')} UTC`;
    return new StoreFault(
      `A server uses the database "${database}" on ${host} already: ${who}. Stop it first, or give this one a database of its own with DATABASE_URL.`,
    );
  }
}
