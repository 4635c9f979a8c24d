import Type from 'typebox';
import { EMAIL_MAX_CHARS, MESSAGE_MAX_CHARS, NAME_MAX_CHARS, TITLE_MAX_CHARS, URL_MAX_CHARS } from '../limits.ts';
import { EMAIL_PATTERN } from '../rules.ts';

/** An object that refuses unknown members, which also keeps `__proto__` out. */
export const strict = <P extends Type.TProperties>(properties: P, options: Type.TObjectOptions = {}) =>
  Type.Object(properties, { additionalProperties: false, ...options });

export const Id = Type.String({ minLength: 1, maxLength: 64, pattern: '^[A-Za-z0-9_-]+$' });
export const SiteKey = Type.String({
  minLength: 1,
  maxLength: 64,
  pattern: '^[a-z0-9-]+$',
  description: 'Public key of a site, as in `data-site`.',
});
export const Seq = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER });
export const Time = Type.Integer({ description: "Milliseconds since 1970, the server's clock. Never used for order." });
export const Text = Type.String({ minLength: 1, maxLength: MESSAGE_MAX_CHARS, description: 'Plain text as typed.' });
export const Name = Type.String({ minLength: 1, maxLength: NAME_MAX_CHARS });
export const Email = Type.String({ minLength: 3, maxLength: EMAIL_MAX_CHARS, pattern: EMAIL_PATTERN });
export const literals = <const V extends readonly string[]>(...values: V) => namedLiterals(undefined, ...values);
/** Mapping a list of schemas loses which value stands where, so the type restates it. */
type Literals<V extends readonly string[]> = Type.TUnion<{ -readonly [I in keyof V]: Type.TLiteral<V[I]> }>;
const namedLiterals = <const V extends readonly string[]>($id: string | undefined, ...values: V): Literals<V> =>
  Type.Union(
    values.map((v) => Type.Literal(v)),
    $id === undefined ? {} : { $id },
  ) as unknown as Literals<V>;

export const Availability = namedLiterals('Availability', 'online', 'away', 'offline');
export const Presence = namedLiterals('Presence', 'online', 'away', 'offline');
export const Author = namedLiterals('Author', 'visitor', 'operator', 'system');
export const EndedBy = namedLiterals('EndedBy', 'visitor', 'block', 'idle', 'merged');
export const SessionStatus = namedLiterals('SessionStatus', 'active', 'ended');
export const ChatStatus = namedLiterals('ChatStatus', 'new', 'open', 'closed');

export const PageRef = strict(
  { url: Type.String({ minLength: 1, maxLength: URL_MAX_CHARS }), title: Type.String({ maxLength: TITLE_MAX_CHARS }) },
  { $id: 'PageRef', description: 'A page of the host site.' },
);

export const OperatorRef = strict({ id: Id, name: Name }, { $id: 'OperatorRef', description: 'An operator as visitors see them.' });

export const Gate = strict(
  { show: Type.Boolean(), version: Seq },
  { $id: 'Gate', description: 'Whether the widget may be seen. The highest version wins (B6); the reason is never told (B4).' },
);

const numbered = { seq: Seq, at: Time };

export const MessageSent = strict(
  {
    type: Type.Literal('message.sent'),
    ...numbered,
    author: Author,
    text: Text,
    cid: Type.Union([Id, Type.Null()]),
    operator: Type.Union([OperatorRef, Type.Null()]),
  },
  { $id: 'MessageSent', description: 'One thing said. `cid` is the cid of the command that sent it.' },
);
export const SessionStarted = strict(
  { type: Type.Literal('session.started'), ...numbered },
  { $id: 'SessionStarted', description: 'Always seq 1.' },
);
export const SessionEnded = strict(
  { type: Type.Literal('session.ended'), ...numbered, by: EndedBy },
  { $id: 'SessionEnded', description: 'The session is over; nothing but a rating follows.' },
);
export const SessionRated = strict(
  {
    type: Type.Literal('session.rated'),
    ...numbered,
    score: Type.Integer({ minimum: 1, maximum: 5 }),
    comment: Type.Union([Type.String(), Type.Null()]),
  },
  { $id: 'SessionRated', description: 'The visitor rated the ended session, 1 (awful) to 5 (great). A later one replaces it.' },
);
export const OperatorJoined = strict(
  { type: Type.Literal('operator.joined'), ...numbered, operator: OperatorRef },
  { $id: 'OperatorJoined', description: 'An operator takes part from here on.' },
);

export const SessionEvent = Type.Union([MessageSent, SessionStarted, SessionEnded, SessionRated, OperatorJoined], {
  $id: 'SessionEvent',
  description: 'A numbered fact of a session: gapless `seq` from 1 (E1).',
});

export const Session = strict(
  {
    id: Id,
    status: SessionStatus,
    startedAt: Time,
    endedBy: Type.Union([EndedBy, Type.Null()]),
    lastSeq: Seq,
    deliveredSeq: Seq,
    readByOperator: Seq,
    readByVisitor: Seq,
  },
  {
    $id: 'Session',
    description: "A session without its events. `deliveredSeq`: reached an operator's screen; `readBy…`: seen up to this seq.",
  },
);

export const EventPage = strict(
  {
    session: Session,
    events: Type.Array(SessionEvent),
    more: Type.Boolean(),
    operator: Type.Optional(
      Type.Union([OperatorRef, Type.Null()], {
        description: 'Who joined or answered last before these events, when they do not begin at 1.',
      }),
    ),
  },
  {
    $id: 'EventPage',
    description:
      'Events of one session after a cursor, at most 300; `more` asks for the next page. A newest page is shorter; like a page before a seq it has the events before its first one still to come.',
  },
);
