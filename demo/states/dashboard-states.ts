import type { Block, Chat, ErrorCode, OperatorServerFrame, SessionEvent, SettingNotice } from '../../src/protocol/index.ts';
import { anna, block, chat, NOW, said } from '../../test/support/operator-samples.ts';
import type { State } from './state.ts';

/** A dashboard in one state: the answers of its server, and the actions of its operator. */
export interface DashboardScene {
  /** Where the address leads. */
  readonly hash?: string;
  readonly loggedOut?: boolean;
  readonly chats?: readonly Chat[];
  /** Events of a chat's session; the others have one message. */
  readonly events?: Readonly<Record<string, readonly SessionEvent[]>>;
  readonly blocks?: readonly Block[];
  readonly notices?: readonly SettingNotice[];
  /** Requests that are refused: the end of a path, and why. */
  readonly refused?: Readonly<Record<string, ErrorCode>>;
  /** Why commands are refused. */
  readonly refusedCommands?: ErrorCode;
  /** Frames that the server sends once the inbox has been read. */
  readonly told?: readonly OperatorServerFrame[];
  /** The connection ends: the next one does not come about, or is refused because the page is outdated. */
  readonly dropped?: 'lost' | 'outdated';
  /** Elements the operator presses (a selector) and fields they fill in (a selector and a text), in this order. */
  readonly does?: readonly (string | readonly [field: string, text: string])[];
  /** The drawing is finished when this selector finds something. */
  readonly shows: string;
}

const WINDOW = [1280, 720] as const;
const PHONE = [360, 640] as const;

const dashboard = (title: string, scene: DashboardScene, more: Partial<State> = {}): State => ({
  title,
  size: WINDOW,
  ...more,
  draw: (look) => import('./dashboard-stage.ts').then(({ drawDashboard }) => drawDashboard(scene, look)),
});

const MINUTE = 60_000;
const marcus = { id: 'marcus', name: 'Marcus Oduya' };

interface Row {
  readonly name?: string;
  readonly text: string;
  /** Minutes since the last message. */
  readonly ago: number;
  readonly by?: Chat['operators'];
  readonly unread?: number;
  readonly mine?: boolean;
  readonly ended?: 'visitor' | 'idle';
  readonly rating?: number;
  readonly closed?: boolean;
}

/** A chat as a row of the inbox tells it. */
function row(id: string, { name, text, ago, by = [anna], unread = 0, mine, ended, rating, closed }: Row): Chat {
  const plain = chat(id);
  const number = String(4000 + ([...id].reduce((sum, letter) => sum * 31 + letter.charCodeAt(0), 7) % 5000));
  const at = NOW - ago * MINUTE;
  return {
    ...plain,
    session: { ...plain.session, ...(ended && { status: 'ended', endedBy: ended }), readByVisitor: 2 },
    visitor: {
      ...plain.visitor,
      ...(name !== undefined && { name, email: `${name.split(' ')[0]!.toLowerCase()}@mail.example` }),
      number,
      online: !ended,
    },
    status: closed ? 'closed' : by.length > 0 ? 'open' : 'new',
    createdAt: by.length > 0 ? at - 9 * MINUTE : at,
    operators: by.map(({ id, name }) => ({ id, name })),
    unread,
    last: { author: mine ? 'operator' : 'visitor', text, at, seq: 2, operator: mine ? { id: anna.id, name: anna.name } : null },
    ...(rating !== undefined && { rating }),
    ...(closed && { closedAt: at + MINUTE, closedBy: { id: marcus.id, name: marcus.name } }),
  };
}

