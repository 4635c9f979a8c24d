import type { BrowserStore } from '../../link/browser-store.ts';
import { COMMAND_RESULT_DAYS } from '../../protocol/index.ts';
import type { DashboardState, OutboxEntry } from './types.ts';

const DAY_MS = 86_400_000;
/** What nobody came back to for so long is forgotten. */
const DRAFT_DAYS = 90;

/** What an operator has written and the server does not have, or may not have. */
export type Written = Pick<DashboardState, 'drafts' | 'outbox'>;

type Reply = Pick<OutboxEntry, 'cid' | 'session' | 'text' | 'seen' | 'createdAt'> & { readonly chat: string };
/** What is stored of a site: drafts by chat, replies by cid. */
interface Kept {
  readonly drafts: Readonly<Record<string, { readonly text: string; readonly at: number }>>;
  readonly replies: Readonly<Record<string, Reply>>;
}
/** What has changed since the last write; null: it is gone. Other tabs have changes of their own. */
interface Patch {
  readonly drafts: Map<string, string | null>;
  readonly replies: Map<string, Reply | null>;
}

const NOTHING: Written = { drafts: {}, outbox: {} };
const NOTHING_KEPT: Kept = { drafts: {}, replies: {} };

/**
 * Drafts and replies without an answer, in the browser's database (W1): one value a site, in the database of the operator.
 * Each change is written at once, in one transaction with what is there, so that tabs do not overwrite each other.
 */
export class KeptReplies {
  readonly #store: BrowserStore;
  readonly #site: string;
  readonly #now: () => number;
  #noted: Written = NOTHING;
  #patch: Patch = emptyPatch();
  #writing: Promise<void> | null = null;
  #refused = false;
  #closed = false;

  constructor(store: BrowserStore, site: string, now: () => number = Date.now) {
    this.#store = store;
    this.#site = site;
    this.#now = now;
  }

  /** Something is written that the browser did not store. */
  get isAtRisk(): boolean {
    const { drafts, outbox } = this.#noted;
    return this.#refused && (Object.keys(drafts).length > 0 || Object.values(outbox).some((entries) => entries.length > 0));
  }

  /** What an earlier page has left. */
  async read(): Promise<Written> {
    const kept = (await this.#store.get<Kept>(this.#site)) ?? NOTHING_KEPT;
    const now = this.#now();
    const drafts: Record<string, string> = {};
    const outbox: Record<string, OutboxEntry[]> = {};
    for (const [chat, { text, at }] of Object.entries(kept.drafts)) if (at > now - DRAFT_DAYS * DAY_MS) drafts[chat] = text;
    const replies = Object.values(kept.replies).sort((a, b) => a.createdAt - b.createdAt);
    for (const { chat, ...reply } of replies) {
      const entry: OutboxEntry = { ...reply, status: 'sending', error: null };
      // The server has forgotten whether it has this one: whether it goes again is for the operator to say.
      if (reply.createdAt < now - COMMAND_RESULT_DAYS * DAY_MS) drafts[chat] = [reply.text, drafts[chat]].filter(Boolean).join('\n');
      else (outbox[chat] ??= []).push(entry);
    }
    this.#noted = { drafts: { ...drafts, ...this.#noted.drafts }, outbox: { ...outbox, ...this.#noted.outbox } };
    return { drafts, outbox };
  }

  /** Called with each state; costs nothing where nothing was written. */
  note({ drafts, outbox }: Written): void {
    const before = this.#noted;
    if (this.#closed || (drafts === before.drafts && outbox === before.outbox)) return;
    this.#noted = { drafts, outbox };
    if (drafts !== before.drafts)
      for (const chat of new Set([...Object.keys(before.drafts), ...Object.keys(drafts)]))
        if (drafts[chat] !== before.drafts[chat]) this.#patch.drafts.set(chat, drafts[chat] ?? null);
    if (outbox !== before.outbox) {
      const [was, is] = [repliesOf(before.outbox), repliesOf(outbox)];
      for (const cid of was.keys()) if (!is.has(cid)) this.#patch.replies.set(cid, null);
      for (const [cid, reply] of is) if (!was.has(cid)) this.#patch.replies.set(cid, reply);
    }
    this.#write();
  }

  /** Resolves once everything written so far is stored, or has been refused. */
  async flush(): Promise<void> {
    while (this.#writing) await this.#writing;
  }

  /** Nothing is written any more. */
  close(): void {
    this.#closed = true;
    this.#patch = emptyPatch();
  }

  #write(): void {
    const patch = this.#patch;
    if (this.#writing || (patch.drafts.size === 0 && patch.replies.size === 0)) return;
    this.#patch = emptyPatch();
    const at = this.#now();
    this.#writing = this.#store
      .update<Kept>(this.#site, (kept = NOTHING_KEPT) => ({
        drafts: patched(kept.drafts, patch.drafts, (text) => ({ text, at })),
        replies: patched(kept.replies, patch.replies, (reply) => reply),
      }))
      .then((stored) => {
        this.#refused = !stored;
        this.#writing = null;
        this.#write();
      });
  }
}

const emptyPatch = (): Patch => ({ drafts: new Map(), replies: new Map() });

const repliesOf = (outbox: Written['outbox']): Map<string, Reply> =>
  new Map(
    Object.entries(outbox).flatMap(([chat, entries]) =>
      entries.map(({ cid, session, text, seen, createdAt }) => [cid, { cid, session, text, seen, createdAt, chat }] as const),
    ),
  );

function patched<V, K>(
  record: Readonly<Record<string, K>>,
  patch: ReadonlyMap<string, V | null>,
  toKept: (value: V) => K,
): Record<string, K> {
  const changed = new Map(Object.entries(record));
  for (const [key, value] of patch)
    if (value === null) changed.delete(key);
    else changed.set(key, toKept(value));
  return Object.fromEntries(changed);
}
