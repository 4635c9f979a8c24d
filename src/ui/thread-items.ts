import type { Author, EndedBy, OperatorRef, SessionEvent, SessionStatus } from '../protocol/types.ts';
import { daysBetween, formatDay } from './i18n.ts';

/** The author of a message or event; `operator` is null for the visitor and the system. */
export interface Speaker {
  readonly author: Author;
  readonly operator: OperatorRef | null;
}

/**
 * `waiting`: no connection · `sent`: the server has stored it · `delivered`: on the other side's screen · `failed`: refused,
 * Retry sends it again.
 */
export type MessageStatus = 'waiting' | 'sending' | 'sent' | 'delivered' | 'read' | 'failed';

export interface ThreadMessage {
  /** Stays the same when the outbox entry becomes an event. */
  readonly key: string;
  readonly text: string;
  readonly at: number;
  /** null on messages of the other side. */
  readonly status: MessageStatus | null;
  readonly cid: string | null;
}

export interface DayItem {
  readonly kind: 'day';
  readonly key: string;
  readonly label: string;
}

/** Stands between two sessions of one day. */
export interface TimeItem {
  readonly kind: 'time';
  readonly key: string;
  readonly at: number;
}

export interface SystemItem {
  readonly kind: 'system';
  readonly key: string;
  readonly line: 'joined' | 'youJoined' | 'youEnded' | 'visitorEnded' | 'blocked' | 'idle' | 'rated';
  readonly at: number;
  /**
   * The person who joined. For `rated`, the person it names: to the visitor the operator who spoke last, to operators the
   * visitor.
   */
  readonly speaker: Speaker;
  readonly score?: number;
  readonly comment?: string | null;
}

/** Messages of one speaker without a pause of three minutes. */
export interface GroupItem {
  readonly kind: 'group';
  readonly key: string;
  /** On the viewer's side: the visitor's own, or for operators anything from the team. */
  readonly own: boolean;
  /** The viewer wrote it. */
  readonly self: boolean;
  readonly speaker: Speaker;
  readonly messages: readonly ThreadMessage[];
  /** Time of the last message. */
  readonly at: number;
  /** Status of the last message. */
  readonly status: MessageStatus | null;
  /** This is the newest own group, which says its status in a word. */
  readonly newest: boolean;
}

export interface TypingItem {
  readonly kind: 'typing';
  readonly key: string;
  readonly own: boolean;
  readonly speaker: Speaker;
}

export type ThreadItem = DayItem | TimeItem | SystemItem | GroupItem | TypingItem;

export interface ThreadSession {
  readonly id: string;
  readonly status: SessionStatus;
  readonly events: readonly SessionEvent[];
  /** The other side has seen it up to this seq. */
  readonly readByOther: number;
  /** The other side's screen has it up to this seq; 0 when that is not known. */
  readonly deliveredSeq: number;
  /** The operator who answered before these events, or last of all: a rating line names them. */
  readonly operator?: OperatorRef | null;
}

/** An own message that is not acknowledged; the client's `OutboxEntry` fits. */
export interface ThreadPending {
  readonly cid: string;
  readonly text: string;
  readonly createdAt: number;
  readonly status: 'queued' | 'sending' | 'failed';
}

export interface ThreadInput {
  /** Oldest first. */
  readonly sessions: readonly ThreadSession[];
  readonly outbox: readonly ThreadPending[];
  /** There is no connection: messages that are not acknowledged wait for one. */
  readonly stalled?: boolean;
  readonly perspective: 'visitor' | 'operator';
  /** The viewing operator's id. */
  readonly self?: string;
  /** The people who type; null is the visitor. */
  readonly typing?: readonly (OperatorRef | null)[];
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly locale: string;
}

/** A group ends when its speaker pauses this long. */
const GROUP_PAUSE_MS = 3 * 60_000;