const maya = row('maya', { name: 'Maya Lindqvist', text: 'Great. Can you post a new pole?', ago: 6 });
const jon = row('jon', { name: 'Jón Helgason', text: 'Hi! Do you ship to Iceland?', ago: 0.4, by: [], unread: 1 });
const camille = row('camille', { name: 'Camille Aubert', text: 'Thank you, that was quick!', ago: 11, ended: 'visitor', rating: 5 });
const aiko = row('aiko', { name: 'Aiko Tanaka', text: 'I will think about it.', ago: 170, ended: 'idle' });
const priya = row('priya', { name: 'Priya Nair', text: 'It fits. Thanks!', ago: 11, closed: true });
const BUSY: readonly Chat[] = [
  jon,
  row('kaja', { name: 'Kaja Solberg', text: 'Does the guarantee cover the poles too?', ago: 5, unread: 2 }),
  row('guest', { text: 'Is the Fjell 2 in stock in green?', ago: 9, unread: 1 }),
  maya,
  row('henrik', { name: 'Henrik Bakke', text: 'I have checked with our workshop, and they can do it by Friday', ago: 12, mine: true }),
  row('tomas', { name: 'Tomás Rivera', text: 'One moment', ago: 13, by: [marcus] }),
  camille,
  aiko,
];

const operator = { id: anna.id, name: anna.name };
const talk = (...lines: readonly SessionEvent[]): readonly SessionEvent[] => [
  { type: 'session.started', seq: 1, at: NOW - 16 * MINUTE },
  { type: 'operator.joined', seq: 2, at: NOW - 16 * MINUTE, operator },
  ...lines.map((line, i) => ({ ...line, seq: i + 3, at: NOW - (15 - i * 2) * MINUTE })),
];
const EVENTS = {
  jon: [
    { type: 'session.started', seq: 1, at: NOW - 24_000 },
    { ...said(2, 'Hi! Do you ship to Iceland?'), at: NOW - 24_000 },
  ],
  maya: talk(
    said(0, 'Hi Maya! How can I help?', 'operator'),
    said(0, 'The ridge pole on my tent snapped'),
    said(0, 'Oh no! That is under guarantee, no need to pay for anything.', 'operator'),
    said(0, 'How it works: nordvik.example/guarantee', 'operator'),
    said(0, 'Great. Can you post a new pole?'),
  ),
  camille: [
    ...talk(
      said(0, 'My order came without the pegs.'),
      said(0, 'I am sorry! They are on their way.', 'operator'),
      said(0, 'Thank you, that was quick!'),
    ),
    { type: 'session.ended', seq: 6, at: NOW - 8 * MINUTE, by: 'visitor' },
    { type: 'session.rated', seq: 7, at: NOW - 7 * MINUTE, score: 5, comment: 'Friendly and fast' },
  ],
  priya: talk(said(0, 'The jacket is too small.'), said(0, 'Here is a label to send it back.', 'operator'), said(0, 'It fits. Thanks!')),
} satisfies Record<string, readonly SessionEvent[]>;
const INBOX = { chats: BUSY, events: EVENTS };

const BLOCKS: readonly Block[] = [
  block('b1'),
  block('b2', {
    visitor: { id: 'v2', name: 'Best Prices', number: '1204' },
    reason: 'Sells watches in every chat',
    address: '198.51.100.24',
    addresses: ['198.51.100.24', '203.0.113.90'],
    operator: marcus,
    createdAt: NOW - 26 * 60 * MINUTE,
  }),
  block('b3', { visitor: null, reason: 'Floods the inbox', address: '2001:db8:7::/64', createdAt: NOW - 9 * 24 * 60 * MINUTE }),
  block('b4', {
    visitor: { id: 'v4', name: null, number: '3310' },
    reason: 'Insults',
    address: null,
    createdAt: NOW - 40 * 24 * 60 * MINUTE,
  }),
];

const options = 'dashboard-chat-head .opt';
const log = '[role="log"] li';
const inRows = '.rows .row';
const blockDialog = [options, '[role="menu"] .danger'] as const;

