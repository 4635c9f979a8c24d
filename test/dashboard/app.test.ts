import { expect, fixture, html, waitUntil } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import { DashboardApp } from '../../src/dashboard/shell/app.ts';
import { DEFAULT_KEYS, actionOf, watchFocus, withKey } from '../../src/dashboard/shell/keyboard.ts';
import type { ConnectionState } from '../../src/link/connection.ts';
import { connectionBanner } from '../../src/dashboard/shell/connection-banner.ts';
import { BLOCK_LIST, blockRoute } from '../../src/dashboard/blocks/routes.ts';
import { chatRoute, LIST } from '../../src/dashboard/inbox/routes.ts';
import { routeOf } from '../../src/dashboard/pages.ts';
import { hashOf } from '../../src/dashboard/shell/router.ts';
import type { KeyChoice } from '../../src/dashboard/shell/keyboard.ts';
import type { Route } from '../../src/dashboard/shell/router.ts';
import type { DashboardShortcutsDialog } from '../../src/dashboard/shell/shortcuts-dialog.ts';
import { loadSettings, saveSettings, showSettings } from '../../src/dashboard/shell/settings.ts';
import type { Settings } from '../../src/dashboard/shell/settings.ts';
import { en } from '../../src/dashboard/strings/en.ts';
import { enLater } from '../../src/dashboard/strings/en-later.ts';
import { translator } from '../../src/dashboard/strings/index.ts';
import { ru } from '../../src/dashboard/strings/ru.ts';
import type { DashboardStrings } from '../../src/dashboard/strings/texts.ts';
import type { Language } from '../../src/ui/languages.ts';
import { ApiError } from '../../src/dashboard/store/api.ts';
import type { Api } from '../../src/dashboard/store/api.ts';
import type { LoginState } from '../../src/protocol/index.ts';
import { FakeSocket, latest, welcome } from './fake-socket.ts';
import { anna, api, byText, chat, isAccessible, NOW, place, screen, SITE, state, thread } from './pieces.ts';

const refused = (): Storage => {
  throw new DOMException('refused', 'SecurityError');
};

describe('app', () => {
  it('asks who is there and shows the log-in to nobody', async () => {
    const element = new DashboardApp();
    element.api = api({ whoAmI: async () => Promise.reject(new ApiError('unauthorized', '')) });
    await fixture(html`${element}`);
    await waitUntil(() => element.querySelector('dashboard-login'));
    expect(document.title).to.equal('Log in');
    await isAccessible(element);
  });

  it('a server that cannot be reached is said in words, with a way to try again', async () => {
    let asked = 0;
    const element = new DashboardApp();
    element.api = api({ whoAmI: async () => (asked++, Promise.reject(new ApiError('unavailable', ''))) });
    await fixture(html`${element}`);
    await waitUntil(() => element.textContent.includes('The server cannot be reached.'));
    element.querySelector('button')!.click();
    await waitUntil(() => asked === 2);
  });
});

