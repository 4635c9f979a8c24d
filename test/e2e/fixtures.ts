import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { expect, test as base, type BrowserContext, type BrowserContextOptions, type Locator, type Page } from '@playwright/test';
import { connect, type Connections } from '../../src/server/store/connect.ts';
import { addOperator } from '../../src/server/store/operators.ts';
import { addSite, findSite } from '../../src/server/store/sites.ts';
import { ADMIN, OPERATOR } from '../support/server.ts';
import { addressProxy, spawnServer, type AddressProxy, type SpawnedServer } from '../support/spawn-server.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** An element that slides or fades in is judged where it comes to rest. */
export async function comesToRest(page: Page): Promise<void> {
  await page.evaluate(async () => {
    // A document answers for its own tree only.
    const trees = (root: Document | ShadowRoot): (Document | ShadowRoot)[] => [
      root,
      ...[...root.querySelectorAll('*')].flatMap(({ shadowRoot }) => (shadowRoot ? trees(shadowRoot) : [])),
    ];
    const moving = (): Animation[] =>
      trees(document)
        .flatMap((root) => root.getAnimations())
        .filter(({ effect, playState }) => playState === 'running' && effect?.getComputedTiming().iterations !== Infinity);
    const frame = (): Promise<unknown> => new Promise((resolve) => requestAnimationFrame(resolve));
    do {
      // What was just put into the page begins to move with the next frame.
      for (let i = 0; i < 2; i++) await frame();
      await Promise.allSettled(moving().map(({ finished }) => finished));
    } while (moving().length > 0);
  });
}

/** Fails with what axe found on the page, or in a part of it, in shadow roots too. */
export async function expectAccessible(page: Page, where: string, within = 'html'): Promise<void> {
  await comesToRest(page);
  await page.evaluate(AXE);
  const violations = await page.evaluate(async (part) => {
    const { axe } = window as unknown as {
      axe: {
        run(part: string, options: object): Promise<{ violations: { id: string; nodes: { target: unknown; failureSummary: string }[] }[] }>;
      };
    };
    const { violations: found } = await axe.run(part, {
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
    });
    return found.map(({ id, nodes }) => `${id}: ${nodes.map((n) => `${JSON.stringify(n.target)} ${n.failureSummary}`).join(' | ')}`);
  }, within);
  expect(violations, where).toEqual([]);
}

/** A visitor: one browser profile behind one public address, with as many tabs as they open. */
export class Visitor {
  readonly context: BrowserContext;
  readonly proxy: AddressProxy;
  /** Console errors and uncaught exceptions of all their pages. */
  readonly errors: string[] = [];

  constructor(context: BrowserContext, proxy: AddressProxy) {
    this.context = context;
    this.proxy = proxy;
  }

  tab(path = '/demo/'): Promise<VisitorTab> {
    return this.tabAt(this.proxy.url + path);
  }

  /** A tab on a page of somebody else. */
  async tabAt(url: string): Promise<VisitorTab> {
    const page = await this.context.newPage();
    page.on('pageerror', (error) => this.errors.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') this.errors.push(message.text());
    });
    await page.goto(url);
    return new VisitorTab(page);
  }
}

export class VisitorTab {
  readonly page: Page;
  readonly launcher: Locator;
  readonly panel: Locator;
  readonly log: Locator;
  readonly composer: Locator;
  readonly menuButton: Locator;
  readonly endItem: Locator;

  constructor(page: Page) {
    this.page = page;
    this.launcher = page.getByRole('button', { name: /^Open chat/ });
    this.panel = page.getByRole('dialog', { name: 'Nordvik Outdoor' });
    this.log = this.panel.getByRole('log');
    this.composer = this.panel.getByRole('textbox', { name: 'Write a message…' });
    this.menuButton = this.panel.getByRole('button', { name: 'Chat menu' });
    this.endItem = page.getByRole('menuitem', { name: 'End chat session' });
  }

  async open(): Promise<void> {
    // Where the visitor left it open it is open again (H2).
    await this.launcher
      .or(this.panel.getByRole('button', { name: 'Minimise' }))
      .first()
      .waitFor();
    if (!(await this.panel.isVisible())) await this.launcher.click();
    await expect(this.panel).toBeVisible();
  }

  async say(text: string): Promise<void> {
    if (!(await this.panel.isVisible())) await this.open();
    await this.composer.fill(text);
    await this.panel.getByRole('button', { name: 'Send', exact: true }).click();
    await expect(this.log).toContainText(text);
    // The bubble stands before the server has answered; a session is there once it has.
    await expect.poll(() => this.session()).not.toBeNull();
  }

  /** Ends the session from the menu, after the confirmation. */
  async end(): Promise<void> {
    await this.menuButton.click();
    await this.endItem.click();
    await this.page.getByRole('dialog', { name: 'End this chat?' }).getByRole('button', { name: 'End chat session' }).click();
    await expect(this.panel.getByText('You ended the chat')).toBeVisible();
  }

  /** The session's id as the element tells it. */
  session(): Promise<string | null> {
    return this.page.evaluate(
      () => (document.querySelector('chat-widget') as unknown as { session: { id: string } | null }).session?.id ?? null,
    );
  }

  async expectGone(): Promise<void> {
    await expect(this.launcher).toHaveCount(0);
    await expect(this.panel).toHaveCount(0);
    await expect(this.page.getByRole('button', { name: 'Minimise' })).toHaveCount(0);
  }
}

/** An operator's dashboard. */
export class Dashboard {
  readonly page: Page;
  readonly chat: Locator;
  readonly reply: Locator;
  readonly rows: Locator;

