import { promisifyRequest } from 'idb-keyval';
import type { Clock } from './clock.ts';

/** No database call may hold up the chat longer than this: some browsers leave `open()` pending for ever. */
const LIMIT_MS = 1500;
const STORE = 'kv';
/** After this many failures in a row this page gives up the store. */
const FAILURES = 2;

/**
 * One database per site. It may be missing, refuse, hang or vanish: then reads give undefined, writes give false, and the
 * chat goes on in memory. A lost connection is reopened once; after that this page gives up the store.
 */
export class BrowserStore {
  readonly #name: string;
  readonly #clock: Clock;
  #failures: number;
  #database: Promise<IDBDatabase> | null = null;

  readonly #onGiveUp: () => void;

  /** `enabled: false` makes a store that never opens anything. `onGiveUp`: the store will not be tried again. */
  constructor(name: string, clock: Clock, enabled = true, onGiveUp = (): void => undefined) {
    this.#name = name;
    this.#clock = clock;
    this.#failures = enabled ? 0 : FAILURES;
    this.#onGiveUp = onGiveUp;
  }

  get usable(): boolean {
    return this.#failures < FAILURES;
  }

  /** The visitor allowed storing, or withdrew that. */
  enable(on: boolean): void {
    this.#failures = on ? 0 : FAILURES;
  }

  get<T>(key: string): Promise<T | undefined> {
    return this.#guard(() => this.#use('readonly', (store) => promisifyRequest(store.get(key) as IDBRequest<T | undefined>)), undefined);
  }

  set(key: string, value: unknown): Promise<boolean> {
    return this.update(key, () => value);
  }

  /** Reads and writes in one transaction, so that tabs do not overwrite each other. `change` may run twice. */
  update<T>(key: string, change: (old: T | undefined) => T): Promise<boolean> {
    return this.#write(async (store) => store.put(change((await promisifyRequest(store.get(key))) as T | undefined), key));
  }

  clear(): Promise<boolean> {
    return this.#write((store) => store.clear());
  }

  /** Reads without creating the database: a stranger's browser stays as it was. */
  async peek<T>(key: string): Promise<T | undefined> {
    if (!this.usable) return undefined;
    const found = await this.#limit(this.#open(false)).catch((error: Error) => {
      if (error.name === 'TimeoutError') this.#giveUp();
      return null;
    });
    return found ? this.get<T>(key) : undefined;
  }

  /** Resolves once the data is stored. `work` may await only requests of its store, or the transaction ends. */
  #write(work: (store: IDBObjectStore) => unknown): Promise<boolean> {
    const write = async (store: IDBObjectStore): Promise<boolean> => {
      const done = promisifyRequest(store.transaction);
      await Promise.all([work(store), done]);
      return true;
    };
    return this.#guard(() => this.#use('readwrite', write), false);
  }

  async #use<T>(mode: IDBTransactionMode, work: (store: IDBObjectStore) => Promise<T>): Promise<T> {
    return work((await this.#open(true)).transaction(STORE, mode).objectStore(STORE));
  }

  #open(create: boolean): Promise<IDBDatabase> {
    if (this.#database) return this.#database;
    const opening = new Promise<IDBDatabase>((resolve, reject) => {
      const request = indexedDB.open(this.#name);
      request.onupgradeneeded = () => {
        if (create) request.result.createObjectStore(STORE);
        else request.transaction?.abort();
      };
      request.onerror = () => reject(request.error ?? new Error());
      request.onsuccess = () => {
        const database = request.result;
        const drop = (): void => {
          if (this.#database === opening) this.#database = null;
          database.close();
        };
        database.onclose = database.onversionchange = drop;
        resolve(database);
      };
    });
    this.#database = opening;
    opening.catch(() => {
      if (this.#database === opening) this.#database = null;
    });
    return opening;
  }

  async #guard<T>(work: () => Promise<T>, otherwise: T): Promise<T> {
    while (this.usable) {
      try {
        const value = await this.#limit(work());
        this.#failures = 0;
        return value;
      } catch (error) {
        // A transaction that the browser aborts has no error of its own.
        const name = (error as Error | null)?.name;
        // A database that does not answer will not answer the next time either, and the visitor is waiting.
        this.#failures += name === 'TimeoutError' ? FAILURES : 1;
        // The database is damaged: it exists without its store. The visitor's identity is in the cookie.
        if (name === 'NotFoundError') this.#remove();
        this.#database = null;
        if (!this.usable) this.#giveUp();
      }
    }
    return otherwise;
  }

  #remove(): void {
    try {
      // This closes open connections, also those of other tabs.
      indexedDB.deleteDatabase(this.#name);
    } catch {
      // This browser has no IndexedDB.
    }
  }

  #giveUp(): void {
    this.#failures = FAILURES;
    this.#onGiveUp();
  }

  #limit<T>(work: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      const stop = this.#clock.after(LIMIT_MS, () => reject(new DOMException('', 'TimeoutError')));
      work.then(resolve, reject).finally(stop);
    });
  }
}