export const DASHBOARD_STATES: Readonly<Record<string, State>> = {
  login: dashboard('Log-in', { loggedOut: true, shows: '#login-email' }),
  'login-refused': dashboard('Log-in refused', {
    loggedOut: true,
    refused: { '/login': 'login_failed' },
    does: [['#login-email', anna.email], ['#login-password', 'wrong'], 'form .primary'],
    shows: '[role="alert"]',
  }),
  setup: dashboard('The first administrator', { hash: '#/setup/token', loggedOut: true, shows: '#setup-name' }),
  'setup-incomplete': dashboard('The first administrator left out something', {
    hash: '#/setup/token',
    loggedOut: true,
    does: ['form .primary'],
    shows: '.error',
  }),
  reset: dashboard('A new password', { hash: '#/reset/token', loggedOut: true, shows: '#reset-password' }),
  'reset-over': dashboard('The link for a new password is over', {
    hash: '#/reset/token',
    loggedOut: true,
    refused: { '/reset/check': 'forbidden' },
    shows: '[role="alert"]',
  }),
  unreachable: dashboard('The server cannot be reached', { refused: { '/login': 'unavailable' }, shows: 'dashboard-app button' }),

  'inbox-empty': dashboard('Empty inbox', { shows: '.chat .empty-state, .chat.bare h2' }),
  'inbox-busy': dashboard(
    'Busy inbox: one waits, some are unread',
    { ...INBOX, told: [{ type: 'typing', session: 's-tomas', who: null, on: true }], shows: inRows },
    { also: 'rtl' },
  ),
  'inbox-ended': dashboard('Ended chats', { ...INBOX, does: ['.fbar button:last-child'], shows: '.ended-card' }),
  'inbox-search': dashboard('A search that finds nothing', {
    ...INBOX,
    does: ['.list header .icon-btn', ['input[type="search"]', 'snowshoes']],
    shows: '.rows .empty',
  }),
  'inbox-selection': dashboard(
    'Chats picked to be closed',
    { ...INBOX, does: ['#pick-camille', '.picking #pick-aiko'], shows: '.selbar' },
    { also: 'ru' },
  ),
  'inbox-notice': dashboard('A setting refuses visitors (M1)', {
    ...INBOX,
    notices: [
      {
        kind: 'origin',
        value: 'https://shop.nordvik.example',
        fix: 'npm run site -- origins demo --add https://shop.nordvik.example',
        count: 12,
        lastAt: NOW - MINUTE,
      },
    ],
    shows: '.banner',
  }),
  'inbox-reconnecting': dashboard('The connection is lost', { ...INBOX, dropped: 'lost', shows: '.banner' }),
  'inbox-outdated': dashboard('The page is older than the server (N9)', { ...INBOX, dropped: 'outdated', shows: '.banner' }),
  profile: dashboard('Own menu: presence, sound, language, theme', { ...INBOX, does: ['.rail .me'], shows: '[role="menu"]' }),
  shortcuts: dashboard(
    'Shortcuts',
    { ...INBOX, does: ['.rail .me', '[role="menuitem"]:nth-last-child(2)'], shows: 'dialog[open]' },
    { part: 'dialog' },
  ),
  'chat-open': dashboard('Chat', { ...INBOX, hash: '#/inbox/maya', shows: log }, { also: 'dark' }),
  'chat-waits': dashboard('Chat that nobody has joined', { ...INBOX, hash: '#/inbox/jon', shows: log }),
  'chat-typing': dashboard('Visitor and colleague type', {
    ...INBOX,
    hash: '#/inbox/maya',
    told: [
      { type: 'typing', session: 's-maya', who: null, on: true },
      { type: 'typing', session: 's-maya', who: marcus, on: true },
    ],
    shows: '.typing',
  }),
  'chat-draft': dashboard('A draft is kept', {
    ...INBOX,
    hash: '#/inbox/maya',
    does: [['dashboard-reply-box textarea', 'I will ask our'], '[data-chat="kaja"] a'],
    shows: '.draft-t',
  }),
  'chat-refused': dashboard(
    'A reply came back',
    {
      ...INBOX,
      hash: '#/inbox/maya',
      refusedCommands: 'session_ended',
      does: [['dashboard-reply-box textarea', 'Of course. Same address as last time?'], '.reply .primary'],
      shows: '#reply-problem',
    },
    { also: 'rtl' },
  ),
  'chat-ended': dashboard('The visitor ended the chat', { ...INBOX, hash: '#/inbox/camille', shows: log }),
  'chat-closed': dashboard('A colleague closed the chat', { ...INBOX, chats: [...BUSY, priya], hash: '#/inbox/priya', shows: log }),
  'chat-closed-toast': dashboard('Closed, with the way back', {
    ...INBOX,
    hash: '#/inbox/maya',
    does: ['.closer button'],
    shows: '.toast',
  }),
  'chat-gone': dashboard('There is no such chat', { ...INBOX, hash: '#/inbox/nobody', shows: '.chat.bare h2' }),
  'chat-options': dashboard('Options of a chat', { ...INBOX, hash: '#/inbox/maya', does: [options], shows: '[role="menu"]' }),

  'block-dialog': dashboard(
    'Block a visitor (S7)',
    { ...INBOX, hash: '#/inbox/maya', does: blockDialog, shows: '#address-label' },
    { part: 'dialog', also: 'dark' },
  ),
  'block-no-reason': dashboard(
    'Block without a reason',
    { ...INBOX, hash: '#/inbox/maya', does: [...blockDialog, 'dialog .danger'], shows: '[aria-invalid="true"]' },
    { part: 'dialog' },
  ),
  'block-held': dashboard(
    'Hidden already, not stored yet',
    {
      ...INBOX,
      hash: '#/inbox/maya',
      refusedCommands: 'block_held',
      does: [...blockDialog, ['#reason', 'Advertising spam'], 'dialog .danger'],
      shows: '.form-note',
    },
    { part: 'dialog' },
  ),
  'address-dialog': dashboard(
    'Block an address',
    {
      blocks: BLOCKS,
      hash: '#/administration/block-list',
      does: ['.tools .btn'],
      shows: '#address',
    },
    { part: 'dialog' },
  ),
  'block-list': dashboard('Block list', { blocks: BLOCKS, hash: '#/administration/block-list', shows: 'tbody tr' }, { also: 'rtl' }),
  'block-list-empty': dashboard('Empty block list', { hash: '#/administration/block-list', shows: '.page h2' }),
  'block-history': dashboard(
    'Block history',
    { blocks: BLOCKS, hash: '#/administration/block-list/b1', shows: 'dialog[open] li' },
    { part: 'dialog', also: 'ru' },
  ),

  'phone-inbox': dashboard('Phone: inbox', { ...INBOX, shows: inRows }, { size: PHONE }),
  'phone-inbox-empty': dashboard('Phone: empty inbox', { shows: '.rows h2' }, { size: PHONE }),
  'phone-chat': dashboard('Phone: chat', { ...INBOX, hash: '#/inbox/maya', shows: log }, { size: PHONE, also: 'rtl' }),
  'phone-details': dashboard(
    'Phone: details of the visitor',
    { ...INBOX, hash: '#/inbox/maya/details', shows: 'dashboard-details-sheet .ident' },
    { size: PHONE, also: 'ru' },
  ),
  'phone-options': dashboard(
    'Phone: options',
    { ...INBOX, hash: '#/inbox/maya', does: [options], shows: '[role="menu"]' },
    { size: PHONE },
  ),
  'phone-block': dashboard(
    'Phone: block a visitor',
    { ...INBOX, hash: '#/inbox/maya', does: blockDialog, shows: '#address-label' },
    { size: PHONE },
  ),
  'phone-block-list': dashboard(
    'Phone: block list',
    { blocks: BLOCKS, hash: '#/administration/block-list', shows: 'tbody tr' },
    { size: PHONE },
  ),
};
