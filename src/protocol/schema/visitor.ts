import Type from 'typebox';
import { COMMANDS_PER_REQUEST, JWT_MAX_CHARS, PERSON_MAX_CHARS, RATING_COMMENT_MAX_CHARS } from '../limits.ts';
import {
  Availability,
  Email,
  EventPage,
  Gate,
  Id,
  Name,
  OperatorRef,
  PageRef,
  Seq,
  SessionEvent,
  SiteKey,
  Text,
  literals,
  strict,
} from './models.ts';

export const VisitorProfile = strict(
  {
    name: Type.Union([Name, Type.Null()]),
    email: Type.Union([Email, Type.Null()]),
    verified: Type.Boolean({ description: 'The site has signed name and e-mail; else the visitor said so himself.' }),
  },
  { $id: 'VisitorProfile', description: 'How the visitor is called, and an address to reach them.' },
);

/* Client → server */

export const VisitorHello = strict(
  {
    type: Type.Literal('hello'),
    protocol: Type.Integer(),
    site: SiteKey,
    token: Type.Optional(Type.String({ minLength: 1, maxLength: 128 })),
    tab: Id,
    watch: Type.Optional(Type.Boolean({ description: 'Only wait for the gate: no visitor is made, nothing is stored (B6).' })),
    epoch: Type.Optional(Id),
    cursor: Type.Optional(strict({ session: Id, seq: Seq })),
    newest: Type.Optional(
      Type.Boolean({ description: 'Without a cursor a session begins with its newest page; what is before is read by HTTP (R3).' }),
    ),
    page: Type.Optional(PageRef),
  },
  { $id: 'VisitorHello', description: 'First frame (R1). Without a token a visitor is made and `welcome.newToken` carries their token.' },
);

const command = <T extends string, P extends Type.TProperties>(type: T, properties: P, description: string, $id: string) =>
  strict({ type: Type.Literal(type), cid: Id, ...properties }, { $id, description });

export const MessageSend = command(
  'message.send',
  { session: Type.Union([Id, Type.Null()], { description: 'null: the active session, or a new one.' }), text: Text },
  'Says something; starts the session, or a new chat, when there is none (S4, S6).',
  'MessageSend',
);
export const SessionEnd = command(
  'session.end',
  { session: Id },
  'Ends the named session. Ending an ended one succeeds (S5).',
  'SessionEnd',
);
export const SessionRate = command(
  'session.rate',
  {
    session: Id,
    score: Type.Integer({ minimum: 1, maximum: 5 }),
    comment: Type.Union([Type.String({ maxLength: RATING_COMMENT_MAX_CHARS }), Type.Null()]),
  },
  'Rates an ended session (S6).',
  'SessionRate',
);
export const VisitorUpdate = command(
  'visitor.update',
  { name: Type.Optional(Type.Union([Name, Type.Null()])), email: Type.Optional(Type.Union([Email, Type.Null()])) },
  'Changes the name or e-mail; a missing member stays. Verified ones cannot be changed (`forbidden`).',
  'VisitorUpdate',
);
export const VisitorLogout = command(
  'visitor.logout',
  {},
  'Revokes the token of this browser, in every tab; the next hello makes a new visitor.',
  'VisitorLogout',
);

export const VisitorIdentify = command(
  'visitor.identify',
  {
    jwt: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: JWT_MAX_CHARS,
        description: 'Signed by the site: HS256 or ES256, `aud` the site key, `sub` the person, `exp` at most 24 h ahead.',
      }),
    ),
    userId: Type.Optional(
      Type.String({ minLength: 1, maxLength: PERSON_MAX_CHARS, description: 'Instead of `jwt`, together with `hash`.' }),
    ),
    hash: Type.Optional(
      Type.String({ pattern: '^[0-9a-fA-F]{64}$', description: "HMAC-SHA256 of `userId` with the site's identity key, hexadecimal." }),
    ),
  },
  'Joins the visitor to a person the site vouches for, on every device. The result is a VisitorIdentifyResult.',
  'VisitorIdentify',
);

export const VisitorCommand = Type.Union([MessageSend, SessionEnd, SessionRate, VisitorUpdate, VisitorLogout, VisitorIdentify], {
  $id: 'VisitorCommand',
  description: "A visitor's requests; each is answered by `ack` or `error` with its cid.",
});

