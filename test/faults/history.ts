/**
 * The invariants of every history, whatever went wrong on the way. Pure: a history is plain data, and the answer is the list
 * of violated invariants.
 */
export interface SentMessage {
  /** The visitor or operator that wrote it. The order of the list is the order of writing. */
  readonly sender: string;
  readonly cid: string;
}

export interface StoredEvent {
  readonly session: string;
  readonly seq: number;
  readonly type: string;
  readonly author: string | null;
  readonly cid: string | null;
}

export interface StoredSession {
  readonly id: string;
  readonly visitor: string;
  readonly status: 'active' | 'ended';
  readonly endedBy: string | null;
  readonly lastSeq: number;
}

/** A row of a site's log, which is numbered in the order of the commits. */
export type LogEntry = { readonly site: string; readonly gseq: number } & (
  | { readonly kind: 'event'; readonly session: string; readonly seq: number }
  | { readonly kind: 'visitor'; readonly visitor: string; readonly blocked: boolean }
  | { readonly kind: 'other' }
);

/** A person's screen at the end. */
export interface Screen {
  readonly name: string;
  readonly side: 'visitor' | 'operator';
  /** Each session as `seq:type:cid`, in the order shown. */
  readonly sessions: ReadonlyMap<string, readonly string[]>;
}

export interface History {
  readonly sent: readonly SentMessage[];
  /** Cids whose `ack` reached the sender. */
  readonly acked: readonly string[];
  readonly stored: readonly StoredEvent[];
  readonly sessions: readonly StoredSession[];
  readonly log: readonly LogEntry[];
  readonly screens: readonly Screen[];
}

export type Rule = 'acknowledged' | 'once' | 'seq' | 'gseq' | 'order' | 'screens' | 'blocked' | 'one-session' | 'log' | 'jitter';

export interface Violation {
  readonly rule: Rule;
  readonly detail: string;
}

export const line = (event: { seq: number; type: string; cid?: string | null }): string => `${event.seq}:${event.type}:${event.cid ?? ''}`;

/** Every violation of the invariants, an empty list when there is none. */
export function check(history: History): Violation[] {
  const found: Violation[] = [];
  const report = (rule: Rule, detail: string) => found.push({ rule, detail });
  checkStored(history, report);
  checkNumbers(history, report);
  checkLog(history, report);
  checkScreens(history, report);
  return found;
}

type Report = (rule: Rule, detail: string) => void;

/** Acknowledged means stored, and stored means once (C1, C2). */
function checkStored({ sent, acked, stored }: History, report: Report): void {
  const count = new Map<string, number>();
  for (const { type, cid } of stored) if (type === 'message.sent' && cid !== null) count.set(cid, (count.get(cid) ?? 0) + 1);
  for (const cid of new Set(acked)) if (!count.has(cid)) report('acknowledged', `${cid} was acknowledged and is not stored`);
  for (const [cid, times] of count) if (times > 1) report('once', `${cid} is stored ${times} times`);
  const known = new Set(sent.map(({ cid }) => cid));
  for (const cid of count.keys()) if (!known.has(cid)) report('once', `${cid} is stored, and nobody sent it`);
}

/** `seq` and `gseq` have no holes (E1, E4). */
function checkNumbers({ stored, sessions, log }: History, report: Report): void {
  const seqs = groupBy(stored, ({ session }) => session);
  for (const { id, lastSeq } of sessions) {
    const numbers = (seqs.get(id) ?? []).map(({ seq }) => seq).sort((a, b) => a - b);
    if (numbers.length !== lastSeq || numbers.some((seq, i) => seq !== i + 1))
      report('seq', `session ${id} counts ${lastSeq} and has ${numbers.join(' ')}`);
  }
  for (const [site, entries] of groupBy(log, (entry) => entry.site)) {
    const numbers = entries.map(({ gseq }) => gseq).sort((a, b) => a - b);
    const hole = numbers.findIndex((gseq, i) => gseq !== i + 1);
    if (hole >= 0) report('gseq', `site ${site} has ${numbers[hole]} where ${hole + 1} belongs`);
  }
}

