import Type from 'typebox';
import { CHATS_PER_COMMAND, COMMANDS_PER_REQUEST } from '../limits.ts';
import {
  Author,
  ChatStatus,
  Email,
  Id,
  Name,
  OperatorRef,
  PageRef,
  Presence,
  Seq,
  Session,
  SessionEvent,
  SiteKey,
  Text,
  Time,
  literals,
  strict,
} from './models.ts';
import { Ack, ErrorFrame, GoAway, Ping, Pong, ReadFrame } from './visitor.ts';

const nullable = <T extends Type.TSchema>(schema: T) => Type.Union([schema, Type.Null()]);

export const Operator = strict(
  { id: Id, name: Name, email: Email, role: literals('operator', 'admin'), presence: Presence },
  { $id: 'Operator', description: 'An operator as their team sees them.' },
);
export const Site = strict({ id: Id, key: SiteKey, name: Name }, { $id: 'Site' });
export const Visitor = strict(
  {
    id: Id,
    name: nullable(Name),
    number: Type.String({ pattern: '^[0-9]{4}$', description: 'Four digits shown with "Visitor" while there is no name.' }),
    email: nullable(Email),
    verified: Type.Boolean({ description: 'The site has signed name and e-mail; else the visitor said so himself.' }),
    online: Type.Boolean(),
    blocked: Type.Boolean({ description: 'This visitor is blocked by name; an address block alone does not count.' }),
    page: nullable(PageRef),
  },
  { $id: 'Visitor', description: 'A visitor as operators see them.' },
);
export const LastMessage = strict(
  { author: Author, text: Type.String(), at: Time, seq: Seq, operator: nullable(OperatorRef) },
  { $id: 'LastMessage' },
);
export const Chat = strict(
  {
    id: Id,
    session: Session,
    visitor: Visitor,
    status: ChatStatus,
    createdAt: Time,
    firstSeq: Seq,
    operators: Type.Array(OperatorRef, { description: 'Who joined, in that order; the first is the assignee.' }),
    unread: Type.Integer({ minimum: 0, description: "Visitor's messages that nobody who has joined has seen (W3)." }),
    last: nullable(LastMessage),
    closedAt: nullable(Time),
    closedBy: Type.Optional(OperatorRef),
    lastAt: Type.Optional(Time),
    left: Type.Optional(Type.Boolean({ description: 'Answered, and nobody has written for a day (L6).' })),
    rating: Type.Optional(Type.Integer({ minimum: 1, maximum: 5, description: "The visitor's, once the session has ended." })),
  },
  { $id: 'Chat', description: 'One entry in the inbox with the state a list row needs.' },
);
export const Block = strict(
  {
    id: Id,
    visitor: nullable(strict({ id: Id, name: nullable(Name), number: Type.String() })),
    address: nullable(
      Type.String({ description: 'Blocked address: an IPv4 address, or an IPv6 /64 range. The newest, when there are several.' }),
    ),
    addresses: Type.Optional(Type.Array(Type.String(), { description: 'Every blocked address, when there are several.' })),
    reason: Type.String(),
    operator: OperatorRef,
    createdAt: Time,
    chat: nullable(Id),
  },
  { $id: 'Block', description: 'An active block (S12).' },
);
export const BlockEntry = strict(
  {
    id: Id,
    kind: literals('blocked', 'lifted'),
    at: Time,
    operator: OperatorRef,
    reason: nullable(Type.String()),
    address: nullable(Type.String({ description: 'What was covered; several are separated by commas.' })),
    chat: nullable(Id),
  },
  { $id: 'BlockEntry', description: 'One line of the append-only block history (B7, S13).' },
);

/* Client → server */

export const OperatorHello = strict(
  { type: Type.Literal('hello'), protocol: Type.Integer(), site: SiteKey, tab: Id, epoch: Type.Optional(Id), cursor: Type.Optional(Seq) },
  { $id: 'OperatorHello', description: "First frame of an operator's connection; the login cookie came with the upgrade." },
);
const command = <T extends string, P extends Type.TProperties>(type: T, properties: P, description: string, $id: string) =>
  strict({ type: Type.Literal(type), cid: Id, ...properties }, { $id, description });

