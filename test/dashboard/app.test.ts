import { expect, fixture, html, waitUntil } from '@open-wc/testing';
import { DashboardApp } from '../../src/dashboard/app.ts';
import { shortcutOf } from '../../src/dashboard/keyboard.ts';
import { connectionBanner } from '../../src/dashboard/parts/connection-banner.ts';
import { hashOf, parseRoute } from '../../src/dashboard/router.ts';
import type { Route } from '../../src/dashboard/router.ts';
import { loadSettings, saveSettings, showSettings } from '../../src/dashboard/settings.ts';
import { stringsOf, translator } from '../../src/dashboard/strings/index.ts';
import { ApiError } from '../../src/dashboard/api.ts';
import { api, isAccessible, NOW, state } from './pieces.ts';

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

describe('routes', () => {
  it('are read from the hash they are written to', () => {
    const routes: Route[] = [
      { page: 'inbox', chat: null },
      { page: 'inbox', chat: 'a/b c' },
      { page: 'block-list', block: null },
      { page: 'block-list', block: 'b1' },
      { page: 'setup', token: 't' },
    ];
    for (const route of routes) expect(parseRoute(hashOf(route))).to.deep.equal(route);
  });

  it('anything else leads to the inbox', () => {
    for (const hash of ['', '#', '#/', '#/nowhere', '#/setup', '#/%E0%A4%A'])
      expect(parseRoute(hash)).to.deep.equal({ page: 'inbox', chat: null });
  });
});

describe('settings', () => {
  it('are guessed from the browser and never throw where storage is refused', () => {
    expect(loadSettings(refused, ['ru-RU', 'en'])).to.deep.equal({
      language: 'ru',
      theme: 'auto',
      sound: true,
      desktop: false,
      site: null,
    });
    expect(loadSettings(refused, ['de', 'en-US']).language).to.equal('en');
    expect(() => saveSettings(loadSettings(refused), refused)).to.not.throw();
  });

  it('spoiled settings fall back one by one', () => {
    const storage = { getItem: () => '{"language":"xx","theme":"dark","sound":false}' } as unknown as Storage;
    expect(loadSettings(() => storage, ['en'])).to.deep.equal({ language: 'en', theme: 'dark', sound: false, desktop: false, site: null });
  });

  it('language and theme stand on the document', () => {
    const root = document.createElement('html');
    showSettings({ language: 'ru', theme: 'dark', sound: true, desktop: false, site: null }, root);
    expect([root.lang, root.dataset['theme']]).to.deep.equal(['ru', 'dark']);
  });
});

describe('keys', () => {
  const press = (init: KeyboardEventInit, target: HTMLElement = document.body): ReturnType<typeof shortcutOf> => {
    let found: ReturnType<typeof shortcutOf> = null;
    target.addEventListener('keydown', (event) => (found = shortcutOf(event)), { once: true });
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
});

describe('connection banner', () => {
  const t = translator('en');
  const show = async (connection: Parameters<typeof state>[1]) =>
    fixture<HTMLElement>(connectionBanner(t, state([], connection), () => undefined, NOW));

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

describe('words', () => {
  it('English and Russian have the same placeholders', () => {
    const places = (text: string): string[] => [...text.matchAll(/\{\w+\}/g)].map(([one]) => one).sort();
    const [en, ru] = [stringsOf('en'), stringsOf('ru')];
    // The copy deck's Russian lines without a name, because the verb would show a gender.
    const impersonal = ['endedLine', 'ratedLine'];
    for (const key of Object.keys(en) as (keyof typeof en)[])
      if (!impersonal.includes(key)) expect(places(ru[key]), key).to.deep.equal(places(en[key]));
  });

  it('a value that is not given leaves its place visible', () => {
    expect(translator('en')('replyTo')).to.equal('Reply to {name}…');
  });
});