describe('the end of a log-in', () => {
  const RealSocket = window.WebSocket;
  const mine = chat('a', { status: 'open', operators: [anna] });
  let element: DashboardApp;
  let next: LoginState;

  const box = (): HTMLTextAreaElement | null => element.querySelector('dashboard-reply-box textarea');
  const write = (text: string): void => {
    box()!.value = text;
    box()!.dispatchEvent(new Event('input', { bubbles: true }));
  };
  const gate = async (): Promise<HTMLElement> => {
    await waitUntil(() => element.querySelector('dashboard-login'));
    return element.querySelector<HTMLElement>('dashboard-login')!;
  };
  async function logIn(): Promise<FakeSocket> {
    const before = latest();
    for (const field of (await gate()).querySelectorAll<HTMLInputElement>('input.input')) field.value = 'x';
    byText(element, 'button', 'Log in').click();
    await waitUntil(() => latest() !== before && latest().of('hello').length === 1);
    return latest();
  }
  async function begin(changes: Partial<Api> = {}): Promise<FakeSocket> {
    element = new DashboardApp();
    element.api = api({
      whoAmI: async () => ({ operator: anna, sites: [SITE] }),
      login: async () => next,
      inbox: async () => ({ epoch: 'e', gseq: 7, chats: [mine] }),
      thread: async () => thread(mine),
      ...changes,
    });
    await fixture(html`${element}`);
    await waitUntil(() => latest()?.of('hello').length === 1);
    latest().receive(welcome());
    await waitUntil(box);
    return latest();
  }

  beforeEach(() => {
    FakeSocket.all = [];
    next = { operator: anna, sites: [SITE] };
    window.WebSocket = FakeSocket as unknown as typeof WebSocket;
    location.hash = hashOf(chatRoute('a'));
  });
  afterEach(() => {
    element.remove();
    window.WebSocket = RealSocket;
    location.hash = '';
  });

  it('R7 C1 keeps what the operator has written: after the next log-in the draft is there and the reply goes again under its cid', async () => {
    const socket = await begin();
    write('On its way');
    box()!.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true }));
    const [sent] = socket.of('message.reply');
    write('half a sent');
    socket.receive({ type: 'error', cid: sent!['cid'] as string, code: 'unauthorized', retry: false, message: '' });
    socket.drop(4401);
    expect((await gate()).textContent).to.contain('Your log-in has ended. What you have written is kept.');
    expect(document.title).to.equal('Log in');
    await isAccessible(element);

    const again = await logIn();
    await waitUntil(() => document.activeElement?.localName === 'h1', 'the form has gone: the focus goes on in the inbox (U2)');
    expect(again.of('hello')[0], 'goes on where it was').to.include({ epoch: 'e', cursor: 7, tab: socket.of('hello')[0]!['tab'] });
    again.receive(welcome({ reset: false }));
    await waitUntil(() => again.of('message.reply').length === 1);
    expect(again.of('message.reply')[0]).to.deep.equal(sent);
    await waitUntil(() => box()?.value === 'half a sent');
    expect(element.querySelector('[role="log"]')!.textContent).to.contain('On its way');
  });

  it('what one operator has written is not there for the next one, and is not sent', async () => {
    const socket = await begin();
    write('On its way');
    box()!.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true }));
    write('half a sent');
    socket.drop(4401);
    const marcus = { ...anna, id: 'marcus', name: 'Marcus Obi' };
    next = { operator: marcus, sites: [SITE] };
    const other = await logIn();
    expect(other.of('hello')[0]).to.not.have.property('cursor');
    other.receive(welcome({ operator: marcus, operators: [marcus] }));
    await waitUntil(() => element.querySelector('[role="log"]'));
    expect(other.of('message.reply')).to.deep.equal([]);
    expect(element.textContent).to.not.contain('On its way');
    expect(box()?.value ?? '').to.equal('');
  });

  it('a site the operator works for no more is left', async () => {
    const socket = await begin();
    socket.drop(4401);
    next = { operator: anna, sites: [{ id: 'shop', key: 'shop', name: 'Fjell Shop' }] };
    await logIn();
    expect(FakeSocket.all.slice(1).map((one) => one.of('hello')[0]?.['site'])).to.deep.equal(['shop']);
  });

  it('a log-out leaves nothing, even when the server closes before it answers', async () => {
    let answer = (): void => undefined;
    const socket = await begin({ logout: () => new Promise((resolve) => (answer = resolve)) });
    write('half a sent');
    element.querySelector<HTMLElement>('button.me')!.click();
    await element.updateComplete;
    await waitUntil(() => element.querySelector('[role="menu"]'));
    byText(element, '[role="menuitem"]', 'Log out').click();
    socket.drop(4401);
    expect((await gate()).textContent).to.not.contain('has ended');
    answer();
    const again = await logIn();
    expect(again.of('hello')[0]).to.not.have.property('cursor');
    again.receive(welcome());
    await waitUntil(box);
    expect(box()!.value).to.equal('');
  });
});