export const ChatJoin = command('chat.join', { chat: Id }, 'Takes part in a chat; the first to join becomes the assignee.', 'ChatJoin');
export const ChatClose = command(
  'chat.close',
  { chat: Id, seen: Seq },
  "Closes the chat for every operator; the session is untouched (S1, S3). `seen` is the last seq on the screen: a newer visitor's message refuses with `stale_close`.",
  'ChatClose',
);
export const ChatReopen = command(
  'chat.reopen',
  { chat: Id },
  'Undoes a close, while no newer chat of the session exists; else `newer_chat`.',
  'ChatReopen',
);
export const MessageReply = command(
  'message.reply',
  { chat: Id, text: Text, seen: Type.Optional(Seq) },
  "Answers; joins the chat first when needed. `seen` is the last seq on the screen at the moment of sending: a newer visitor's message refuses with `stale_reply` and their number; without it nothing is compared.",
  'MessageReply',
);
export const VisitorBlock = command(
  'visitor.block',
  {
    visitor: Id,
    chat: nullable(Id),
    reason: Type.String({ description: '1–500 visible characters.' }),
    blockAddress: Type.Boolean(),
    confirmAddress: Type.Optional(Type.String()),
  },
  'Blocks a visitor, and their address on request; ends their session (S7–S9).',
  'VisitorBlock',
);
export const AddressBlock = command(
  'address.block',
  { address: Type.String({ maxLength: 64 }), reason: Type.String(), confirmAddress: Type.Optional(Type.String()) },
  'Blocks an address typed in the block list (S7).',
  'AddressBlock',
);
export const ChatsCloseEnded = command(
  'chats.close_ended',
  { seen: Seq },
  'Closes the chats that have ended or were left, 200 at a time. `seen` is the gseq of the screen: a chat in which something happened after it stays, as does one with a message nobody has read.',
  'ChatsCloseEnded',
);
export const ChatsReopen = command(
  'chats.reopen',
  { chats: Type.Array(Id, { minItems: 1, maxItems: CHATS_PER_COMMAND }) },
  'Undoes a close of several; one that has a newer chat stays closed.',
  'ChatsReopen',
);
export const BlockRemove = command('block.remove', { block: Id }, 'Lifts a block; administrators only (S14).', 'BlockRemove');

export const OperatorCommand = Type.Union(
  [ChatJoin, ChatClose, ChatReopen, ChatsCloseEnded, ChatsReopen, MessageReply, VisitorBlock, AddressBlock, BlockRemove],
  {
    $id: 'OperatorCommand',
    description: "An operator's requests. None of them ends a session except a block (S2).",
  },
);

export const OperatorTypingSignal = strict(
  { type: Type.Literal('typing'), chat: Id, on: Type.Boolean() },
  { $id: 'OperatorTypingSignal', description: 'The operator types, or stopped.' },
);
export const OperatorReadSignal = strict(
  { type: Type.Literal('read'), chat: Id, seq: Seq },
  {
    $id: 'OperatorReadSignal',
    description: 'The chat is on the screen, seen up to this seq. It means nothing from an operator who has not joined (W3).',
  },
);
export const PresenceSignal = strict(
  { type: Type.Literal('presence'), value: literals('online', 'away') },
  { $id: 'PresenceSignal', description: "The operator's own choice; it holds on every site and until the next one (W2)." },
);
export const SiteSync = strict(
  { type: Type.Literal('sync'), after: Seq },
  { $id: 'SiteSync', description: "Asks for the site's events after a gseq." },
);
export const OperatorSignal = Type.Union([OperatorTypingSignal, OperatorReadSignal, PresenceSignal, Ping, SiteSync], {
  $id: 'OperatorSignal',
  description: 'Frames without cid and without ack.',
});

/* Server → client */