/** The log tells every event once, in order; a blocked visitor adds nothing; nobody has two sessions, and nothing but a rating follows an end (B1, S6). */
function checkLog({ sent, stored, sessions, log }: History, report: Report): void {
  const events = new Map(stored.map((event) => [`${event.session}/${event.seq}`, event]));
  const visitorOf = new Map(sessions.map(({ id, visitor }) => [id, visitor]));
  const place = new Map(sent.map(({ sender, cid }, index) => [cid, { sender, index }]));
  const told = new Set<string>();
  const last = new Map<string, number>();
  const blocked = new Set<string>();
  const active = new Map<string, string>();
  const ended = new Set<string>();
  for (const entry of [...log].sort((a, b) => a.gseq - b.gseq)) {
    if (entry.kind === 'visitor') {
      if (entry.blocked) blocked.add(entry.visitor);
      else blocked.delete(entry.visitor);
    }
    if (entry.kind !== 'event') continue;
    const key = `${entry.session}/${entry.seq}`;
    const event = events.get(key);
    if (!event) report('log', `${key} is in the log and not stored`);
    if (told.has(key)) report('log', `${key} is told twice`);
    told.add(key);
    const visitor = visitorOf.get(entry.session) ?? '';
    if (event && blocked.has(visitor) && (event.author === 'visitor' || event.type === 'session.started'))
      report('blocked', `${key} of visitor ${visitor} was stored after the block`);
    if (event?.type === 'session.started') {
      if (active.has(visitor)) report('one-session', `visitor ${visitor} started ${entry.session} beside ${active.get(visitor) ?? ''}`);
      active.set(visitor, entry.session);
    }
    if (event && event.type !== 'session.rated' && ended.has(entry.session))
      report('one-session', `${key} ${event.type} comes after the end of its session`);
    if (event?.type === 'session.ended') ended.add(entry.session);
    if (event?.type === 'session.ended' && active.get(visitor) === entry.session) active.delete(visitor);
    const from = event?.cid === null || event?.cid === undefined ? undefined : place.get(event.cid);
    if (!from) continue;
    if (from.index < (last.get(from.sender) ?? -1)) report('order', `${event?.cid ?? ''} of ${from.sender} was stored after a later one`);
    last.set(from.sender, Math.max(from.index, last.get(from.sender) ?? -1));
  }
  for (const key of events.keys()) if (!told.has(key)) report('log', `${key} is stored and not in the log`);
  for (const [visitor, own] of groupBy(
    sessions.filter(({ status }) => status === 'active'),
    (session) => session.visitor,
  ))
    if (own.length > 1) report('one-session', `visitor ${visitor} has ${own.length} active sessions`);
}

/** Every screen shows each of its sessions as it is stored, whole (E2, E3). */
function checkScreens({ sent, stored, sessions, screens }: History, report: Report): void {
  const lists = new Map(
    [...groupBy(stored, ({ session }) => session)].map(([id, events]) => [id, events.sort((a, b) => a.seq - b.seq).map(line)]),
  );
  const senderOf = new Map(sent.map(({ sender, cid }) => [cid, sender]));
  const shown = sessions.filter(({ endedBy }) => endedBy !== 'block');
  const written = new Map<string, Set<string>>();
  for (const { session, cid } of stored) {
    const sender = cid === null ? undefined : senderOf.get(cid);
    if (sender !== undefined) written.set(session, (written.get(session) ?? new Set()).add(sender));
  }
  for (const { name, side, sessions: seen } of screens)
    for (const { id, status } of shown) {
      const list = seen.get(id);
      // A visitor's ended session may be off their screen; their active one may not.
      const must = side === 'operator' || (status === 'active' && written.get(id)?.has(name));
      if (!list && !must) continue;
      const want = lists.get(id) ?? [];
      if (list?.join() !== want.join()) report('screens', `${name} shows of ${id} ${difference(list ?? [], want)}`);
    }
}

/**
 * Nobody may be told to come back at the same moment as everybody else (R6): no tenth of the window may hold more than
 * half of the tries.
 */
export function checkSpread(tries: readonly number[], windowMs: number): Violation[] {
  const slices = new Array<number>(10).fill(0);
  for (const at of tries) {
    const slice = Math.min(9, Math.max(0, Math.floor((at / windowMs) * 10)));
    slices[slice] = (slices[slice] ?? 0) + 1;
  }
  const most = Math.max(...slices);
  return tries.length >= 10 && most > tries.length / 2
    ? [{ rule: 'jitter', detail: `${most} of ${tries.length} tries in one tenth of the window: ${slices.join(' ')}` }]
    : [];
}

function difference(list: readonly string[], want: readonly string[]): string {
  const at = want.findIndex((entry, i) => entry !== list[i]);
  const where = at < 0 ? want.length : at;
  return `${list.length} events for ${want.length} stored; at ${where}: ${list[where] ?? 'nothing'} for ${want[where] ?? 'nothing'}`;
}

function groupBy<T>(list: readonly T[], key: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of list) {
    const group = groups.get(key(item));
    if (group) group.push(item);
    else groups.set(key(item), [item]);
  }
  return groups;
}