describe('routes', () => {
  it('are read from the hash they are written to', () => {
    const routes: Route[] = [
      LIST,
      chatRoute('a/b c'),
      BLOCK_LIST,
      blockRoute('b1'),
      { page: 'setup', below: ['t'] },
      { page: 'reset', below: ['t'] },
    ];
    for (const route of routes) expect(routeOf(hashOf(route))).to.deep.equal(route);
  });

  it('anything else leads to the inbox', () => {
    for (const hash of ['', '#', '#/', '#/nowhere', '#/setup', '#/%E0%A4%A']) expect(routeOf(hash), hash).to.deep.equal(LIST);
    expect(routeOf('#/administration'), 'a folder leads to its first page').to.deep.equal(BLOCK_LIST);
  });
});

describe('settings', () => {
  it('are guessed from the browser and never throw where storage is refused', () => {
    expect(loadSettings(refused, ['ru-RU', 'en'])).to.deep.equal({
      language: 'ru',
      theme: 'auto',
      sound: true,
      desktop: false,
      shortcuts: true,
      keys: DEFAULT_KEYS,
      site: null,
    });
    expect(loadSettings(refused, ['de', 'en-US']).language).to.equal('en');
    expect(() => saveSettings(loadSettings(refused), refused)).to.not.throw();
  });

  it('spoiled settings fall back one by one', () => {
    const storage = { getItem: () => '{"language":"xx","theme":"dark","sound":false}' } as unknown as Storage;
    expect(loadSettings(() => storage, ['en'])).to.deep.equal({
      language: 'en',
      theme: 'dark',
      sound: false,
      desktop: false,
      shortcuts: true,
      keys: DEFAULT_KEYS,
      site: null,
    });
  });

  it('language and theme stand on the document', () => {
    const root = document.createElement('html');
    showSettings({ language: 'ru', theme: 'dark', sound: true, desktop: false, shortcuts: true, keys: DEFAULT_KEYS, site: null }, root);
    expect([root.lang, root.dataset['theme']]).to.deep.equal(['ru', 'dark']);
  });
});

describe('keys', () => {
  let choice: KeyChoice = { shortcuts: true, keys: DEFAULT_KEYS };
  const press = (init: KeyboardEventInit, target: HTMLElement = document.body): ReturnType<typeof actionOf> => {
    let found: ReturnType<typeof actionOf> = null;
    target.addEventListener('keydown', (event) => (found = actionOf(event, choice)), { once: true });
    target.dispatchEvent(new KeyboardEvent('keydown', { bubbles: true, ...init }));
    return found;
  };

  it('J, K, R, E, ] work by their place, in a Russian lay-out too', () => {
    expect(['KeyJ', 'KeyK', 'KeyR', 'KeyE', 'BracketRight'].map((code) => press({ code, key: 'о' }))).to.deep.equal([
      'next',
      'previous',
      'reply',
      'close',
      'details',
    ]);
    expect([press({ key: '/', code: 'Slash' }), press({ key: '?', code: 'Slash', shiftKey: true })]).to.deep.equal(['search', 'help']);
  });

  it('none while typing, with a modifier, or under a dialog', async () => {
    const box = await fixture<HTMLTextAreaElement>(html`<textarea aria-label="x"></textarea>`);
    expect(press({ key: 'e', code: 'KeyE' }, box)).to.equal(null);
    expect(press({ key: 'e', code: 'KeyE', ctrlKey: true })).to.equal(null);
    const dialog = await fixture<HTMLDialogElement>(html`<dialog open>x</dialog>`);
    expect(press({ key: 'e', code: 'KeyE' })).to.equal(null);
    dialog.remove();
    expect(press({ key: 'e', code: 'KeyE' })).to.equal('close');
  });

  it('U3 turned off they do nothing; chosen anew, each key does one thing', () => {
    choice = { shortcuts: false, keys: DEFAULT_KEYS };
    expect([press({ key: 'e', code: 'KeyE' }), press({ key: '?', code: 'Slash', shiftKey: true })]).to.deep.equal([null, null]);
    choice = { shortcuts: true, keys: withKey(DEFAULT_KEYS, 'close', 'KeyJ') };
    expect([press({ key: 'j', code: 'KeyJ' }), press({ key: 'e', code: 'KeyE' })]).to.deep.equal(['close', 'next']);
    choice = { shortcuts: true, keys: withKey(DEFAULT_KEYS, 'close', '9') };
    expect([press({ key: '9', code: 'Digit9' }), press({ key: 'e', code: 'KeyE' })]).to.deep.equal(['close', null]);
    choice = { shortcuts: true, keys: DEFAULT_KEYS };
  });

  it('U3 the choice is kept in this browser; what is spoiled gives the usual keys', () => {
    const kept = new Map<string, string>();
    const storage = () =>
      ({
        getItem: (key: string) => kept.get(key) ?? null,
        setItem: (key: string, text: string) => kept.set(key, text),
      }) as unknown as Storage;
    const keys = withKey(DEFAULT_KEYS, 'reply', 'KeyA');
    saveSettings({ ...loadSettings(storage), shortcuts: false, keys }, storage);
    expect(loadSettings(storage)).to.deep.include({ shortcuts: false, keys });
    const [name] = kept.keys();
    for (const spoiled of [{ close: 'KeyJ' }, { close: 7 }, { other: 'KeyA' }, 'x', null]) {
      kept.set(name!, JSON.stringify({ keys: spoiled }));
      expect(loadSettings(storage), JSON.stringify(spoiled)).to.deep.include({ shortcuts: true, keys: DEFAULT_KEYS });
    }
  });

  it('U2 letters typed on after a field has gone are no shortcuts, until the operator moves the focus', async () => {
    const stop = new AbortController();
    const fell = watchFocus(stop.signal);
    const box = await fixture<HTMLTextAreaElement>(html`<textarea aria-label="x"></textarea>`);
    box.focus();
    expect(fell()).to.equal(false);
    box.remove();
    expect([document.activeElement, fell()]).to.deep.equal([document.body, true]);
    document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 'Tab', bubbles: true }));
    expect(fell()).to.equal(false);
    stop.abort();
  });
});