  constructor(page: Page) {
    this.page = page;
    this.chat = page.getByRole('region', { name: /^(Visitor|[A-Z])/ });
    this.reply = page.getByRole('textbox', { name: /^Reply to/ });
    this.rows = page.locator('.rows .row');
  }

  async logIn(person: { email: string; password: string } = ADMIN): Promise<void> {
    await this.page.getByRole('textbox', { name: 'Email' }).fill(person.email);
    await this.page.getByLabel('Password', { exact: true }).fill(person.password);
    await this.page.getByRole('button', { name: 'Log in' }).click();
    await expect(this.page.getByRole('heading', { name: 'Inbox', exact: true })).toBeVisible();
  }

  row(text: string): Locator {
    return this.rows.filter({ hasText: text });
  }

  /** Joins the new chat whose row shows the text. */
  async join(text: string): Promise<void> {
    await this.row(text).getByRole('button', { name: 'Join' }).click();
    await expect(this.reply).toBeVisible();
  }

  async answer(text: string): Promise<void> {
    await this.reply.fill(text);
    await this.page.getByRole('button', { name: 'Send', exact: true }).click();
    await expect(this.page.getByRole('log')).toContainText(text);
  }

  async closeChat(): Promise<void> {
    await this.page.getByRole('button', { name: 'Close', exact: true }).click();
  }

  /** The operator's own menu at the foot of the rail. */
  async openProfile(): Promise<void> {
    await this.page.locator('button.me').click();
    await expect(this.page.getByRole('menu')).toBeVisible();
  }

  async openBlockDialog(): Promise<Locator> {
    await this.page.getByRole('button', { name: 'Options' }).click();
    await this.page.getByRole('menuitem', { name: 'Block visitor' }).click();
    const dialog = this.page.getByRole('dialog', { name: /^Block .+\?$/ });
    await expect(dialog).toBeVisible();
    return dialog;
  }

  async block(reason: string, options: { address?: boolean } = {}): Promise<void> {
    const dialog = await this.openBlockDialog();
    await dialog.getByRole('textbox', { name: 'Reason for blocking' }).fill(reason);
    if (options.address) await dialog.getByRole('checkbox', { name: /^Also block IP address/ }).check();
    await dialog.getByRole('button', { name: 'Block', exact: true }).click();
    await expect(dialog).toBeHidden();
  }

  async openBlockList(): Promise<Locator> {
    await this.page.getByRole('link', { name: 'Administration' }).click();
    await this.page.getByRole('link', { name: 'Block list' }).click();
    await expect(this.page.getByRole('heading', { name: 'Block list' })).toBeVisible();
    return this.page.getByRole('table');
  }

  /** Opens the history of the block with this reason. */
  async openHistory(reason: string): Promise<Locator> {
    const table = await this.openBlockList();
    await table.getByRole('row', { name: reason }).getByRole('button').first().click();
    const dialog = this.page.getByRole('dialog', { name: 'Block history' });
    await expect(dialog).toBeVisible();
    return dialog;
  }
}

/** Works in the database of a running server, as its command line does. */
export async function inStore<T>(server: SpawnedServer, work: (db: Connections['write']) => Promise<T>): Promise<T> {
  const store = await connect({ dataDir: server.dataDir, databaseUrl: null });
  try {
    return await work(store.write);
  } finally {
    await store.close();
  }
}

/** A second person at the demo site, without an administrator's rights. */
export const addColleague = (server: SpawnedServer) =>
  inStore(server, async (db) => {
    const site = await findSite(db, 'demo');
    await addOperator(db, { ...OPERATOR, role: 'operator' }, [site?.id ?? ''], Date.now());
    return OPERATOR;
  });

/** A second site, for the administrator too. */
export const addShop = (server: SpawnedServer, name: string) =>
  inStore(server, async (db) => {
    const { id } = await addSite(db, { key: 'shop', name, origins: ['https://shop.example'], welcome: {} }, Date.now());
    const admins = await db.selectFrom('operators').select('id').where('role', '=', 'admin').execute();
    for (const admin of admins) await db.insertInto('operator_sites').values({ operator_id: admin.id, site_id: id }).execute();
  });

interface Fixtures {
  server: SpawnedServer;
  /** A new browser profile behind a public address. */
  newVisitor(options?: { address?: string; context?: BrowserContextOptions }): Promise<Visitor>;
  /** A dashboard, logged in. */
  newDashboard(options?: {
    person?: { email: string; password: string };
    context?: BrowserContextOptions;
    url?: string;
  }): Promise<Dashboard>;
}

let nextAddress = 1;

export const test = base.extend<Fixtures>({
  server: async ({}, use) => {
    const server = await spawnServer();
    await use(server);
    expect(await server.stop(), 'the server stops cleanly').toBe(0);
  },
  newVisitor: async ({ browser, server }, use) => {
    const proxies = new Map<string, AddressProxy>();
    const contexts: BrowserContext[] = [];
    await use(async ({ address = `203.0.113.${nextAddress++}`, context: options = {} } = {}) => {
      let proxy = proxies.get(address);
      if (!proxy) proxies.set(address, (proxy = await addressProxy(server.port, address)));
      const context = await browser.newContext(options);
      contexts.push(context);
      return new Visitor(context, proxy);
    });
    for (const context of contexts) await context.close();
    for (const proxy of proxies.values()) await proxy.stop();
  },
  newDashboard: async ({ browser, server }, use) => {
    const contexts: BrowserContext[] = [];
    await use(async ({ person = ADMIN, context: options = {}, url = server.url } = {}) => {
      const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...options });
      contexts.push(context);
      const page = await context.newPage();
      await page.goto(`${url}/dashboard/`);
      const dashboard = new Dashboard(page);
      await dashboard.logIn(person);
      return dashboard;
    });
    for (const context of contexts) await context.close();
  },
});

export { expect };