export const VisitorTyping = strict(
  { type: Type.Literal('typing'), on: Type.Boolean() },
  { $id: 'VisitorTyping', description: 'The visitor types, or stopped.' },
);
export const VisitorRead = strict(
  { type: Type.Literal('read'), session: Id, seq: Seq },
  { $id: 'VisitorRead', description: 'Seen up to this seq.' },
);
export const VisitorPage = strict(
  { type: Type.Literal('page'), page: PageRef },
  { $id: 'VisitorPage', description: 'The visitor moved to another page.' },
);
export const Ping = strict({ type: Type.Literal('ping') }, { $id: 'Ping', description: 'Answered by `pong` (R4).' });
export const SessionSync = strict(
  { type: Type.Literal('sync'), session: Id, after: Seq },
  { $id: 'SessionSync', description: 'Asks for the events after a seq; answered by `events` (E3).' },
);

export const VisitorSignal = Type.Union([VisitorTyping, VisitorRead, VisitorPage, Ping, SessionSync], {
  $id: 'VisitorSignal',
  description: 'Frames without cid and without ack: they may be lost, and the last one wins.',
});

/* Server → client */

export const VisitorWelcome = strict(
  {
    type: Type.Literal('welcome'),
    epoch: Id,
    gate: Gate,
    newToken: Type.Optional(Type.String()),
    visitor: VisitorProfile,
    reset: Type.Boolean({ description: 'The cursor cannot be continued: forget the thread, keep the outbox (R2).' }),
    sessions: Type.Array(EventPage, {
      description: 'The session of the cursor when it is another one than the active session, then the active session.',
    }),
    availability: Availability,
    pingMs: Type.Integer(),
    stormMs: Type.Integer({ description: 'Window in ms for the first reconnect after an unclean close (R6).' }),
  },
  { $id: 'VisitorWelcome', description: 'Answer to `hello`. A hidden visitor gets `gate {show: false}` instead.' },
);

export const MessageSendResult = strict({ session: Id, seq: Seq, at: Type.Integer() }, { $id: 'MessageSendResult' });
export const VisitorIdentifyResult = strict(
  {
    outcome: literals('same', 'became', 'switched', 'moved', 'merged'),
    newToken: Type.Optional(
      Type.String({ description: 'Takes the place of the token, which is worth nothing any more. Missing with `same` and in a replay.' }),
    ),
  },
  {
    $id: 'VisitorIdentifyResult',
    description:
      'Result of `visitor.identify`. `same`: the visitor was this person already. `became`: the person is new, and the visitor is that person. `switched`: the person is known. `moved`: the person is known, and the active session went along. `merged`: the person is known and has a session, so the session of this visitor ended.',
  },
);
export const Ack = strict(
  {
    type: Type.Literal('ack'),
    cid: Id,
    dup: Type.Boolean({ description: 'The command had been done before; this is its stored result.' }),
    result: Type.Unknown(),
  },
  { $id: 'Ack', description: 'The effect is durable (C2).' },
);
export const ErrorFrame = strict(
  {
    type: Type.Literal('error'),
    cid: Type.Optional(Id),
    code: Type.String(),
    retry: Type.Boolean(),
    message: Type.String(),
    field: Type.Optional(Type.String()),
    retryAfterMs: Type.Optional(
      Type.Integer({ minimum: 0, description: 'With `rate_limited`: the same command is taken after so many ms (R11).' }),
    ),
    newer: Type.Optional(
      Type.Integer({ minimum: 1, description: "With `stale_reply`: how many of the visitor's messages the sender has not seen." }),
    ),
  },
  { $id: 'ErrorFrame', description: 'A refused frame; `code` is one of ERRORS.' },
);
export const SessionEventFrame = strict(
  { type: Type.Literal('event'), session: Id, event: SessionEvent },
  { $id: 'SessionEventFrame', description: 'The next event of a session.' },
);
export const EventsFrame = strict(
  { type: Type.Literal('events'), page: EventPage },
  { $id: 'EventsFrame', description: 'Answer to `sync`.' },
);
export const ReadFrame = strict(
  { type: Type.Literal('read'), session: Id, by: literals('visitor', 'operator'), seq: Seq },
  { $id: 'ReadFrame', description: 'Seen up to this seq.' },
);
export const DeliveredFrame = strict(
  { type: Type.Literal('delivered'), session: Id, seq: Seq },
  { $id: 'DeliveredFrame', description: "Reached an operator's screen up to this seq." },
);
export const OperatorTyping = strict(
  { type: Type.Literal('typing'), session: Id, operator: OperatorRef, on: Type.Boolean() },
  { $id: 'OperatorTyping', description: 'Ephemeral (E5).' },
);
export const AvailabilityFrame = strict(
  { type: Type.Literal('availability'), value: Availability },
  { $id: 'AvailabilityFrame', description: 'Can anyone answer now.' },
);
export const GateFrame = strict(
  { type: Type.Literal('gate'), ...Gate.properties },
  { $id: 'GateFrame', description: 'Hide or show the widget (B5, B6).' },
);
export const Pong = strict({ type: Type.Literal('pong') }, { $id: 'Pong', description: 'Answer to `ping`.' });
export const GoAway = strict(
  { type: Type.Literal('goaway'), reconnectInMs: Type.Integer({ minimum: 0 }) },
  { $id: 'GoAway', description: 'The server is stopping: finish, and connect again after so many ms (R10).' },
);
export const IdentityFrame = strict(
  { type: Type.Literal('identity') },
  {
    $id: 'IdentityFrame',
    description:
      'The visitor was identified in another tab: the token of this connection is worth nothing, close code 4401 follows. That tab puts the new one where the tabs share it.',
  },
);
export const ProfileFrame = strict(
  { type: Type.Literal('profile'), visitor: VisitorProfile },
  { $id: 'ProfileFrame', description: 'The name or e-mail changed (other tabs).' },
);

