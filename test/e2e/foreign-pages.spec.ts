import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { expect, test as base, type Visitor, type VisitorTab } from './fixtures.ts';

/** The tag; the shop puts the server's address in. */
const TAG = '<script async src="CHAT/chat.js" data-site="demo"></script>';

interface PageOptions {
  readonly head?: string;
  readonly body?: string;
  readonly root?: string;
}

const html = ({ head = TAG, body = '', root = '<!doctype html><html lang="en">' }: PageOptions = {}): string =>
  `${root}<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>Shop</title><link rel="icon" href="data:,">${head}</head>
  <body><h1>Shop</h1><p><a href="/next.html">Next</a></p>${body}</body></html>`;

/** Messages the server does not have yet. */
const waiting = (tab: VisitorTab): Promise<number> =>
  tab.page.evaluate(async () => ((await document.querySelector('chat-widget')!.diagnose()) as { outbox: unknown[] }).outbox.length);

const inPackage = (name: string, file: string): string => fileURLToPath(new URL(`../../node_modules/${name}/${file}`, import.meta.url));

const test = base.extend<{
  shop: (visitor: Visitor, pages: Record<string, string>, libraries?: Record<string, string>) => Promise<string>;
}>({
  /** A site of its own origin: pages, and files of packages. Gives its address. */
  shop: async ({}, use) => {
    const shops: Server[] = [];
    await use(async (visitor, pages, libraries = {}) => {
      const server = createServer((request, response) => {
        const path = new URL(request.url!, 'http://shop.test').pathname;
        const file = libraries[path];
        const page = file ? readFileSync(file, 'utf8') : pages[path]?.replaceAll('CHAT', visitor.proxy.url);
        const type = file ? 'text/javascript' : path.endsWith('.xhtml') ? 'application/xhtml+xml' : 'text/html';
        response.writeHead(page === undefined ? 404 : 200, { 'content-type': `${type}; charset=utf-8` }).end(page);
      });
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      shops.push(server);
      return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    });
    for (const server of shops) {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
  },
});

test.describe('H1 keys, wheel, touch and focus stay inside', () => {
  for (const capture of [false, true]) {
    test(`H1 shortcuts of the document ${capture ? 'that listen first ' : ''}eat nothing of what is typed`, async ({
      newVisitor,
      shop,
    }) => {
      const visitor = await newVisitor();
      const body = `<input id="search"><script>heard = [];
        for (const type of ['keydown', 'keypress', 'keyup', 'wheel', 'focusin', 'paste'])
          document.addEventListener(type, (event) => {
            if (/^(input|textarea)$/i.test(event.target.tagName)) return;
            heard.push(type + (event.key ?? ''));
            if (event.key === '/') { event.preventDefault(); document.querySelector('#search').focus(); }
            if (event.key === 'j' || event.key === ' ' || event.key === 'Enter') event.preventDefault();
          }, { capture: ${capture}, passive: false });</script>`;
      const site = await shop(visitor, { '/shop.html': html({ body }) });
      const tab = await visitor.tabAt(`${site}/shop.html`);
      await tab.open();
      await tab.composer.click();
      await tab.page.evaluate(() => (window as unknown as { heard: string[] }).heard.splice(0));
      await tab.page.keyboard.type('is a j/k? yes');
      await expect(tab.composer).toHaveValue('is a j/k? yes');
      await tab.page.keyboard.press('Enter');
      await expect(tab.log).toContainText('is a j/k? yes');
      await tab.log.hover();
      await tab.page.mouse.wheel(0, 50);
      await tab.page.keyboard.press('Escape');
      await expect(tab.panel).toBeHidden();
      expect(await tab.page.evaluate(() => (window as unknown as { heard: string[] }).heard)).toEqual([]);
      expect(visitor.errors).toEqual([]);
    });
  }

  test('H1 the menu works by keys while the page listens first', async ({ newVisitor, shop }) => {
    const visitor = await newVisitor();
    const site = await shop(visitor, {
      '/shop.html': html({ body: '<script>addEventListener("keydown", (event) => event.preventDefault())</script>' }),
    });
    const tab = await visitor.tabAt(`${site}/shop.html`);
    await tab.say('Hello');
    await tab.menuButton.focus();
    await tab.page.keyboard.press('ArrowDown');
    await expect(tab.page.getByRole('menuitemcheckbox', { name: /Sound/ })).toBeFocused();
    await tab.page.keyboard.press('End');
    await tab.page.keyboard.press('Enter');
    await expect(tab.page.getByRole('button', { name: 'Keep chatting' })).toBeFocused();
    await tab.page.keyboard.press('Escape');
    await expect(tab.page.getByRole('button', { name: 'Keep chatting' })).toHaveCount(0);
    await expect(tab.panel).toBeVisible();
  });

  test('H1 Lenis, which scrolls smoothly, leaves the wheel over the thread to the thread', async ({ newVisitor, shop }) => {
    const visitor = await newVisitor();
    const body = `${'<p>text</p>'.repeat(200)}<script src="/lib/lenis.js"></script><script>lenis = new Lenis({ autoRaf: true })</script>`;
    const site = await shop(visitor, { '/shop.html': html({ body }) }, { '/lib/lenis.js': inPackage('lenis', 'dist/lenis.min.js') });
    const tab = await visitor.tabAt(`${site}/shop.html`);
    for (let i = 0; i < 3; i++) await tab.say(`Line\n${'more\n'.repeat(14)}${i}`);
    const top = (): Promise<number> => tab.log.evaluate((log) => log.scrollTop);
    await expect.poll(top).toBeGreaterThan(300);
    const end = await top();
    await tab.log.hover();
    await tab.page.mouse.wheel(0, -200);
    await expect.poll(top).toBeLessThan(end - 100);
    expect(await tab.page.evaluate(() => scrollY)).toBe(0);
    // Beside the panel the page scrolls as its owner wants it.
    await tab.page.mouse.move(100, 300);
    await tab.page.mouse.wheel(0, 300);
    await expect.poll(() => tab.page.evaluate(() => scrollY)).toBeGreaterThan(0);
  });

  const traps: Record<string, { readonly libraries: Record<string, string>; readonly body: string }> = {
    'focus-trap': {
      libraries: {
        '/lib/tabbable.js': inPackage('tabbable', 'dist/index.umd.min.js'),
        '/lib/focus-trap.js': inPackage('focus-trap', 'dist/focus-trap.umd.min.js'),
      },
      body: `<script src="/lib/tabbable.js"></script><script src="/lib/focus-trap.js"></script>
        <script>trap = () => focusTrap.createFocusTrap('#modal').activate()</script>`,
    },
    'jQuery UI': {
      libraries: {
        '/lib/jquery.js': inPackage('jquery', 'dist/jquery.min.js'),
        '/lib/jquery-ui.js': inPackage('jquery-ui', 'dist/jquery-ui.min.js'),
      },
      body: `<script src="/lib/jquery.js"></script><script src="/lib/jquery-ui.js"></script>
        <script>trap = () => $('#modal').dialog({ modal: true })</script>`,
    },
    'the focus trap of Bootstrap': {
      libraries: {},
      body: `<script>trap = () => document.addEventListener('focusin', ({ target }) => {
          const modal = document.querySelector('#modal');
          if (target !== document && !modal.contains(target)) modal.querySelector('input').focus();
        })</script>`,
    },
  };
  for (const [name, { libraries, body }] of Object.entries(traps)) {
    test(`H1 ${name} holds its modal, not the visitor who writes`, async ({ newVisitor, shop }) => {
      const visitor = await newVisitor();
      const modal = '<div id="modal"><input aria-label="Voucher"><button>Fine</button></div>';
      const site = await shop(visitor, { '/shop.html': html({ body: modal + body }) }, libraries);
      const tab = await visitor.tabAt(`${site}/shop.html`);
      await expect(tab.launcher).toBeVisible();
      await tab.page.evaluate(() => (window as unknown as { trap(): void }).trap());
      await tab.page.getByLabel('Voucher').focus();
      // The pointer over the launcher loads what stands between the two; a faster person presses again.
      await expect(async () => {
        if (await tab.launcher.isVisible()) await tab.launcher.click({ timeout: 500 });
        await tab.composer.click({ timeout: 1500 });
      }).toPass();
      await tab.page.keyboard.type('In a modal?');
      await expect(tab.composer).toHaveValue('In a modal?');
      await tab.panel.getByRole('button', { name: 'Send', exact: true }).click();
      await expect(tab.log).toContainText('In a modal?');
      await expect(tab.composer).toBeFocused();
      expect(visitor.errors).toEqual([]);
    });
  }
});

test.describe('H2 the widget lasts as long as the document', () => {
  const swaps: Record<string, () => void> = {
    'document.body.replaceWith': () => {
      const body = document.createElement('body');
      body.append(Object.assign(document.createElement('h1'), { textContent: 'Next page' }));
      document.body.replaceWith(body);
    },
    'body.innerHTML': () => {
      document.body.innerHTML = '<h1>Next page</h1>';
    },
    'removing child by child': () => {
      while (document.body.firstChild) document.body.firstChild.remove();
      document.body.append(Object.assign(document.createElement('h1'), { textContent: 'Next page' }));
    },
    'a body that comes a moment later': () => {
      document.body.remove();
      setTimeout(() => {
        document.documentElement.append(document.createElement('body'));
        document.body.innerHTML = '<h1>Next page</h1>';
      }, 120);
    },
    'a morph that removes what it does not know': () => {
      for (const child of [...document.body.children]) if (child.localName !== 'h1') child.remove();
      document.querySelector('h1')!.textContent = 'Next page';
    },
    'a page snapshot that holds a copy of the widget': () => {
      const copy = document.body.cloneNode(true) as HTMLElement;
      copy.querySelector('h1')!.textContent = 'Next page';
      document.body.replaceWith(copy);
    },
  };
  test('H2 whatever swaps the body, it is open with the same thread and draft, on the same connection', async ({ newVisitor, shop }) => {
    test.slow();
    const visitor = await newVisitor();
    const site = await shop(visitor, { '/shop.html': html() });
    for (const [name, swap] of Object.entries(swaps)) {
      const tab = await test.step(name, () => visitor.tabAt(`${site}/shop.html`));
      await tab.say('Before the swap');
      await tab.composer.fill('half a thou');
      const session = await tab.session();
      const sockets: string[] = [];
      tab.page.on('websocket', (socket) => sockets.push(socket.url()));
      await tab.page.evaluate(swap);
      await expect(tab.page.getByRole('heading', { name: 'Next page' })).toBeVisible();
      await expect(tab.composer).toHaveValue('half a thou');
      await expect(tab.log).toContainText('Before the swap');
      await expect(tab.page.locator('chat-widget')).toHaveCount(1);
      expect(await tab.session()).toBe(session);
      await tab.composer.fill('After the swap');
      await tab.page.keyboard.press('Enter');
      await expect.poll(() => waiting(tab)).toBe(0);
      expect(sockets, name).toEqual([]);
      expect(visitor.errors, name).toEqual([]);
      await tab.page.close();
    }
  });

  test('H2 document.open() and write() take every listener: the widget starts anew, open and with the draft', async ({
    newVisitor,
    shop,
  }) => {
    const visitor = await newVisitor();
    const site = await shop(visitor, { '/shop.html': html() });
    const tab = await visitor.tabAt(`${site}/shop.html`);
    await tab.say('Before the write');
    await tab.composer.fill('half a thou');
    await tab.page.evaluate(() => {
      document.open();
      document.write('<!doctype html><title>Written</title><h1>Next page</h1>');
      document.close();
    });
    await expect(tab.page.getByRole('heading', { name: 'Next page' })).toBeVisible();
    await expect(tab.log).toContainText('Before the write');
    await expect(tab.composer).toHaveValue('half a thou');
    await tab.page.keyboard.press('Escape');
    await tab.panel.getByRole('button', { name: 'Minimise' }).click();
    await expect(tab.launcher).toBeVisible();
  });

  test('H2 a page that removes it again and again is not fought', async ({ newVisitor, shop }) => {
    const visitor = await newVisitor();
    const site = await shop(visitor, { '/shop.html': html() });
    const tab = await visitor.tabAt(`${site}/shop.html`);
    await expect(tab.launcher).toBeVisible();
    const removed = await tab.page.evaluate(async () => {
      let count = 0;
      new MutationObserver(() => {
        const chat = document.querySelector('chat-widget');
        if (!chat) return;
        count++;
        chat.remove();
      }).observe(document.body, { childList: true });
      document.querySelector('chat-widget')!.remove();
      await new Promise((resolve) => setTimeout(resolve, 500));
      return count;
    });
    expect(removed).toBeLessThan(3);
  });

  test('H2 destroy() is for good', async ({ newVisitor, shop }) => {
    const visitor = await newVisitor();
    const site = await shop(visitor, { '/shop.html': html() });
    const tab = await visitor.tabAt(`${site}/shop.html`);
    await expect(tab.launcher).toBeVisible();
    await tab.page.evaluate(async () => {
      document.querySelector('chat-widget')!.destroy();
      await new Promise((resolve) => setTimeout(resolve, 100));
    });
    await expect(tab.page.locator('chat-widget')).toHaveCount(0);
  });

  test('H2 Turbo: visits, the Back button and a tag in each page leave one widget, open as it was', async ({ newVisitor, shop }) => {
    const visitor = await newVisitor();
    const head = `<script type="module" src="/lib/turbo.js"></script>${TAG}`;
    const next = html({ head, body: TAG }).replace('<h1>Shop', '<h1>Next page');
    const site = await shop(
      visitor,
      { '/shop.html': html({ head }), '/next.html': next },
      { '/lib/turbo.js': inPackage('@hotwired/turbo', 'dist/turbo.es2017-esm.js') },
    );
    const tab = await visitor.tabAt(`${site}/shop.html`);
    await tab.say('Before the visit');
    await tab.composer.fill('half a thou');
    await tab.page.evaluate(() => Object.assign(window, { mark: 'same document' }));
    for (const [go, heading] of [
      [() => tab.page.getByRole('link', { name: 'Next' }).click(), 'Next page'],
      [() => tab.page.evaluate(() => history.back()), 'Shop'],
      [() => tab.page.evaluate(() => history.forward()), 'Next page'],
    ] as const) {
      await go();
      await expect(tab.page.getByRole('heading', { name: heading, exact: true })).toBeVisible();
      await expect(tab.composer).toHaveValue('half a thou');
      await expect(tab.page.locator('chat-widget')).toHaveCount(1);
    }
    await expect(tab.log).toContainText('Before the visit');
    expect(await tab.page.evaluate(() => (window as unknown as { mark?: string }).mark)).toBe('same document');
    expect(visitor.errors).toEqual([]);
  });

  test('H2 htmx: boosted links and the Back button leave one widget, open as it was', async ({ newVisitor, shop }) => {
    const visitor = await newVisitor();
    const head = `<script src="/lib/htmx.js"></script>${TAG}`;
    const page = html({ head }).replace('<body>', '<body hx-boost="true">');
    const site = await shop(
      visitor,
      { '/shop.html': page, '/next.html': page.replace('<h1>Shop', '<h1>Next page') },
      { '/lib/htmx.js': inPackage('htmx.org', 'dist/htmx.min.js') },
    );
    const tab = await visitor.tabAt(`${site}/shop.html`);
    await tab.say('Before the visit');
    await tab.composer.fill('half a thou');
    await tab.page.getByRole('link', { name: 'Next' }).click();
    await expect(tab.page.getByRole('heading', { name: 'Next page' })).toBeVisible();
    await expect(tab.composer).toHaveValue('half a thou');
    await tab.page.evaluate(() => history.back());
    await expect(tab.page.getByRole('heading', { name: 'Shop', exact: true })).toBeVisible();
    await expect(tab.composer).toHaveValue('half a thou');
    await expect(tab.page.locator('chat-widget')).toHaveCount(1);
    expect(visitor.errors).toEqual([]);
  });

  test('H2 the open panel and the half-written text survive a page load, in every tab its own', async ({ newVisitor }) => {
    const visitor = await newVisitor();
    const [one, two] = [await visitor.tab(), await visitor.tab()];
    await one.open();
    await one.composer.fill('half a thou');
    await two.open();
    await two.composer.fill('another one');
    await two.panel.getByRole('button', { name: 'Minimise' }).click();
    for (const tab of [one, two]) await tab.page.goto(`${visitor.proxy.url}/demo/guarantee.html`);
    await expect(one.composer).toHaveValue('half a thou');
    await expect(two.launcher).toBeVisible();
    await two.open();
    await expect(two.composer).toHaveValue('another one');
  });

  test('H2 nothing is kept before the visitor acts, in memory mode, nor after log-out or block', async ({
    newVisitor,
    newDashboard,
    shop,
  }) => {
    const visitor = await newVisitor();
    const site = await shop(visitor, { '/memory.html': html({ head: TAG.replace('data-site', 'data-storage="memory" data-site') }) });
    const kept = (tab: VisitorTab): Promise<number> => tab.page.evaluate(() => sessionStorage.length);
    const memory = await visitor.tabAt(`${site}/memory.html`);
    await memory.open();
    await memory.composer.fill('half a thou');
    expect(await kept(memory)).toBe(0);
    const tab = await visitor.tab();
    await expect(tab.launcher).toBeVisible();
    await tab.page.evaluate(() => document.querySelector('chat-widget')!.show());
    await expect(tab.panel).toBeVisible();
    expect(await kept(tab)).toBe(0);
    await tab.say('Hello');
    await tab.composer.fill('half a thou');
    expect(await kept(tab)).toBe(1);
    await tab.page.evaluate(() => document.querySelector('chat-widget')!.logout());
    await expect(tab.composer).toHaveValue('');
    expect(await kept(tab)).toBe(0);
    await tab.say('Once more');
    expect(await kept(tab)).toBe(1);
    const dashboard = await newDashboard();
    await dashboard.join('Once more');
    await dashboard.block('Enough');
    await tab.expectGone();
    expect(await kept(tab)).toBe(0);
  });

  test('H2 after a log-out in another tab the next person does not see the half-written text', async ({ newVisitor }) => {
    const visitor = await newVisitor();
    const [one, two] = [await visitor.tab(), await visitor.tab()];
    await one.say('Hello');
    await one.composer.fill('my secret');
    await one.page.goto('about:blank');
    await two.say('Bye');
    await two.page.evaluate(() => document.querySelector('chat-widget')!.logout());
    await two.say('Somebody else');
    await one.page.goto(`${visitor.proxy.url}/demo/`);
    await expect(one.log).toContainText('Somebody else');
    await expect(one.composer).toHaveValue('');
  });
});

test('H5 a page that replaced Event, reduce and Array.from and added to prototypes, as old libraries do, has a whole chat', async ({
  newVisitor,
  newDashboard,
  shop,
}) => {
  const visitor = await newVisitor();
  const head = `<script>
    Event = function (event) { this.event = event; };
    Event.observe = Event.stop = function () {};
    CustomEvent = function () { throw new Error('foreign'); };
    Object.prototype.extend = function () { return this; };
    Array.prototype.each = Array.prototype.contains = String.prototype.contains = function () { return false; };
    Array.prototype.reduce = function () { return this.length > 1 ? this : this[0]; };
    Array.prototype.entries = Array.prototype.toArray = function () { return [].concat(this); };
    Array.from = function (list) { var length = list.length || 0, all = new Array(length); while (length--) all[length] = list[length]; return all; };
    Function.prototype.bind = function (self, args) { var fn = this; return function () { return fn.apply(self, args || arguments); }; };
  </script>${TAG}`;
  const site = await shop(visitor, { '/shop.html': html({ head }) });
  const tab = await visitor.tabAt(`${site}/shop.html`);
  const dashboard = await newDashboard();
  await tab.say('On an old page');
  await dashboard.join('On an old page');
  await dashboard.answer('And an answer');
  await expect(tab.log).toContainText('And an answer');
  await tab.page.reload();
  await expect(tab.log).toContainText('And an answer');
  await tab.end();
  expect(visitor.errors).toEqual([]);
});

test.describe('H4 phones and pages that transform', () => {
  const sizes = {
    upright: { width: 390, height: 844 },
    'on its side': { width: 844, height: 390 },
    'small, on its side': { width: 740, height: 360 },
  };
  const styles = { plain: '', 'body {transform}': 'body { transform: translateY(0) }', 'body {zoom}': 'body { zoom: 1.25 }' };
  test('H4 the panel covers a phone upright and on its side, whatever transforms or scales the page', async ({ newVisitor, shop }) => {
    test.slow();
    const visitor = await newVisitor({ context: { hasTouch: true, isMobile: true, viewport: sizes.upright } });
    const pages = Object.fromEntries(
      Object.values(styles).map((style, i) => [
        `/${i}.html`,
        html({ head: `<style>${style}</style>${TAG}`, body: '<p>text</p>'.repeat(80) }),
      ]),
    );
    const site = await shop(visitor, pages);
    for (const [i, style] of Object.keys(styles).entries()) {
      const tab = await visitor.tabAt(`${site}/${i}.html`);
      await expect(tab.launcher).toBeVisible();
      await tab.page.evaluate(() => document.querySelector('chat-widget')!.show());
      for (const [name, viewport] of Object.entries(sizes)) {
        await tab.page.setViewportSize(viewport);
        await expect.poll(() => tab.panel.boundingBox(), `${style}, ${name}`).toEqual({ x: 0, y: 0, ...viewport });
        await expect(tab.composer, `${style}, ${name}`).toBeInViewport({ ratio: 1 });
      }
      await tab.page.close();
    }
  });
});

test('H6 only the parameters a site names leave the page', async ({ newVisitor, shop }) => {
  const visitor = await newVisitor();
  const head = TAG.replace('data-site', 'data-page-params="utm_source, utm_campaign" data-site');
  const site = await shop(visitor, { '/shop.html': html({ head }) });
  const frames: string[] = [];
  visitor.context.on('page', (page) =>
    page.on('websocket', (socket) => socket.on('framesent', ({ payload }) => frames.push(payload.toString()))),
  );
  const tab = await visitor.tabAt(`${site}/shop.html?token=SECRET&utm_source=mail&utm_campaign=a%20b#access_token=SECRET`);
  await tab.say('Hello');
  await tab.page.evaluate(() => history.pushState(null, '', '/other?code=SECRET&utm_source=ad'));
  await expect.poll(() => frames.join(' ')).toContain(`${site}/other?utm_source=ad"`);
  expect(frames.join(' ')).toContain(`${site}/shop.html?utm_source=mail&utm_campaign=a+b"`);
  expect(frames.join(' ')).not.toContain('SECRET');
});

test('M3 the tag works in head and body, async, defer, as a module, after load, in a frame, under a base and in quirks mode', async ({
  newVisitor,
  shop,
}) => {
  test.slow();
  const visitor = await newVisitor();
  const src = 'src="CHAT/chat.js" data-site="demo"';
  const quirks = html({ root: '<html>' });
  const places: Record<string, string> = {
    head: html({ head: `<script ${src}></script>` }),
    body: html({ head: '', body: `<script ${src}></script>` }),
    async: html(),
    defer: html({ head: `<script defer ${src}></script>` }),
    module: html({ head: `<script type="module" ${src}></script>` }),
    load: html({
      head: `<script>addEventListener('load', () => setTimeout(() => document.body.append(Object.assign(document.createElement('script'), { src: 'CHAT/chat.js?site=demo' }))))</script>`,
    }),
    base: html({ head: `<base href="https://elsewhere.example/deep/">${TAG}` }),
    quirks,
    twice: html({ body: TAG }),
    frame: html({ head: '', body: '<iframe src="/async.html" width="600" height="500"></iframe>' }),
  };
  const site = await shop(visitor, Object.fromEntries(Object.entries(places).map(([name, page]) => [`/${name}.html`, page])));
  for (const name of Object.keys(places)) {
    const tab = await visitor.tabAt(`${site}/${name}.html`);
    const root = name === 'frame' ? tab.page.frameLocator('iframe') : tab.page;
    await root.getByRole('button', { name: /^Open chat/ }).click();
    const panel = root.getByRole('dialog', { name: 'Nordvik Outdoor' });
    await panel.getByRole('textbox', { name: 'Write a message…' }).fill(`From ${name}`);
    await panel.getByRole('button', { name: 'Send', exact: true }).click();
    await expect(panel.getByRole('log'), name).toContainText(`From ${name}`);
    await expect(root.locator('chat-widget'), name).toHaveCount(1);
    await tab.page.close();
  }
  expect(visitor.errors).toEqual([]);
});

test('M3 an XHTML page has a whole chat', async ({ newVisitor, shop }) => {
  const visitor = await newVisitor();
  const page = `<?xml version="1.0" encoding="utf-8"?><html xmlns="http://www.w3.org/1999/xhtml" lang="en"><head><title>Shop</title><link rel="icon" href="data:,"/></head>
  <body><h1>Shop</h1><script src="CHAT/chat.js" data-site="demo"></script></body></html>`;
  const site = await shop(visitor, { '/shop.xhtml': page });
  const tab = await visitor.tabAt(`${site}/shop.xhtml`);
  expect(await tab.page.evaluate(() => document.contentType)).toBe('application/xhtml+xml');
  await tab.say('Do you ship to Iceland? See nordvik.example/guarantee');
  await expect(tab.log.getByRole('link')).toHaveCount(1);
  await tab.end();
  await expect(tab.panel.getByRole('radiogroup')).toBeVisible();
  expect(visitor.errors).toEqual([]);
});