/** The items that the log shows, top to bottom. Pure: the same input gives the same items. */
export function threadItems(input: ThreadInput): readonly ThreadItem[] {
  const items: ThreadItem[] = [];
  let previousAt: number | null = null;

  const reach = (at: number, sessionStart: boolean, key: string): void => {
    if (previousAt === null || daysBetween(previousAt, at) > 0) {
      items.push({ kind: 'day', key: `day:${key}`, label: formatDay(at, input.now, input.locale) });
    } else if (sessionStart) {
      items.push({ kind: 'time', key: `time:${key}`, at });
    }
    previousAt = Math.max(previousAt ?? at, at);
  };

  const say = (speaker: Speaker, message: ThreadMessage): void => {
    const last = items.at(-1);
    if (last?.kind === 'group' && continues(last, speaker, message)) {
      items[items.length - 1] = { ...last, messages: [...last.messages, message], at: message.at, status: message.status };
      return;
    }
    items.push({
      kind: 'group',
      key: `group:${message.key}`,
      own: isOwnSide(input.perspective, speaker.author),
      self: isSelf(input, speaker),
      speaker,
      messages: [message],
      at: message.at,
      status: message.status,
      newest: false,
    });
  };

  for (const session of input.sessions) addSession(session, input, items, reach, say);

  const acknowledged = new Set(input.sessions.flatMap(({ events }) => events.map((event) => ('cid' in event ? event.cid : null))));
  let startsSession = input.sessions.at(-1)?.status === 'ended';
  for (const entry of input.outbox) {
    if (acknowledged.has(entry.cid)) continue;
    reach(entry.createdAt, startsSession, entry.cid);
    startsSession = false;
    const status = entry.status === 'failed' ? 'failed' : input.stalled ? 'waiting' : 'sending';
    say(ownSpeaker(input), { key: entry.cid, text: entry.text, at: entry.createdAt, status, cid: entry.cid });
  }

  const newest = items.findLastIndex((item) => item.kind === 'group' && item.own);
  if (newest >= 0) items[newest] = { ...(items[newest] as GroupItem), newest: true };

  for (const who of input.typing ?? []) {
    const speaker: Speaker = { author: who ? 'operator' : 'visitor', operator: who };
    items.push({ kind: 'typing', key: `typing:${who?.id ?? ''}`, own: isOwnSide(input.perspective, speaker.author), speaker });
  }
  return items;
}

function addSession(
  session: ThreadSession,
  input: ThreadInput,
  items: ThreadItem[],
  reach: (at: number, sessionStart: boolean, key: string) => void,
  say: (speaker: Speaker, message: ThreadMessage) => void,
): void {
  let first = items.length > 0;
  let operator: OperatorRef | null = session.operator ?? null;
  const lastRating = session.events.findLast((event) => event.type === 'session.rated');
  for (const event of session.events) {
    const key = `${session.id}:${event.seq}`;
    if (event.type === 'session.started' || (event.type === 'session.rated' && event !== lastRating)) continue;
    reach(event.at, first, key);
    first = false;
    const system = (line: SystemItem['line'], speaker: Speaker, more?: Pick<SystemItem, 'score' | 'comment'>): void => {
      items.push({ kind: 'system', key, line, at: event.at, speaker, ...more });
    };
    switch (event.type) {
      case 'message.sent': {
        const speaker: Speaker = { author: event.author, operator: event.operator };
        operator = event.operator ?? operator;
        say(speaker, {
          key: event.cid ?? key,
          text: event.text,
          at: event.at,
          status: isOwnSide(input.perspective, event.author) ? statusOf(event.seq, session) : null,
          cid: event.cid,
        });
        break;
      }
      case 'operator.joined':
        operator = event.operator;
        system(event.operator.id === input.self ? 'youJoined' : 'joined', { author: 'operator', operator });
        break;
      case 'session.ended':
        system(endLine(event.by, input.perspective), { author: 'visitor', operator: null });
        break;
      case 'session.rated':
        system('rated', input.perspective === 'visitor' ? { author: 'operator', operator } : { author: 'visitor', operator: null }, {
          score: event.score,
          comment: event.comment,
        });
    }
  }
}

const isOwnSide = (perspective: ThreadInput['perspective'], author: Author): boolean =>
  perspective === 'visitor' ? author === 'visitor' : author !== 'visitor';

const isSelf = (input: ThreadInput, { author, operator }: Speaker): boolean =>
  input.perspective === 'visitor' ? author === 'visitor' : author === 'operator' && operator?.id === input.self;

const ownSpeaker = ({ perspective, self }: ThreadInput): Speaker =>
  perspective === 'visitor' ? { author: 'visitor', operator: null } : { author: 'operator', operator: { id: self ?? '', name: '' } };

const statusOf = (seq: number, session: ThreadSession): MessageStatus =>
  session.readByOther >= seq ? 'read' : session.deliveredSeq >= seq ? 'delivered' : 'sent';

// A refused message is a group of its own, so that its Retry does not seem to belong to the messages beside it.
const continues = (group: GroupItem, speaker: Speaker, message: ThreadMessage): boolean =>
  group.speaker.author === speaker.author &&
  group.speaker.operator?.id === speaker.operator?.id &&
  group.status !== 'failed' &&
  message.status !== 'failed' &&
  message.at - group.at < GROUP_PAUSE_MS;

const endLine = (by: EndedBy, perspective: ThreadInput['perspective']): SystemItem['line'] =>
  by === 'visitor'
    ? perspective === 'visitor'
      ? 'youEnded'
      : 'visitorEnded'
    : by === 'block' && perspective === 'operator'
      ? 'blocked'
      : 'idle';