describe('shortcuts dialog', () => {
  const open = async (language: Language = 'en') => {
    let { screen: of } = screen({ language, t: translator(language) });
    const element = await place<DashboardShortcutsDialog>(
      html`<dashboard-shortcuts-dialog .screen=${of}></dashboard-shortcuts-dialog>`,
      'dashboard-shortcuts-dialog',
    );
    const change = (settings: Partial<Settings>): void => {
      of = { ...of, settings: { ...of.settings, ...settings } };
      element.screen = of;
    };
    element.screen = of = { ...of, change };
    await element.updateComplete;
    return element;
  };

  it('U3 has a switch for single-letter shortcuts, and a key is chosen by pressing it', async () => {
    const element = await open();
    const key = (name: string): HTMLButtonElement => element.querySelector<HTMLButtonElement>(`button[aria-label^="${name}: "]`)!;
    await isAccessible(element);
    key('Close chat').focus();
    key('Close chat').click();
    await element.updateComplete;
    const waiting = element.querySelector<HTMLButtonElement>('button[aria-pressed="true"]')!;
    expect(waiting.textContent.trim()).to.equal('Press a key…');
    await sendKeys({ press: 'x' });
    await element.updateComplete;
    expect(key('Close chat').textContent.trim()).to.equal('X');
    expect(element.screen.settings.keys.close).to.equal('KeyX');

    key('Reply').focus();
    key('Reply').click();
    await element.updateComplete;
    await sendKeys({ press: 'Escape' });
    await element.updateComplete;
    expect([element.querySelector('dialog')!.open, key('Reply').textContent.trim()]).to.deep.equal([true, 'R']);

    const turn = element.querySelector<HTMLInputElement>('[role="switch"]')!;
    expect([turn.labels![0]!.textContent.trim(), turn.checked]).to.deep.equal(['Single-letter shortcuts', true]);
    turn.click();
    await element.updateComplete;
    expect([element.screen.settings.shortcuts, key('Reply')]).to.deep.equal([false, null]);
  });

  it('is accessible in ru', async () => isAccessible(await open('ru')));
});

