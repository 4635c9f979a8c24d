import { expect } from '@open-wc/testing';
import { keptName } from '../../src/client/identity/cookie.ts';
import { launcherTexts } from '../../src/server/launcher-texts.ts';
import { chatting, config, idle } from './states.ts';
import { define, heard, launcherOf, makeWorld, panelOf, place, ready, until, type World } from './support.ts';
import { until as eventually } from '../client/support/until.ts';

/** Name of everything a browser keeps for the visitor of http://chat.test and the site demo. */
const NAME = keptName('http://chat.test', 'demo');

let world: World;
beforeEach(() => {
  world = makeWorld();
});
afterEach(() => {
  for (const element of document.querySelectorAll('chat-widget')) element.destroy();
  world.restore();
});

describe('the shell', () => {
  it('passes axe with the launcher alone', async () => {
    await expect(await ready()).to.be.accessible();
  });

  it('S10 shows nothing before the server has said that it may be seen', async () => {
    const element = place();
    expect(element.shadowRoot!.childNodes).to.have.length(0);
    await heard(element, 'chat-ready');
    expect(launcherOf(element)!.getAttribute('aria-label')).to.equal('Open chat');
  });

  it('S10 a blocked visitor gets no DOM at all, and the client waits for the gate', async () => {
    world.answer({ body: { gate: { show: false, version: 3 } } });
    const element = place();
    await heard(element, 'chat-block');
    expect(element.blocked).to.equal(true);
    expect(element.shadowRoot!.childNodes).to.have.length(0);
    const client = await until(() => world.clients[0]);
    await until(() => client.called('watch').length);
    expect(world.loaded).not.to.include('panel');
  });

  it('S14 an unblock brings the launcher back without a reload', async () => {
    world.answer({ body: { gate: { show: false, version: 3 } } });
    const element = place();
    await heard(element, 'chat-block');
    const client = await until(() => world.clients[0]);
    world.answer({ body: config });
    const back = heard(element, 'chat-unblock');
    client.set({ gate: { show: true, version: 4 } });
    await back;
    expect(!!launcherOf(element)).to.equal(true);
    expect(element.blocked).to.equal(false);
    await until(() => world.requests.length === 2);
  });

  it('S9 S14 a tab whose client was never loaded hears of block and unblock from another tab', async () => {
    const element = await ready();
    expect(world.loaded).to.deep.equal([]);
    const elsewhere = new BroadcastChannel(NAME);
    try {
      world.answer({ body: { gate: { show: false, version: 2 } } });
      const blocked = heard(element, 'chat-block');
      for (const other of [null, 'hello', { message: { kind: 'wipe' }, owner: null }]) elsewhere.postMessage(other);
      elsewhere.postMessage({ message: { kind: 'gate', gate: { show: false, version: 2 } }, owner: 'abc' });
      await blocked;
      expect(world.requests).to.have.length(2);
      expect(element.shadowRoot!.childNodes).to.have.length(0);
      const client = await until(() => world.clients[0]);
      await until(() => client.called('watch').length);
      world.answer({ body: config });
      const back = heard(element, 'chat-unblock');
      client.set({ gate: { show: true, version: 3 } });
      await back;
    } finally {
      elsewhere.close();
    }
  });

  it('storage="consent" reads no cookie before setConsent(true), which may be called before anything is loaded', async () => {
    document.cookie = `${NAME}=${'A'.repeat(43)}; Path=/`;
    try {
      const element = await ready({ storage: 'consent' });
      expect(world.requests[0]!.headers.get('authorization')).to.equal(null);
      expect(world.loaded).to.deep.equal([]);
      world.answer({ body: { ...config, active: true } });
      await element.setConsent(true);
      expect(world.requests[1]!.headers.get('authorization')).to.equal(`Bearer ${'A'.repeat(43)}`);
      const client = await until(() => world.clients[0]);
      await until(() => client.called('resume').length);
      expect(client.called('setConsent')).to.deep.equal([[true]]);
      await element.setConsent(false);
      expect(client.called('setConsent')).to.deep.equal([[true], [false]]);
    } finally {
      document.cookie = `${NAME}=; Path=/; Max-Age=0`;
    }
  });

  it('setConsent(false) empties what an earlier visit left, and makes no client for it', async () => {
    document.cookie = `${NAME}=${'A'.repeat(43)}; Path=/`;
    const opening = indexedDB.open(NAME);
    await new Promise((resolve) => (opening.onsuccess = resolve));
    opening.result.close();
    const element = await ready();
    await element.setConsent(false);
    expect(document.cookie).to.not.contain(`${NAME}=`);
    await eventually(async () => !(await indexedDB.databases()).some(({ name }) => name === NAME));
    expect(world.clients).to.deep.equal([]);
  });

  it('storage="consent" with consent given before the server has answered asks once, with the cookie', async () => {
    document.cookie = `${NAME}=${'A'.repeat(43)}; Path=/`;
    try {
      const element = document.createElement('chat-widget');
      define();
      void element.setConsent(true);
      for (const [name, value] of Object.entries({ server: 'http://chat.test', site: 'demo', storage: 'consent' }))
        element.setAttribute(name, value);
      document.body.append(element);
      await heard(element, 'chat-ready');
      expect(world.requests.map((request) => request.headers.get('authorization'))).to.deep.equal([`Bearer ${'A'.repeat(43)}`]);
    } finally {
      document.cookie = `${NAME}=; Path=/; Max-Age=0`;
    }
  });

  it('storage="eager" brings the client at load', async () => {
    await ready({ storage: 'eager' });
    const client = await until(() => world.clients[0]);
    await until(() => client.called('resume').length);
  });

  it('storage="memory" hears nothing of other tabs, and a page without the channel has its launcher', async () => {
    const real = globalThis.BroadcastChannel;
    let made = 0;
    globalThis.BroadcastChannel = class {
      constructor() {
        made += 1;
        throw new DOMException('refused', 'SecurityError');
      }
    } as unknown as typeof BroadcastChannel;
    try {
      await ready({ storage: 'memory' });
      expect(made).to.equal(0);
      await ready();
      expect(made).to.equal(1);
    } finally {
      globalThis.BroadcastChannel = real;
    }
  });

  it('S9 a block removes launcher and open panel', async () => {
    const element = await ready();
    await element.show();
    expect(!!panelOf(element)).to.equal(true);
    const events: string[] = [];
    for (const type of ['chat-close', 'chat-block']) element.addEventListener(type, () => events.push(type));
    world.clients[0]!.set({ gate: { show: false, version: 2 } });
    expect(element.shadowRoot!.childNodes).to.have.length(0);
    expect(element.open).to.equal(false);
    expect(events).to.deep.equal(['chat-close', 'chat-block']);
  });

  it('S11 a new visitor after cleared cookies is shown although their gate counts from the start', async () => {
    const element = await ready();
    await element.show();
    world.clients[0]!.set({ gate: { show: false, version: 9 } });
    world.clients[0]!.set({ gate: { show: false, version: -1 } });
    world.clients[0]!.set({ gate: { show: true, version: 0 } });
    expect(!!launcherOf(element)).to.equal(true);
  });

  it('loads nothing for a stranger until they come near', async () => {
    const element = await ready();
    expect(world.loaded).to.deep.equal([]);
    launcherOf(element)!.dispatchEvent(new PointerEvent('pointerenter'));
    expect(world.loaded).to.deep.equal(['client', 'panel']);
    expect(world.clients).to.have.length(0);
  });

  it('asks for the client and the panel at the same time when it opens, once each', async () => {
    const element = await ready();
    void element.show();
    expect(world.loaded.toSorted()).to.deep.equal(['client', 'panel']);
    await until(() => panelOf(element)?.open);
    expect(world.loaded).to.have.length(2);
  });

  it('loads the client alone for an active session, and the badge counts to 9+', async () => {
    world.answer({ body: { ...config, active: true } });
    world.state = { ...chatting, unreadCount: 2 };
    const element = await ready();
    const client = await until(() => world.clients[0]);
    await until(() => client.called('resume').length);
    expect(world.loaded).to.deep.equal(['client']);
    expect(launcherOf(element)!.getAttribute('aria-label')).to.equal('Open chat, 2 unread');
    client.set({ unreadCount: 12 });
    expect(element.shadowRoot!.querySelector('.badge')!.textContent).to.equal('9+');
    expect(element.unreadCount).to.equal(12);
  });

  it('sends the token of the cookie in a header, never in the address', async () => {
    const token = 'a'.repeat(43);
    document.cookie = `${NAME}=${token}; path=/`;
    await ready();
    document.cookie = `${NAME}=; path=/; max-age=0`;
    expect(world.requests[0]!.headers.get('authorization')).to.equal(`Bearer ${token}`);
    expect(world.requests[0]!.url).not.to.include(token);
    expect(world.requests[0]!.credentials).to.equal('omit');
  });

  it('asks again quietly when the network fails, and says so once', async () => {
    world.answer(new TypeError('no network'));
    const element = place();
    const { code } = (await heard(element, 'chat-error')) as Event & { code: string };
    expect(code).to.equal('unavailable');
    expect(element.shadowRoot!.childNodes).to.have.length(0);
    world.answer({ body: config });
    const shown = heard(element, 'chat-ready');
    dispatchEvent(new Event('online'));
    await shown;
    expect(world.requests).to.have.length(2);
  });

  it('gives up on a final refusal with a clear error', async () => {
    const said: unknown[] = [];
    const real = console.error;
    console.error = (...args: unknown[]) => said.push(args[0]);
    world.answer({ status: 404, body: { error: { code: 'unknown_site', message: 'There is no site with this key.' } } });
    const element = place();
    await heard(element, 'chat-error');
    await until(() => said.length);
    console.error = real;
    expect(said).to.deep.equal(['<chat-widget> There is no site with this key.']);
  });

  it('opens, closes and reflects it', async () => {
    const element = await ready();
    const events: string[] = [];
    for (const type of ['chat-before-open', 'chat-open', 'chat-close']) element.addEventListener(type, () => events.push(type));
    launcherOf(element)!.click();
    await until(() => panelOf(element)?.open);
    expect(element.hasAttribute('open')).to.equal(true);
    expect(launcherOf(element)!.getAttribute('aria-expanded')).to.equal('true');
    expect(launcherOf(element)!.getAttribute('aria-label')).to.equal('Minimise');
    element.open = false;
    expect(launcherOf(element)!.getAttribute('aria-expanded')).to.equal('false');
    expect(events).to.deep.equal(['chat-before-open', 'chat-open', 'chat-close']);
  });

  it('stays closed when the page cancels chat-before-open', async () => {
    const element = await ready();
    element.addEventListener('chat-before-open', (event) => event.preventDefault());
    await element.show();
    expect(element.open).to.equal(false);
    expect(!panelOf(element)).to.equal(true);
  });

  it('takes every call before anything has loaded', async () => {
    const element = document.createElement('chat-widget');
    define();
    customElements.upgrade(element);
    const cid = element.send('hello');
    const calls = [element.identify({ name: 'Maya' }), element.draft('half'), element.endSession(), element.startSession()];
    void element.show();
    element.server = 'http://chat.test';
    element.site = 'demo';
    document.body.append(element);
    expect(await cid).to.deep.equal({ cid: 'c' });
    await Promise.all(calls);
    const client = world.clients[0]!;
    expect(client.called('send')).to.deep.equal([['hello']]);
    expect(client.called('identify')).to.deep.equal([[{ name: 'Maya' }]]);
    expect(client.called('setDraft')).to.deep.include(['half']);
    expect(client.called('endSession')).to.have.length(1);
    await until(() => panelOf(element)?.open);
    expect(await element.transcript()).to.deep.equal([]);
    expect(await element.diagnose()).to.include({ site: 'demo', open: true, blocked: false });
  });

  it('sends nothing when the page cancels chat-before-send', async () => {
    const element = await ready();
    element.addEventListener('chat-before-send', (event) => {
      expect(event.text).to.equal('hello');
      event.preventDefault();
    });
    expect(await element.send('hello')).to.equal(null);
    expect(world.clients[0]!.called('send')).to.have.length(0);
  });

  it('refuses to send while blocked', async () => {
    world.answer({ body: { gate: { show: false, version: 3 } } });
    const element = place();
    const refused = await element.send('hello').then(
      () => 'sent',
      (error: Error) => error.message,
    );
    expect(refused).to.equal('The chat is not available.');
  });

  it('repeats the facts of the client as bubbling, composed events', async () => {
    const element = await ready();
    await element.show();
    const bubbled = heard(document, 'chat-operator-join') as Promise<Event & { operator: { name: string } }>;
    world.clients[0]!.dispatchEvent(Object.assign(new Event('operator-join'), { detail: { operator: { id: 'o', name: 'Anna' } } }));
    const event = await bubbled;
    expect(event.operator.name).to.equal('Anna');
    expect(event.composed).to.equal(true);
  });

  it('keeps properties set before the upgrade', async () => {
    const late = document.createElement('chat-late') as HTMLElementTagNameMap['chat-widget'];
    Object.assign(late, { server: 'http://chat.test', site: 'demo', accent: '#0a7d4b', open: true });
    document.body.append(late);
    const { TestWidget } = await import('./support.ts');
    customElements.define('chat-late', class extends TestWidget {});
    await heard(late, 'chat-ready');
    expect(Object.hasOwn(late, 'site')).to.equal(false);
    expect(late.getAttribute('site')).to.equal('demo');
    await until(() => panelOf(late)?.open);
    late.destroy();
  });

  it('keeps the chat when it is moved in the DOM', async () => {
    const element = await ready();
    await element.show();
    const panel = panelOf(element);
    const box = document.createElement('div');
    document.body.append(box);
    box.append(element);
    await Promise.resolve();
    expect(panelOf(element) === panel).to.equal(true);
    expect(world.clients[0]!.called('close')).to.have.length(0);
  });

  it('starts anew when it is removed and added again', async () => {
    const element = await ready();
    await element.show();
    element.remove();
    await Promise.resolve();
    expect(world.clients[0]!.called('close')).to.have.length(1);
    expect(world.clients[0]!.listening).to.equal(0);
    expect(element.shadowRoot!.childNodes).to.have.length(0);
    document.body.append(element);
    await heard(element, 'chat-ready');
    await until(() => panelOf(element)?.open);
  });

  it('leaves nothing behind after ten mounts', async () => {
    for (let i = 0; i < 10; i++) {
      const element = await ready();
      await element.show();
      element.destroy();
    }
    expect(world.clients).to.have.length(10);
    for (const client of world.clients) expect(client.listening).to.equal(0);
    expect(document.querySelectorAll('chat-widget').length).to.equal(0);
    expect(document.adoptedStyleSheets).to.deep.equal([]);
  });

  it('a call that waits when the element is destroyed, and each later one, rejects instead of waiting for ever', async () => {
    const waiting = place();
    const early = waiting.send('Hello').catch((error: Error) => error.message);
    waiting.destroy();
    expect(await early).to.equal('The chat is not available.');
    for (const call of [() => waiting.send('Hello'), () => waiting.logout(), () => waiting.endSession(), () => waiting.transcript()])
      expect(
        await call().then(
          () => 'resolved',
          (error: Error) => error.message,
        ),
      ).to.equal('The chat is not available.');
    await waiting.show();
  });

  it('a double click opens the chat, as does a click and a space typed while the panel is on its way', async () => {
    const element = await ready();
    const button = launcherOf(element)!;
    const press = (detail: number): boolean => button.dispatchEvent(new MouseEvent('click', { bubbles: true, detail }));
    for (const detail of [1, 2, 0]) press(detail);
    expect(element.open).to.equal(true);
    await until(() => panelOf(element)?.open);
    press(1);
    expect(element.open, 'the panel is there').to.equal(false);
  });

  it('is out of the flow and out of reach of host CSS', async () => {
    const style = new CSSStyleSheet();
    style.replaceSync('chat-widget { all: unset !important; transform: scale(2) !important; position: static !important }');
    document.adoptedStyleSheets = [style];
    const element = await ready();
    const box = launcherOf(element)!.getBoundingClientRect();
    document.adoptedStyleSheets = [];
    expect([box.width, box.height]).to.deep.equal([56, 56]);
    expect(Math.round(innerWidth - box.right)).to.equal(20);
    expect(Math.round(innerHeight - box.bottom)).to.equal(20);
  });

  it('takes any CSS colour as accent, by CSSOM on inner elements only', async () => {
    const element = await ready({ accent: 'rebeccapurple' });
    await element.show();
    const dock = element.shadowRoot!.querySelector<HTMLElement>('.dock')!;
    expect(dock.style.getPropertyValue('--brand')).to.equal('rebeccapurple');
    expect(getComputedStyle(launcherOf(element)!).backgroundColor).to.match(/^oklch\(0\.52 0\.\d+ 30[34]/);
    await until(() => panelOf(element)!.style.getPropertyValue('--accent-h') === '303');
    expect(element.hasAttribute('style')).to.equal(false);
    element.accent = 'url(evil)';
    expect(dock.style.getPropertyValue('--brand')).to.equal('');
    await until(() => panelOf(element)!.style.getPropertyValue('--accent-h') === '');
  });

  it('has its launcher in Russian, at the start, without one, and mirrored', async () => {
    const element = await ready({ position: 'start' });
    expect(launcherOf(element)!.getAttribute('aria-label')).to.equal('Open chat');
    world.answer({ body: { ...config, launcher: launcherTexts('ru') } });
    element.lang = 'ru';
    await until(() => launcherOf(element)!.getAttribute('aria-label') === 'Открыть чат');
    expect(new URL(world.requests.at(-1)!.url).searchParams.get('lang')).to.match(/^ru,/);
    expect(launcherOf(element)!.getBoundingClientRect().left).to.equal(20);
    element.position = 'end';
    element.dir = 'rtl';
    element.theme = 'dark';
    expect(launcherOf(element)!.getBoundingClientRect().left).to.equal(20);
    expect(element.shadowRoot!.querySelector('.dock')!.matches('.dark')).to.equal(true);
    element.launcher = 'none';
    expect(launcherOf(element)!.hidden).to.equal(true);
  });

  it('fills its own box in mode inline, without a launcher', async () => {
    const element = await ready({ mode: 'inline' });
    const panel = await until(() => panelOf(element));
    await panel.updateComplete;
    expect(launcherOf(element)!.hidden).to.equal(true);
    expect(panel.getBoundingClientRect().height).to.equal(640);
    expect(!!panel.shadowRoot!.querySelector('[role="region"]')).to.equal(true);
  });

  it('connects when the visitor interacts, not when the page opens the panel', async () => {
    const element = await ready();
    await element.show();
    const client = world.clients[0]!;
    expect(client.called('connect')).to.have.length(0);
    panelOf(element)!.shadowRoot!.querySelector('textarea')!.click();
    expect(client.called('connect')).to.have.length(1);
  });

  it('passes on only the slots the page fills, so that header and greeting keep their own content', async () => {
    const element = place();
    const note = document.createElement('p');
    note.slot = 'footer';
    element.append(note);
    await element.show();
    const root = panelOf(element)!.shadowRoot!;
    expect(root.querySelector('.head h2')!.checkVisibility()).to.equal(true);
    expect(note.assignedSlot!.assignedSlot!.name).to.equal('footer');
  });

  it('reports availability of the connection once it is open', async () => {
    const element = await ready();
    expect(element.availability).to.equal('online');
    world.state = { ...idle, availability: 'away' };
    await element.show();
    expect(element.availability).to.equal('away');
    expect(element.session).to.equal(null);
  });

  it('has the version of the package', async () => {
    const { version } = (await (await fetch('/package.json')).json()) as { version: string };
    expect((await ready()).version).to.equal(version);
  });
});
