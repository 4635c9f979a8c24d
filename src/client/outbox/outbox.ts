import { nanoid } from 'nanoid';
import { OUTBOX_WINDOW } from '../../protocol/limits.ts';
import type { ErrorCode, MessageSend, MessageSendResult } from '../../protocol/index.ts';
import type { OutboxEntry } from '../chat-state.ts';
import type { BrowserStore } from '../../link/browser-store.ts';
import { entriesOf } from './entry.ts';
import type { StoredEntry } from './entry.ts';

const KEY = 'outbox';
const MAX_ENTRIES = 100;

interface Item extends StoredEntry {
  owner: string | null;
  status: OutboxEntry['status'];
  error: ErrorCode | null;
  /** The entry is in the database, or can never be written there (C4). */
  stored: boolean;
  tries: number;
  /** The server has stored the message; it stays on the screen until its event arrives. */
  ack: MessageSendResult | null;
}

const itemOf = (entry: StoredEntry, stored: boolean): Item => ({ ...entry, status: 'queued', error: null, stored, tries: 0, ack: null });
const frameOf = ({ cid, session, text }: Item): MessageSend => ({ type: 'message.send', cid, session, text });

/** Messages the server has not acknowledged, in the order they were written (C4–C6). */
export class Outbox {
  #items: Item[] = [];
  readonly #store: Pick<BrowserStore, 'get' | 'update'>;
  readonly #onChange: () => void;

  constructor(store: Pick<BrowserStore, 'get' | 'update'>, onChange: () => void) {
    this.#store = store;
    this.#onChange = onChange;
  }

  get entries(): readonly OutboxEntry[] {
    return this.#items.map(({ cid, session, text, createdAt, status, error }) =>
      Object.freeze({ cid, session, text, createdAt, status, error }),
    );
  }

  /** Loads the entries an earlier page left. Returns the texts of another identity, which are never sent. */
  async load(owner: string | null): Promise<string[]> {
    const stored = entriesOf(await this.#store.get(KEY));
    const foreign = stored.filter((entry) => entry.owner !== null && entry.owner !== owner);
    if (foreign.length) await this.#forget(foreign.map((entry) => entry.cid));
    const here = new Set(this.#items.map((item) => item.cid));
    const mine = stored.filter((entry) => !foreign.includes(entry) && !here.has(entry.cid));
    this.#items.unshift(...mine.map((entry) => itemOf(entry, true)));
    if (mine.length) this.#onChange();
    return foreign.map((entry) => entry.text);
  }

  /** `stored` resolves when the message is in the database, or when there is no database. */
  add(owner: string | null, session: string | null, text: string, now: number): { cid: string; stored: Promise<void> } {
    const entry: StoredEntry = { cid: nanoid(), owner, session, text, createdAt: now };
    const item = itemOf(entry, false);
    this.#items.push(item);
    this.#onChange();
    const stored = this.#store
      .update(KEY, (old) => [...entriesOf(old).filter((one) => one.cid !== entry.cid), entry].slice(-MAX_ENTRIES))
      .then(() => {
        item.stored = true;
      });
    return { cid: entry.cid, stored };
  }

  /** The visitor got their first token or a new one: everything they wrote belongs to it. */
  async claim(owner: string): Promise<void> {
    const mine = this.#items.filter((item) => item.owner !== owner);
    if (!mine.length) return;
    const cids = new Set(mine.map((item) => item.cid));
    for (const item of mine) item.owner = owner;
    await this.#store.update(KEY, (old) => entriesOf(old).map((entry) => (cids.has(entry.cid) ? { ...entry, owner } : entry)));
  }

  /** The frames that may be sent now, in order, at most 8 without an ack (C5). Taken frames count as sent. */
  take(owner: string | null): MessageSend[] {
    let free = OUTBOX_WINDOW - this.#items.filter((item) => item.status === 'sending' && !item.ack).length;
    const frames: MessageSend[] = [];
    for (const item of this.#items) {
      if (item.status !== 'queued') continue;
      if (!item.stored || item.owner !== owner || free-- <= 0) break;
      item.status = 'sending';
      frames.push(frameOf(item));
    }
    if (frames.length) this.#onChange();
    return frames;
  }

  /** Messages the server may not have yet, for a last try when the page goes away (C7). They do not count as sent. */
  unacknowledged(owner: string | null): MessageSend[] {
    return this.#items.filter((item) => item.owner === owner && item.status !== 'failed' && !item.ack).map(frameOf);
  }

  /** The connection is gone: messages without an ack are sent again in order, with the same cids (C5). */
  requeue(from = 0): void {
    let changed = false;
    for (const item of this.#items.slice(from)) {
      if (item.status !== 'sending' || item.ack) continue;
      item.status = 'queued';
      changed = true;
    }
    if (changed) this.#onChange();
  }

  /** The server put this message off, so the ones behind it wait too. Returns how often that happened before. */
  postpone(cid: string): number {
    const index = this.#items.findIndex((item) => item.cid === cid);
    this.requeue(Math.max(index, 0));
    const item = this.#items[index];
    return item ? item.tries++ : 0;
  }

  /** The server has stored the message, so it is not sent again. Returns false when this page does not know the cid. */
  acknowledge(cid: string, result: MessageSendResult): boolean {
    const item = this.#find(cid);
    if (!item) return false;
    item.ack = result;
    item.status = 'sending';
    void this.#forget([cid]);
    return true;
  }

  /** The visitor, or another tab, is done with these messages. */
  remove(...cids: string[]): void {
    if (this.settle(cids)) this.#onChange();
  }

  /** Like `remove`, but the caller shows the change together with another one: an event takes the entry's place. */
  settle(cids: readonly string[]): boolean {
    const rest = this.#items.filter((item) => !cids.includes(item.cid));
    if (rest.length === this.#items.length) return false;
    this.#items = rest;
    void this.#forget(cids);
    return true;
  }

  /** The server refused it for good; Retry sends it again. */
  fail(cid: string, error: ErrorCode): void {
    const item = this.#find(cid);
    if (!item) return;
    item.status = 'failed';
    item.error = error;
    this.#onChange();
  }

  /** The session of this message has ended: this message and the rest for that session stop. Returns their texts (C6). */
  stopSession(cid: string): string[] {
    const session = this.#find(cid)?.session;
    const stopped = this.#items.filter((item) => item.cid === cid || (session && item.session === session && !item.ack));
    this.remove(...stopped.map((item) => item.cid));
    return stopped.map((item) => item.text);
  }

  has(cid: string): boolean {
    return this.#find(cid) !== undefined;
  }

  status(cid: string): OutboxEntry['status'] | undefined {
    return this.#find(cid)?.status;
  }

  text(cid: string): string {
    return this.#find(cid)?.text ?? '';
  }

  /** Texts of the messages that the server has not acknowledged, oldest first. */
  texts(): string[] {
    return this.#items.filter((item) => !item.ack).map((item) => item.text);
  }

  /** Forgets everything, also in the database. */
  async wipe(): Promise<void> {
    this.#items = [];
    this.#onChange();
    await this.#store.update(KEY, () => []);
  }

  /** Forgets the entries of this page only; another tab or a log-out has emptied the database. */
  drop(): void {
    this.#items = [];
    this.#onChange();
  }

  #find(cid: string): Item | undefined {
    return this.#items.find((item) => item.cid === cid);
  }

  async #forget(cids: readonly string[]): Promise<void> {
    await this.#store.update(KEY, (old) => entriesOf(old).filter((entry) => !cids.includes(entry.cid)));
  }
}
