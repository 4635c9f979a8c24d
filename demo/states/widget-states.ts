import type { ChatState } from '../../src/client/index.ts';
import type { VisitorConfig } from '../../src/protocol/index.ts';
import { anna, chatting, ended, idle, NOON, session } from '../../test/widget/states.ts';
import type { State } from './state.ts';

/** A widget in one state, made of the same data as in the tests of the panel. */
export interface WidgetScene {
  readonly chat?: ChatState;
  readonly config?: Partial<VisitorConfig>;
  readonly attributes?: Readonly<Record<string, string>>;
  readonly open?: boolean;
  /** The server shows the widget to nobody. */
  readonly blocked?: boolean;
  /** The panel's file does not come. */
  readonly panelFile?: 'late' | 'lost';
  /** Elements of the panel that the visitor presses, by selector. */
  readonly press?: readonly string[];
  /** The drawing is finished when this selector finds something. */
  readonly shows?: string;
  /** This change comes when the visitor has scrolled to the beginning. */
  readonly arrives?: Partial<ChatState>;
}

const WINDOW = [520, 760] as const;
const PHONE = [360, 640] as const;
const CORNER = [520, 500] as const;

const widget = (title: string, scene: WidgetScene, more: Partial<State> = {}): State => ({
  title,
  size: scene.open ? WINDOW : CORNER,
  ...more,
  draw: (look) => import('./widget-stage.ts').then(({ drawWidget }) => drawWidget(scene, look)),
});
const panel = (title: string, chat: ChatState, scene: WidgetScene = {}, more: Partial<State> = {}): State =>
  widget(title, { chat, open: true, ...scene }, more);

const pending = { session: 's1', createdAt: NOON + 11 * 60_000, error: null } as const;
const waiting = { status: 'waiting', attempt: 2, until: NOON + 60 * 60_000, since: NOON } as const;
const closed = (refusal: string) => ({ status: 'closed', code: 4400, refusal }) as const;
const menu = '[aria-haspopup="menu"]';

const DAY = 24 * 60;
const twoDays = session([
  [-DAY + 3, null, 'Do you repair zips?'],
  [-DAY + 9, anna, 'We do. Send us the jacket, and it is back within two weeks.'],
  [2, null, 'It is on its way to you.'],
  [5, anna, 'Thank you! I will write to you when it is here.'],
]);
const days = {
  ...twoDays,
  // It began when its first message came.
  events: twoDays.events.map((event) => (event.seq <= 2 ? { ...event, at: NOON - DAY * 60_000 } : event)),
};
const steps = Array.from({ length: 24 }, (_, i) => line(i));
const long = session(steps);
const oneMore = session([...steps, [13, anna, 'Does it hold?']]);

function line(i: number): [number, typeof anna | null, string] {
  return [i / 2, i % 3 ? anna : null, `Step ${i + 1}: hold the pole at both ends and push it gently.`];
}

const rated = {
  ...ended,
  session: session(
    [
      [12, anna, 'Thanks! Shall we post it to the same address as last time?'],
      [13, null, 'Yes, same address. Thank you!'],
    ],
    { status: 'ended', endedBy: 'visitor' },
    [
      { type: 'session.ended', at: NOON + 14 * 60_000, by: 'visitor' },
      { type: 'session.rated', at: NOON + 15 * 60_000, score: 5, comment: null },
    ],
  ),
} satisfies ChatState;