export const VisitorServerFrame = Type.Union(
  [
    VisitorWelcome,
    Ack,
    ErrorFrame,
    SessionEventFrame,
    EventsFrame,
    ReadFrame,
    DeliveredFrame,
    OperatorTyping,
    AvailabilityFrame,
    GateFrame,
    Pong,
    ProfileFrame,
    IdentityFrame,
    GoAway,
  ],
  { $id: 'VisitorServerFrame', description: "Everything the server sends to a visitor's connection." },
);

/* HTTP */

export const LauncherTexts = strict(
  {
    lang: Type.String({ description: 'Canonical tag of the language the page asked for.' }),
    rtl: Type.Boolean({ description: 'That language is written from right to left.' }),
    open: Type.String(),
    unread: Type.String({ description: '`{n}` is the number of unread messages.' }),
    minimise: Type.String(),
    failed: Type.String({ description: 'The first line is the title.' }),
    retry: Type.String(),
    retrying: Type.String(),
    dismiss: Type.String(),
  },
  { $id: 'LauncherTexts', description: 'What the launcher says, also when nothing else of the widget can be loaded.' },
);
export const VisitorConfig = strict(
  {
    gate: Gate,
    launcher: Type.Optional(LauncherTexts),
    site: strict({
      name: Name,
      title: Type.Union([Type.String(), Type.Null()]),
      body: Type.Union([Type.String(), Type.Null()]),
      topics: Type.Array(Type.String(), { maxItems: 3 }),
    }),
    team: Type.Array(OperatorRef, { maxItems: 3, description: 'Operators who are online, three at most.' }),
    availability: Availability,
    active: Type.Boolean({ description: "The token's visitor has an active session." }),
  },
  {
    $id: 'VisitorConfig',
    description:
      '`GET /v1/visitor/config?site=&lang=`, `lang` being the languages the page wants, best first, separated by commas; the token, if any, as `Authorization: Bearer`.',
  },
);
export const VisitorHidden = strict(
  { gate: Gate },
  { $id: 'VisitorHidden', description: 'What every visitor route answers to a blocked visitor, whatever the block (B4).' },
);
export const VisitorCommandsRequest = strict(
  {
    token: Type.String({ minLength: 1, maxLength: 128 }),
    commands: Type.Array(VisitorCommand, { maxItems: COMMANDS_PER_REQUEST }),
    signals: Type.Optional(Type.Array(Type.Union([VisitorTyping, VisitorRead, SessionSync]), { maxItems: COMMANDS_PER_REQUEST })),
  },
  {
    $id: 'VisitorCommandsRequest',
    description: '`POST /v1/visitor/commands?site=`: commands without a WebSocket (C7, C8). As text/plain no preflight is needed.',
  },
);
export const VisitorCommandsAnswer = strict(
  { results: Type.Array(Type.Union([Ack, ErrorFrame, EventsFrame])) },
  { $id: 'VisitorCommandsAnswer', description: 'One answer a command, in their order; then the answers and refusals of signals.' },
);
export const VisitorPollAnswer = strict(
  { frames: Type.Array(VisitorServerFrame) },
  {
    $id: 'VisitorPollAnswer',
    description:
      '`POST /v1/visitor/poll?site=` with a `hello` as body: `welcome` at once when it carries news or with `&begin`, else the next frames, or none after 25 s (C8).',
  },
);
