import { startProxy, freePort, type Kind } from '../support/proxies.ts';
import { spawnServer } from '../support/spawn-server.ts';
import { Dashboard, expect, test as base, VisitorTab } from './fixtures.ts';

const test = base.extend<{ behind: (kind: Kind) => Promise<string> }>({
  /** A server under a path of a proxy; gives the address of the shop. */
  behind: async ({}, use) => {
    const running: { stop(): Promise<unknown> }[] = [];
    await use(async (kind) => {
      const [port, target] = [await freePort(), await freePort()];
      const shop = `http://localhost:${port}`;
      const proxy = await startProxy(kind, port, target);
      if (!proxy) {
        console.warn(`\n!! N6 is NOT tested behind ${kind}: it is not installed here and could not be.\n`);
        test.skip(true, `${kind} is not installed and could not be`);
        return shop;
      }
      running.push(proxy, await spawnServer({ PORT: String(target), PUBLIC_URL: `${shop}/chat` }));
      return shop;
    });
    for (const { stop } of running.reverse()) await stop();
  },
});

for (const kind of ['nginx', 'caddy', 'apache'] as const)
  test(`N6 under a path behind ${kind}, as its example is pasted: tag, settings, socket, commands, poll, dashboard and links`, async ({
    browser,
    behind,
  }) => {
    test.slow();
    const shop = await behind(kind);
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
    const strays: string[] = [];
    const sockets: string[] = [];
    context.on('request', (request) => {
      if (!request.url().startsWith(`${shop}/chat`) && request.url() !== `${shop}/`) strays.push(request.url());
    });
    context.on('page', (page) => page.on('websocket', (socket) => sockets.push(socket.url())));

    const screen = await context.newPage();
    // Without the slash that goes without saying.
    await screen.goto(`${shop}/chat/dashboard`);
    const dashboard = new Dashboard(screen);
    await dashboard.logIn();
    expect((await context.cookies()).map(({ path }) => path)).toEqual((await context.cookies()).map(() => '/chat/'));

    const page = await context.newPage();
    await page.goto(`${shop}/`);
    const tab = new VisitorTab(page);
    await tab.say(`Hello behind ${kind}`);
    await dashboard.join(`Hello behind ${kind}`);
    await dashboard.answer('I hear you');
    await expect(tab.log).toContainText('I hear you');
    expect(sockets.map((url) => new URL(url).pathname).sort()).toEqual(['/chat/v1/operator/socket', '/chat/v1/visitor/socket']);
    await screen.reload();
    await expect(dashboard.reply).toBeVisible();

    // The page's own policy lets no socket through: the poll does it, under the path too.
    const poller = await context.newPage();
    const polls: string[] = [];
    poller.on('request', (request) => polls.push(new URL(request.url()).pathname));
    await poller.addInitScript(() => {
      globalThis.WebSocket = class {
        constructor() {
          throw new DOMException('refused', 'SecurityError');
        }
      } as unknown as typeof WebSocket;
    });
    await poller.goto(`${shop}/`);
    const polling = new VisitorTab(poller);
    await polling.open();
    await polling.composer.fill('And without a socket');
    await poller.keyboard.press('Enter');
    await expect(dashboard.page.getByRole('log')).toContainText('And without a socket', { timeout: 30_000 });
    expect(polls).toContain('/chat/v1/visitor/poll');

    const demo = await context.newPage();
    await demo.goto(`${shop}/chat/demo`);
    await expect(new VisitorTab(demo).launcher).toBeVisible();
    expect(strays.filter((url) => !url.endsWith('/favicon.ico'))).toEqual([]);
    await context.close();
  });