export const ChatWas = strict(
  { status: ChatStatus, done: Type.Boolean(), unread: Type.Integer({ minimum: 0 }), operators: Type.Array(Id) },
  { $id: 'ChatWas', description: 'What a chat counted as before a change: who holds a part of the inbox keeps true counts by it (L1).' },
);
export const ChatChanged = strict(
  {
    type: Type.Literal('chat.changed'),
    chat: Chat,
    fresh: Type.Boolean({ description: 'The chat has just been created: notify.' }),
    was: Type.Optional(ChatWas),
  },
  { $id: 'ChatChanged', description: 'The new state of a chat; a closed one leaves the inbox.' },
);
export const SessionAppended = strict(
  { type: Type.Literal('session.appended'), session: Id, chat: Id, event: SessionEvent },
  { $id: 'SessionAppended', description: 'A session got its next event.' },
);
export const VisitorChanged = strict(
  { type: Type.Literal('visitor.changed'), visitor: Visitor },
  { $id: 'VisitorChanged', description: 'Name, e-mail, page or block state changed.' },
);
export const BlockListChanged = strict(
  { type: Type.Literal('block_list.changed') },
  { $id: 'BlockListChanged', description: 'A block was set or lifted: read the list again.' },
);
export const SiteEvent = Type.Union([ChatChanged, SessionAppended, VisitorChanged, BlockListChanged], {
  $id: 'SiteEvent',
  description: 'A numbered fact of a site, gapless `gseq` (E4).',
});
export const NumberedSiteEvent = strict({ gseq: Seq, event: SiteEvent }, { $id: 'NumberedSiteEvent' });

export const OperatorWelcome = strict(
  {
    type: Type.Literal('welcome'),
    epoch: Id,
    operator: Operator,
    operators: Type.Array(Operator),
    gseq: Seq,
    reset: Type.Boolean({ description: 'No cursor, or one that cannot be continued: load the inbox by HTTP.' }),
    events: Type.Array(NumberedSiteEvent),
    pingMs: Type.Integer(),
    stormMs: Type.Integer(),
  },
  { $id: 'OperatorWelcome', description: "Answer to an operator's `hello`." },
);
export const SiteEventFrame = strict(
  { type: Type.Literal('event'), gseq: Seq, event: SiteEvent },
  { $id: 'SiteEventFrame', description: 'The next event of the site.' },
);
export const SiteEventsFrame = strict(
  { type: Type.Literal('events'), events: Type.Array(NumberedSiteEvent), reset: Type.Boolean() },
  { $id: 'SiteEventsFrame', description: 'Answer to `sync`.' },
);
export const VisitorTypingFrame = strict(
  { type: Type.Literal('typing'), session: Id, who: nullable(OperatorRef), on: Type.Boolean() },
  { $id: 'VisitorTypingFrame', description: '`who` is null when the visitor types, else another operator.' },
);
export const VisitorPresenceFrame = strict(
  { type: Type.Literal('visitor'), visitor: Id, online: Type.Boolean(), page: nullable(PageRef) },
  { $id: 'VisitorPresenceFrame', description: 'Ephemeral: a visitor came, went or moved.' },
);
export const OperatorsFrame = strict(
  { type: Type.Literal('operators'), operators: Type.Array(Operator) },
  { $id: 'OperatorsFrame', description: 'Ephemeral: presence of the team.' },
);

export const OperatorServerFrame = Type.Union(
  [
    OperatorWelcome,
    Ack,
    ErrorFrame,
    SiteEventFrame,
    SiteEventsFrame,
    ReadFrame,
    VisitorTypingFrame,
    VisitorPresenceFrame,
    OperatorsFrame,
    Pong,
    GoAway,
  ],
  { $id: 'OperatorServerFrame', description: "Everything the server sends to an operator's connection." },
);

/* HTTP */

