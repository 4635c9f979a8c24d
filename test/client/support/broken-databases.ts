type Undo = () => void;

/** Replaces a member by `value` until it is undone. */
function replace(target: object, name: string, value: unknown): Undo {
  const own = Object.getOwnPropertyDescriptor(target, name);
  Object.defineProperty(target, name, { ...own, configurable: true, writable: true, value });
  return () => {
    if (own) Object.defineProperty(target, name, own);
    else delete (target as Record<string, unknown>)[name];
  };
}

const throwing = (name: string) => () => {
  throw new DOMException('', name);
};

/** A request that fails the way a browser reports it: later, by an event. */
function failing(name: string): IDBOpenDBRequest {
  const request = { error: new DOMException('', name), onerror: null as (() => void) | null };
  setTimeout(() => request.onerror?.());
  return request as unknown as IDBOpenDBRequest;
}

export type Fault = (name: string) => Undo | Promise<Undo>;

/** Every known way in which a browser's database fails, each until it is undone. `name`: the database of the site. */
export const FAULTS: Readonly<Record<string, Fault>> = {
  'is absent': () => {
    // `indexedDB` is an accessor of the window itself, or of its prototype.
    const holder = Object.hasOwn(window, 'indexedDB') ? window : (Object.getPrototypeOf(window) as object);
    const own = Object.getOwnPropertyDescriptor(holder, 'indexedDB') as PropertyDescriptor;
    Object.defineProperty(holder, 'indexedDB', { configurable: true, get: () => undefined });
    return () => Object.defineProperty(holder, 'indexedDB', own);
  },
  throws: () => replace(IDBFactory.prototype, 'open', throwing('SecurityError')),
  'never answers': () => replace(IDBFactory.prototype, 'open', () => ({})),
  'is blocked by an old page': async (name) => {
    // That page keeps its connection open while another one wants to delete the database.
    const held = await new Promise<IDBDatabase>((resolve) => {
      const request = indexedDB.open(name);
      request.onupgradeneeded = () => request.result.createObjectStore('kv');
      request.onsuccess = () => resolve(request.result);
    });
    const deleting = indexedDB.deleteDatabase(name);
    await new Promise((resolve) => (deleting.onblocked = resolve));
    return () => held.close();
  },
  'closes whenever it is used': () => replace(IDBDatabase.prototype, 'transaction', throwing('InvalidStateError')),
  'is over quota': () => replace(IDBObjectStore.prototype, 'put', throwing('QuotaExceededError')),
  'is over quota at the commit': () => {
    const { put } = IDBObjectStore.prototype;
    return replace(IDBObjectStore.prototype, 'put', function (this: IDBObjectStore, ...args: Parameters<IDBObjectStore['put']>) {
      const request = put.apply(this, args);
      this.transaction.abort();
      return request;
    });
  },
  'is damaged and does not open': () => replace(IDBFactory.prototype, 'open', () => failing('UnknownError')),
  'is damaged and does not read': () => replace(IDBObjectStore.prototype, 'get', throwing('UnknownError')),
};

/** Faults under which the database can still be read. */
export const READABLE = ['is over quota', 'is over quota at the commit'];

/** The browser refuses cookies, as it does when site data is blocked. */
export function refuseCookies(): Undo {
  Object.defineProperty(document, 'cookie', { configurable: true, get: () => '', set: () => undefined });
  return () => delete (document as { cookie?: string }).cookie;
}