export const WIDGET_STATES: Readonly<Record<string, State>> = {
  launcher: widget('Launcher', {}, { also: 'dark' }),
  'launcher-unread': widget(
    'Launcher with unread messages',
    { chat: { ...chatting, unreadCount: 3 }, config: { active: true }, shows: '.badge' },
    { also: 'rtl' },
  ),
  'launcher-accent': widget('Launcher in the colour of the site', { attributes: { accent: '#0b7a4b' } }),
  'launcher-waits': widget('Launcher, pressed, while the panel is on its way', { panelFile: 'late' }),
  'launcher-failed': widget('The chat could not be loaded (N3)', { panelFile: 'lost', shows: '.fail' }, { also: 'ru' }),
  'launcher-blocked': widget('A blocked visitor sees nothing (S10)', { blocked: true }),

  'panel-welcome': panel('Greeting and topics', idle, {}, { also: 'dark' }),
  'panel-away': panel('Greeting while nobody is there', { ...idle, availability: 'away' }, { config: { availability: 'away' } }),
  'panel-memory': panel('Nothing can be stored here', { ...idle, identity: 'memory' }, {}),
  'panel-conversation': panel('Conversation', chatting, {}, { also: 'rtl' }),
  'panel-accent': panel('Conversation in the colour of the site', chatting, { attributes: { accent: '#0b7a4b' } }),
  'panel-days': panel('A conversation of two days', { ...idle, session: days }, {}, { also: 'ru' }),
  'panel-jump': panel('A message arrives below', { ...idle, session: long }, { arrives: { session: oneMore }, shows: '.jump' }),
  'panel-typing': panel('An operator types', { ...chatting, typing: [anna] }, { shows: '.typing' }),
  'panel-unsent': panel(
    'Messages that were not sent',
    {
      ...chatting,
      outbox: [
        { ...pending, cid: 'a', text: 'My address is Storgata 5, Bergen.', status: 'failed', error: 'invalid' },
        { ...pending, cid: 'b', text: 'Are you there?', status: 'queued' },
      ],
    },
    {},
  ),
  'panel-too-long': panel('A text that is too long', { ...chatting, draft: 'Snow and ice. '.repeat(400) }),
  'panel-offline': panel('No internet', { ...chatting, connection: waiting, online: false }, { shows: '.banner' }),
  'panel-reconnecting': panel(
    'The connection is slow to come back',
    { ...chatting, connection: waiting },
    { shows: '.banner' },
    { also: 'dark' },
  ),
  'panel-full': panel(
    'The server takes no messages',
    {
      ...chatting,
      putOff: 'storage_full',
      outbox: [{ ...pending, cid: 'c', text: 'Still there?', status: 'queued' }],
    },
    { shows: '.banner' },
  ),
  'panel-outdated': panel(
    'The page is older than the server (N9)',
    { ...chatting, connection: closed('unsupported_protocol') },
    { shows: '.banner' },
  ),
  'panel-refused': panel('The server refuses this page', { ...chatting, connection: closed('origin_not_allowed') }, { shows: '.banner' }),
  'panel-menu': panel('Menu', chatting, { press: [menu], shows: '[role="menu"]' }, { also: 'rtl' }),
  'panel-end': panel('Ending asks once (S5)', chatting, { press: [menu, '.menu .danger'], shows: '.sheet' }),
  'panel-name': panel(
    'Name and e-mail',
    { ...chatting, visitor: { name: 'Maya', email: null, verified: false } },
    { press: [menu, '.menu [role="menuitem"]'], shows: '.sheet' },
  ),
  'panel-ended': panel('Ended, and asked for a rating (S6)', ended, { shows: '.rate' }, { also: 'ru' }),
  'panel-rated': panel('A face was chosen', rated, { shows: '.rate .picked' }),
  'panel-inline': widget('In a box of the page', { chat: chatting, attributes: { mode: 'inline' }, open: true }, { size: [460, 700] }),

  'phone-welcome': panel('Phone: greeting', idle, {}, { size: PHONE }),
  'phone-conversation': panel('Phone: conversation', chatting, {}, { size: PHONE }),
  'phone-menu': panel('Phone: menu', chatting, { press: [menu], shows: '[role="menu"]' }, { size: PHONE, also: 'dark' }),
  'phone-across': panel('Phone, lying on its side', chatting, {}, { size: [740, 360] }),
};