describe('connection banner', () => {
  const t = translator('en');
  const show = async (connection: Parameters<typeof state>[1]) =>
    fixture<HTMLElement>(connectionBanner(t, state([], connection), { retry: () => undefined, reload: () => undefined }, NOW));

  it('is silent while the connection is open or has only just dropped', async () => {
    expect((await show({ connection: { status: 'open' } })).textContent.trim()).to.equal('');
    expect((await show({ connection: { status: 'waiting', attempt: 1, until: NOW, since: NOW - 200 } })).textContent.trim()).to.equal('');
  });

  it('says so after a second and offers to retry', async () => {
    const banner = await show({ connection: { status: 'waiting', attempt: 2, until: NOW, since: NOW - 5000 } });
    expect(banner.textContent).to.contain('Reconnecting…').and.to.contain('Retry now');
    await isAccessible(banner);
  });
});

describe('connection banner: what is slow, and what is final', () => {
  const t = translator('en');
  const show = async (connection: ConnectionState, reload = () => undefined) =>
    fixture<HTMLElement>(connectionBanner(t, state([], { connection }), { retry: () => undefined, reload }, NOW));

  it('N8 a connection by polls says that it is slow and why', async () => {
    const banner = await show({ status: 'open', polling: true });
    expect(banner.textContent).to.contain('blocks live updates');
    expect(banner.querySelector('button')).to.equal(null);
    await isAccessible(banner);
  });

  it('N8 a first connection that takes its time is said too', async () => {
    expect((await show({ status: 'connecting', attempt: 0, since: NOW - 5000 })).textContent).to.contain('Reconnecting…');
  });

  it('N9 a protocol that is spoken no more offers Reload; any other final refusal says why', async () => {
    let reloads = 0;
    const banner = await show({ status: 'closed', code: 4400, refusal: 'unsupported_protocol' }, () => void (reloads += 1));
    expect(banner.textContent).to.contain('has been updated');
    banner.querySelector('button')?.click();
    expect(reloads).to.equal(1);
    await isAccessible(banner);
    expect((await show({ status: 'closed', code: 4400, refusal: 'not_found' })).textContent).to.contain('Not connected. ');
  });

  it('N8 no network is said at once, while the connection still seems open', async () => {
    const own = Object.getOwnPropertyDescriptor(navigator, 'onLine');
    Object.defineProperty(navigator, 'onLine', { configurable: true, value: false });
    try {
      expect((await show({ status: 'open' })).textContent).to.contain('No internet');
    } finally {
      if (own) Object.defineProperty(navigator, 'onLine', own);
      else delete (navigator as { onLine?: boolean }).onLine;
    }
  });
});

describe('words', () => {
  it('English and Russian have the same placeholders', () => {
    const places = (text = ''): string[] => [...text.matchAll(/\{\w+\}/g)].map(([one]) => one).sort();
    const english: DashboardStrings = { ...en, ...enLater };
    // The copy deck's Russian line without a name, because the verb would show a gender.
    const impersonal = ['endedLine'];
    // The singular of a language may do without the number.
    for (const key of (Object.keys(english) as (keyof DashboardStrings)[]).filter((one) => !one.endsWith('.one')))
      if (!impersonal.includes(key)) expect(places(ru[key]), key).to.deep.equal(places(english[key]));
  });

  it('texts with a number have the form of their language', () => {
    const closing = (language: Language): string[] => [1, 2, 5, 21].map((n) => translator(language)('closeChats', { n }));
    expect(closing('en')).to.deep.equal(['Close chat', 'Close 2 chats', 'Close 5 chats', 'Close 21 chats']);
    expect(closing('ru')).to.deep.equal(['Закрыть 1 чат', 'Закрыть 2 чата', 'Закрыть 5 чатов', 'Закрыть 21 чат']);
    const stale = [1, 2, 5, 21].map((n) => translator('ru')('replyStale', { n }));
    for (const [i, form] of ['1 новое сообщение', '2 новых сообщения', '5 новых сообщений', '21 новое сообщение'].entries())
      expect(stale[i]).to.contain(form);
  });

  it('a value that is not given leaves its place visible', () => {
    expect(translator('en')('replyTo')).to.equal('Reply to {name}…');
  });
});