export const OperatorCommandsRequest = strict(
  {
    commands: Type.Array(OperatorCommand, { maxItems: COMMANDS_PER_REQUEST }),
    signals: Type.Optional(
      Type.Array(Type.Union([OperatorTypingSignal, OperatorReadSignal, PresenceSignal, SiteSync]), { maxItems: COMMANDS_PER_REQUEST }),
    ),
  },
  { $id: 'OperatorCommandsRequest', description: '`POST /v1/operator/commands?site=`: commands without a WebSocket (C8).' },
);
export const OperatorCommandsAnswer = strict(
  { results: Type.Array(Type.Union([Ack, ErrorFrame, SiteEventsFrame])) },
  { $id: 'OperatorCommandsAnswer', description: 'One answer a command, in their order; then the answers and refusals of signals.' },
);
export const OperatorPollAnswer = strict(
  { frames: Type.Array(OperatorServerFrame) },
  {
    $id: 'OperatorPollAnswer',
    description:
      '`POST /v1/operator/poll?site=` with a `hello` as body: `welcome` at once when it carries news or with `&begin`, else the next frames, or none after 25 s (C8).',
  },
);

export const LoginRequest = strict(
  { email: Type.String({ maxLength: 254 }), password: Type.String({ maxLength: 1024 }), remember: Type.Boolean() },
  { $id: 'LoginRequest', description: '`POST /v1/login`' },
);
export const SetupRequest = strict(
  { token: Type.String({ maxLength: 128 }), name: Name, email: Email, password: Type.String({ minLength: 10, maxLength: 1024 }) },
  { $id: 'SetupRequest', description: "`POST /v1/setup`: makes the first administrator with the one-time link's token." },
);
export const ResetLink = strict(
  { token: Type.String({ maxLength: 128 }) },
  { $id: 'ResetLink', description: '`POST /v1/reset/check`: does the one-time link for a new password still hold?' },
);
export const ResetLinkState = strict({ email: Email }, { $id: 'ResetLinkState', description: 'The answer: whose password it is.' });
export const ResetRequest = strict(
  { token: Type.String({ maxLength: 128 }), password: Type.String({ minLength: 10, maxLength: 1024 }) },
  {
    $id: 'ResetRequest',
    description: "`POST /v1/reset`: sets the password with the link's token, ends the operator's log-ins and logs in here.",
  },
);
export const LoginState = strict(
  { operator: Operator, sites: Type.Array(Site) },
  { $id: 'LoginState', description: '`GET /v1/login`, and the answer to `POST /v1/login`, `POST /v1/setup` and `POST /v1/reset`.' },
);
export const InboxCount = strict(
  { total: Type.Integer(), unread: Type.Integer(), ended: Type.Integer({ description: 'Ended or left.' }) },
  { $id: 'InboxCount' },
);
export const InboxCounts = strict(
  { unassigned: InboxCount, mine: InboxCount, all: InboxCount, waiting: Type.Integer() },
  { $id: 'InboxCounts', description: 'True counts of the whole inbox, as this operator sees it (L1).' },
);
export const Inbox = strict(
  {
    epoch: Id,
    gseq: Seq,
    chats: Type.Array(Chat, { description: 'One page, by need (L1).' }),
    next: Type.Optional(nullable(Type.String({ description: 'Cursor of the page after this one; null: there is none.' }))),
    counts: Type.Optional(InboxCounts),
  },
  {
    $id: 'Inbox',
    description:
      '`GET /v1/sites/:site/inbox?tab=&filter=&search=&after=&limit=`: the chats that are not closed, those that need an answer first.',
  },
);
export const Thread = strict(
  {
    chat: Chat,
    chats: Type.Array(Chat, { description: 'All chats of the session, oldest first.' }),
    events: Type.Array(SessionEvent),
    more: Type.Boolean({ description: 'There are earlier events: ask with `before`.' }),
  },
  { $id: 'Thread', description: '`GET /v1/sites/:site/chats/:chat?before=`: the chat with the events of its session.' },
);
export const PageView = strict(
  { url: Type.String(), title: Type.String(), at: Time, until: nullable(Time) },
  { $id: 'PageView', description: '`until` is null for the page the visitor is on.' },
);
export const PreviousChat = strict({ id: Id, createdAt: Time, preview: Type.String() }, { $id: 'PreviousChat' });
export const FloodRefused = strict(
  { count: Type.Integer({ minimum: 1 }), lastAt: Time },
  { $id: 'FloodRefused', description: 'Attempts from an address that were too many, of the last 24 hours (F1).' },
);
export const VisitorDetails = strict(
  {
    visitor: Visitor,
    browser: nullable(Type.String()),
    system: nullable(Type.String()),
    address: nullable(Type.String()),
    addressIsSpecial: Type.Boolean({ description: 'Loopback, private, link-local or proxy range: typing it is needed to block it (B3).' }),
    furtherAddresses: Type.Optional(
      Type.Array(Type.String(), { description: 'Where else they were in the last 24 hours: blocked together with the address (F4).' }),
    ),
    sharedWith: Type.Integer({ minimum: 0, description: 'Other visitors who used one of these addresses in the last 30 days (B3).' }),
    refused: Type.Optional(FloodRefused),
    firstSeenAt: Time,
    pages: Type.Array(PageView, { description: 'Newest first.' }),
    previousChats: Type.Array(PreviousChat, { description: 'Chats of earlier sessions, newest first.' }),
  },
  { $id: 'VisitorDetails', description: '`GET /v1/sites/:site/visitors/:visitor`' },
);
export const ChatsCloseEndedResult = strict(
  {
    closed: Type.Array(Id),
    kept: Type.Integer({ description: 'They stay: something happened in them after `seen`, or there is a message nobody has read.' }),
    more: Type.Boolean({ description: 'There are further ones: send another command.' }),
  },
  { $id: 'ChatsCloseEndedResult' },
);
export const ChatsReopenResult = strict(
  { reopened: Type.Array(Id), refused: Type.Integer({ description: 'Their visitors have a newer chat.' }) },
  { $id: 'ChatsReopenResult' },
);
export const BlockList = strict(
  {
    blocks: Type.Array(Block),
    total: Type.Optional(Type.Integer({ description: 'All that match; only in the first page.' })),
    next: Type.Optional(nullable(Type.String({ description: 'Cursor of the page after this one; null: there is none.' }))),
  },
  { $id: 'BlockList', description: '`GET /v1/sites/:site/blocks?search=&after=&limit=`: active blocks, newest first.' },
);
export const BlockHistory = strict(
  {
    block: nullable(Block),
    entries: Type.Array(BlockEntry, { description: 'Newest first.' }),
    refused: Type.Optional(
      strict(
        { count: Type.Integer({ minimum: 1 }), lastAt: Time },
        { description: 'Attempts the gate refused because of this block (B7).' },
      ),
    ),
  },
  { $id: 'BlockHistory', description: '`GET /v1/sites/:site/blocks/:block/history`' },
);
export const AddressCheck = strict(
  {
    address: nullable(Type.String({ description: 'Canonical form, null when it is no address.' })),
    special: Type.Boolean(),
    visitors: Type.Integer(),
    refused: Type.Optional(FloodRefused),
  },
  { $id: 'AddressCheck', description: '`GET /v1/sites/:site/addresses?address=`' },
);
export const SettingNotice = strict(
  {
    kind: literals('origin', 'public_url', 'proxy'),
    value: Type.String({ description: 'The origin that was refused, or the address of the proxy.' }),
    fix: Type.String({ description: 'The command to run, or the environment variable to set.' }),
    count: Type.Integer({ minimum: 1 }),
    lastAt: Time,
  },
  { $id: 'SettingNotice', description: 'Something was refused because of a setting (M1).' },
);
export const SettingNotices = strict(
  { notices: Type.Array(SettingNotice, { description: 'Of the last 24 hours, newest first.' }) },
  { $id: 'SettingNotices', description: '`GET /v1/sites/:site/notices`, for administrators.' },
);
export const BlockRemoveResult = strict(
  { stillHiddenBy: Type.Array(Block, { description: 'Address blocks that keep this visitor hidden all the same.' }) },
  { $id: 'BlockRemoveResult' },
);
export const Problem = strict(
  { error: strict({ code: Type.String(), message: Type.String(), field: Type.Optional(Type.String()) }) },
  { $id: 'Problem', description: 'Body of every HTTP error.' },
);
