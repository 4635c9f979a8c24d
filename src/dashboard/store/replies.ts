import { nanoid } from 'nanoid';
import type { Clock } from '../../link/clock.ts';
import type { CommandError, Commands } from '../../link/commands.ts';
import type { Observable } from '../../link/observable.ts';
import { ERRORS } from '../../protocol/index.ts';
import type { ErrorCode, MessageSendResult, OperatorCommand } from '../../protocol/index.ts';
import { without, withoutEntry } from './dashboard-state.ts';
import { findChat, seenSeq, threadOf } from './selectors.ts';
import type { Written } from './kept-replies.ts';
import type { DashboardState, OutboxEntry } from './types.ts';

const joined = (...texts: string[]): string => texts.filter(Boolean).join('\n');

export interface RepliesHost {
  readonly state: Observable<DashboardState>;
  /** The inbox is on its way: it will show which replies have arrived. */
  readonly reading: () => boolean;
  readonly commands: Commands<OperatorCommand>;
  readonly clock: Clock;
  /** Something is written for a chat that is not in the list any more. */
  readonly onUnlisted: (chat: string) => void;
}

/** What operators have written and the server does not show yet: the outbox, the drafts, and why a reply came back. */
export class Replies {
  readonly #host: RepliesHost;
  /** Replies the server has whose event has not come yet. */
  readonly #acked = new Set<string>();

  constructor(host: RepliesHost) {
    this.#host = host;
  }

  /** Answers a chat. A final refusal puts the text back into the reply box. */
  send(chat: string, text: string): void {
    const { state, clock } = this.#host;
    const { outbox, drafts, refused } = state.get();
    const shown = findChat(state.get(), chat);
    const thread = threadOf(state.get(), shown);
    // While the thread is on its way, the row in the inbox is what the operator answers.
    const seen = thread ? seenSeq(thread) : (shown?.last?.seq ?? 0);
    const entry: OutboxEntry = { cid: nanoid(), session: null, text, seen, createdAt: clock.now(), status: 'sending', error: null };
    state.set({
      outbox: { ...outbox, [chat]: [...(outbox[chat] ?? []), entry] },
      drafts: without(drafts, chat),
      refused: without(refused, chat),
    });
    this.#run(chat, entry);
  }

  /** Sends a reply again under its own cid, so that it cannot arrive twice (C1). */
  retry(chat: string, cid: string): void {
    const entry = this.#host.state.get().outbox[chat]?.find((one) => one.cid === cid);
    if (entry?.status !== 'failed') return;
    this.#mark(chat, cid, 'sending', null);
    this.#run(chat, entry);
  }

  /** What an earlier page has left: drafts stand in their boxes again, and what had no answer goes again under its cid (W1). */
  restore(written: Written): void {
    const { drafts, outbox } = this.#host.state.get();
    const chats = new Set([...Object.keys(written.outbox), ...Object.keys(outbox)]);
    const texts = Object.entries(drafts).map(([chat, text]) => [chat, joined(written.drafts[chat] ?? '', text)]);
    this.#host.state.set({
      drafts: { ...written.drafts, ...(Object.fromEntries(texts) as Record<string, string>) },
      outbox: Object.fromEntries([...chats].map((chat) => [chat, [...(written.outbox[chat] ?? []), ...(outbox[chat] ?? [])]])),
    });
    for (const [chat, entries] of Object.entries(written.outbox)) for (const entry of entries) this.#run(chat, entry);
  }

  /** The visitor wrote again after a close: what stands in the box of the former chat is for the new one. */
  carry(from: string, to: string): void {
    const { drafts } = this.#host.state.get();
    const text = drafts[from];
    if (text) this.#host.state.set({ drafts: { ...without(drafts, from), [to]: joined(text, drafts[to] ?? '') } });
  }

  setDraft(chat: string, text: string): void {
    const { drafts, refused } = this.#host.state.get();
    if ((drafts[chat] ?? '') === text) return;
    // Why it came back is said as long as it stands there.
    const back = refused[chat];
    this.#host.state.set({
      drafts: text === '' ? without(drafts, chat) : { ...drafts, [chat]: text },
      ...(back && !text.startsWith(back.text) && { refused: without(refused, chat) }),
    });
  }

  /** The outbox once the inbox has been read: replies the server has are in it. */
  afterReading(): DashboardState['outbox'] {
    const outbox = Object.fromEntries(
      Object.entries(this.#host.state.get().outbox).map(([chat, entries]) => [chat, entries.filter(({ cid }) => !this.#acked.has(cid))]),
    );
    this.#acked.clear();
    return outbox;
  }

  #run(chat: string, entry: OutboxEntry): void {
    const { state, reading, commands } = this.#host;
    commands.run<MessageSendResult>({ type: 'message.reply', chat, text: entry.text, seen: entry.seen }, entry.cid).then(
      ({ seq }) => {
        // After a reconnect the event may have come before the ack, with the inbox: then nothing else will take the entry away.
        const shown = findChat(state.get(), chat);
        if (reading() || (shown && shown.session.lastSeq < seq)) this.#acked.add(entry.cid);
        else state.set({ outbox: withoutEntry(state.get().outbox, entry.cid) });
      },
      (error: CommandError) => {
        if (ERRORS[error.code]?.retry) return this.#mark(chat, entry.cid, 'failed', error.code);
        this.#takeBack(chat, entry, error);
      },
    );
  }

  /** Nothing is lost: several that come back keep their order, and what was typed meanwhile follows them. */
  #takeBack(chat: string, { cid, text }: OutboxEntry, { code, newer }: CommandError): void {
    const { outbox, drafts, refused, chats } = this.#host.state.get();
    const before = refused[chat]?.text ?? '';
    const typed = (drafts[chat] ?? '').slice(before.length);
    const back = before === '' ? text : `${before}\n${text}`;
    this.#host.state.set({
      outbox: withoutEntry(outbox, cid),
      drafts: { ...drafts, [chat]: before === '' && typed !== '' ? `${back}\n${typed}` : back + typed },
      refused: { ...refused, [chat]: { code, text: back, ...(newer !== undefined && { newer }) } },
    });
    // In the list it would be seen there.
    if (!chats[chat]) this.#host.onUnlisted(chat);
  }

  #mark(chat: string, cid: string, status: OutboxEntry['status'], error: ErrorCode | null): void {
    const { outbox } = this.#host.state.get();
    const entries = (outbox[chat] ?? []).map((entry) => (entry.cid === cid ? { ...entry, status, error } : entry));
    this.#host.state.set({ outbox: { ...outbox, [chat]: entries } });
  }
}
