import type { Page } from '@playwright/test';
import { ADMIN } from '../support/server.ts';
import { addressProxy, spawnServer, type AddressProxy } from '../support/spawn-server.ts';
import { addColleague, addShop, Dashboard, expect, expectAccessible, inStore, test as base, type VisitorTab } from './fixtures.ts';
import { addSite } from '../../src/server/store/sites.ts';

interface Line {
  readonly dashboard: Dashboard;
  readonly tab: VisitorTab;
  readonly proxy: AddressProxy;
}

const test = base.extend<{
  /** An operator on a line that can be cut, in a chat with a visitor who said the text. */
  onALine: (said: string) => Promise<Line>;
}>({
  onALine: async ({ server, newVisitor, newDashboard }, use) => {
    // Coming back may take as long as the widest window of R6.
    base.slow();
    const proxy = await addressProxy(server.port, '198.51.100.9');
    await use(async (said) => {
      const dashboard = await newDashboard({ url: proxy.url });
      const tab = await (await newVisitor()).tab();
      await tab.say(said);
      await dashboard.join(said);
      await expect(dashboard.page.getByRole('log')).toContainText(said);
      return { dashboard, tab, proxy };
    });
    await proxy.stop();
  },
});

async function fillSetup(page: Page): Promise<void> {
  await page.getByRole('textbox', { name: 'Name' }).fill('Lina Holm');
  await page.getByRole('textbox', { name: 'Email' }).fill('lina@nordvik.example');
  await page.getByLabel('Password', { exact: true }).fill('plain-corner-9');
  await page.getByRole('button', { name: 'Create account' }).click();
}

/** While `on`, the server's frames for the operator's next connection are on their way and do not arrive. */
async function holdFrames(of: Page): Promise<{ on: boolean; release: () => void }> {
  const held = { on: false, release: () => undefined as void };
  await of.routeWebSocket(/operator\/socket/, (page) => {
    const frames: (string | Buffer)[] = [];
    page.connectToServer().onMessage((frame) => {
      if (held.on) frames.push(frame);
      else page.send(frame);
    });
    held.release = () => {
      held.on = false;
      for (const frame of frames.splice(0)) page.send(frame);
    };
  });
  return held;
}

test('the first administrator is made with the link that the server prints, which works once', async ({ browser }) => {
  const server = await spawnServer({ CHAT_ADMIN_EMAIL: undefined, CHAT_ADMIN_PASSWORD: undefined }, { demo: false });
  const [context, other] = [await browser.newContext(), await browser.newContext()];
  try {
    await inStore(server, (db) =>
      addSite(db, { key: 'shop', name: 'Fjell Shop', origins: ['https://shop.example'], welcome: {} }, Date.now()),
    );
    const page = await context.newPage();
    await page.goto(server.setupLink ?? '');
    await expect(page.getByRole('heading', { name: 'Set up your inbox' })).toBeVisible();
    await expectAccessible(page, 'set-up');
    await fillSetup(page);
    await expect(page.getByRole('heading', { name: 'Inbox', exact: true })).toBeVisible();
    await expect(page.getByText('Fjell Shop')).toBeVisible();

    const second = await other.newPage();
    await second.goto(server.setupLink ?? '');
    await fillSetup(second);
    await expect(second.getByRole('alert')).toContainText('This link has been used or is not valid');
    await second.getByRole('link', { name: 'Log in' }).click();
    await new Dashboard(second).logIn({ email: 'lina@nordvik.example', password: 'plain-corner-9' });
  } finally {
    await context.close();
    await other.close();
    await server.stop();
  }
});

test('S1 Undo after Close brings the same chat back for everybody', async ({ newVisitor, newDashboard }) => {
  const anna = await newDashboard();
  const other = await newDashboard();
  const tab = await (await newVisitor()).tab();
  await tab.say('Do you ship to Iceland?');
  await anna.join('Do you ship to Iceland?');
  const address = anna.page.url();
  await anna.closeChat();
  await expect(other.rows).toHaveCount(0);
  await anna.page.getByRole('button', { name: 'Undo' }).click();
  await expect(anna.row('Do you ship to Iceland?')).toBeVisible();
  await expect(other.row('Do you ship to Iceland?')).toBeVisible();
  await expect(anna.reply).toBeVisible();
  expect(anna.page.url()).toBe(address);
  await tab.say('And to Greenland?');
  await expect(anna.page.getByRole('log')).toContainText('And to Greenland?');
  await expect(anna.rows).toHaveCount(1);
});

test('two operators who join the same chat at once see each other, and see the other type', async ({
  newVisitor,
  newDashboard,
  server,
}) => {
  const colleague = await addColleague(server);
  const anna = await newDashboard();
  const marcus = await newDashboard({ person: colleague });
  const held = await holdFrames(marcus.page);
  await marcus.page.reload();
  const tab = await (await newVisitor()).tab();
  await tab.say('The ridge pole snapped');
  await expect(marcus.row('The ridge pole snapped')).toBeVisible();
  // The news for Marcus is on its way when they press Join, so Marcus cannot know that Anna was first.
  held.on = true;
  await anna.join('The ridge pole snapped');
  await marcus.row('The ridge pole snapped').getByRole('button', { name: 'Join' }).click();
  held.release();
  await expect(marcus.reply).toBeVisible();
  for (const { page } of [anna, marcus])
    await expect(page.getByRole('img', { name: /^In this chat: (Anna, Marcus Obi|Marcus Obi, Anna)$/ })).toBeVisible();

  await marcus.reply.pressSequentially('Oh no');
  await expect(anna.page.getByText('Marcus Obi is typing…')).toBeVisible();
  await expect(marcus.page.getByText('is typing…')).toHaveCount(0);
  await expectAccessible(anna.page, 'a chat with two operators');
  await marcus.page.keyboard.press('Enter');
  await expect(anna.page.getByRole('log')).toContainText('Oh no');
  await expect(anna.page.getByText('is typing…')).toHaveCount(0);
});

test('R6 E4 a dashboard that was cut off comes back by itself with what it missed, and its reply arrives once', async ({
  onALine,
  newVisitor,
}) => {
  const { dashboard, tab, proxy } = await onALine('Before the cut');
  proxy.cut();
  await expect(dashboard.page.getByText('Reconnecting…')).toBeVisible();
  const other = await (await newVisitor()).tab();
  await other.say('Somebody else');
  await dashboard.answer('Written in the dark');
  await expect(tab.log).not.toContainText('Written in the dark');
  proxy.restore();
  const log = dashboard.page.getByRole('log');
  await expect(dashboard.row('Somebody else')).toBeVisible({ timeout: 40_000 });
  await expect(dashboard.page.getByText('Reconnecting…')).toHaveCount(0);
  await expect(tab.log).toContainText('Written in the dark');
  for (const one of [log, tab.log]) expect((await one.innerText()).match(/Written in the dark/g)).toHaveLength(1);
});

test('W4 the first press after a reload hits what it is aimed at, although the hint about sound goes', async ({
  newVisitor,
  newDashboard,
}) => {
  const { page } = await newDashboard();
  await page.reload();
  await (await (await newVisitor()).tab()).say('Is anybody there?');
  const join = page.getByRole('button', { name: /^Join/ });
  await expect(join).toBeVisible();
  await expect(page.getByRole('button', { name: 'Turn sound on' })).toBeVisible();
  await join.hover();
  await page.mouse.down();
  // A pointer of a person stays down for a while.
  await page.waitForFunction(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve(true)))));
  await page.mouse.up();
  await expect(page.getByRole('textbox', { name: /^Reply to/ })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Turn sound on' })).toHaveCount(0);
});

test('C5 replies that are faster than the server takes them arrive in their order', async ({ newVisitor, newDashboard }) => {
  const dashboard = await newDashboard();
  const tab = await (await newVisitor()).tab();
  await tab.say('Read me a list');
  await dashboard.join('Read me a list');
  const lines = Array.from({ length: 35 }, (_, i) => `Line ${i + 1}.`);
  for (const line of lines) {
    await dashboard.reply.fill(line);
    await dashboard.page.keyboard.press('Enter');
  }
  await expect(tab.log).toContainText(lines.at(-1)!, { timeout: 30_000 });
  expect((await tab.log.innerText()).match(/Line \d+\./g)).toEqual(lines);
});

test('an operator replies on a stale view: the number, the new messages and the text are on the screen; Send again sends', async ({
  newVisitor,
  newDashboard,
}) => {
  const dashboard = await newDashboard();
  const { page, reply } = dashboard;
  const held = await holdFrames(page);
  await page.reload();
  const tab = await (await newVisitor()).tab();
  await tab.say('Is the blue tent in stock?');
  await dashboard.join('blue tent');
  await reply.fill('Yes, it is.');
  // The correction is on its way while the answer leaves.
  held.on = true;
  await tab.say('Sorry, I mean the red one');
  await tab.say('The large one');
  // The server has both before the answer comes.
  await expect(tab.log.getByText('Delivered')).toBeVisible();
  await expect(tab.log.getByText('Sending…')).toHaveCount(0);
  await reply.press('Enter');
  await expect(reply).toHaveValue('');
  held.release();
  const log = page.getByRole('log');
  await expect(page.getByRole('alert')).toHaveText(/Not sent yet: 2 new messages came first/);
  await expect(reply).toHaveValue('Yes, it is.');
  await expect(reply).toBeFocused();
  await expect(log.getByText('The large one')).toBeInViewport();
  await expectAccessible(page, 'a reply that came back');
  await expect(tab.log).not.toContainText('Yes, it is.');
  await reply.press('Enter');
  await expect(tab.log).toContainText('Yes, it is.');
  await expect(page.getByRole('alert')).toHaveCount(0);
  expect((await log.innerText()).match(/Yes, it is\./g)).toHaveLength(1);
});

test('an operator who was cut off and answered on a stale view gets the answer back with what they missed', async ({ onALine }) => {
  const { dashboard, tab, proxy } = await onALine('Before the cut');
  proxy.cut();
  await expect(dashboard.page.getByText('Reconnecting…')).toBeVisible();
  await tab.say('While you were away');
  await dashboard.answer('Written in the dark');
  proxy.restore();
  await expect(dashboard.page.getByRole('alert')).toHaveText(/1 new message came first/, { timeout: 40_000 });
  await expect(dashboard.page.getByRole('log')).toContainText('While you were away');
  await expect(dashboard.reply).toHaveValue('Written in the dark');
  await dashboard.page.getByRole('button', { name: 'Send', exact: true }).click();
  await expect(tab.log).toContainText('Written in the dark');
});

test('C6 a reply that is refused because the visitor ended the session meanwhile keeps its text', async ({ onALine }) => {
  const { dashboard, tab, proxy } = await onALine('Never mind');
  proxy.cut();
  await dashboard.answer('It took me an hour to write this');
  await tab.end();
  proxy.restore();
  await expect(dashboard.page.getByRole('alert').filter({ hasText: 'This chat session has ended.' })).toBeVisible({ timeout: 40_000 });
  await expect(dashboard.reply).toHaveValue('It took me an hour to write this');
  await expect(dashboard.reply).not.toBeEditable();
  await expect(dashboard.page.getByRole('log')).not.toContainText('It took me an hour');
  await expectAccessible(dashboard.page, 'a reply that came back');
});

test('dark and Russian are chosen in the profile menu, stay chosen, and axe finds nothing', async ({ newVisitor, newDashboard }) => {
  test.slow();
  const dashboard = await newDashboard();
  const { page } = dashboard;
  const tab = await (await newVisitor()).tab();
  await tab.say('Rude words');
  await dashboard.openProfile();
  await page.getByRole('menuitemradio', { name: 'Русский' }).click();
  await page.getByRole('menuitemradio', { name: 'Тёмная' }).click();
  await expectAccessible(page, 'profile menu');
  await page.keyboard.press('Escape');
  await page.reload();
  await expect(page.getByRole('heading', { name: 'Входящие' })).toBeVisible();
  expect(await page.evaluate(() => [document.documentElement.lang, document.documentElement.dataset['theme']])).toEqual(['ru', 'dark']);

  await dashboard.row('Rude words').getByRole('button', { name: 'Войти в чат' }).click();
  await expect(page.getByRole('textbox', { name: /^Ответить/ })).toBeFocused();
  await expectAccessible(page, 'chat');
  await page.getByRole('button', { name: 'Параметры' }).click();
  await expectAccessible(page, 'options');
  await page.getByRole('menuitem', { name: 'Заблокировать посетителя' }).click();
  await page.getByRole('textbox', { name: 'Причина блокировки' }).fill('Грубость');
  await expectAccessible(page, 'block dialog');
  await page.getByRole('button', { name: 'Заблокировать', exact: true }).click();
  await expect(page.getByText('Посетитель заблокирован и не может начать новый чат.')).toBeVisible();
  await expectAccessible(page, 'a blocked visitor');
  await page.getByRole('link', { name: 'Администрирование' }).click();
  await page.getByRole('row', { name: 'Грубость' }).getByRole('button').first().click();
  await expect(page.getByRole('dialog', { name: 'История блокировки' })).toBeVisible();
  await expectAccessible(page, 'block history');
});

test('log-out ends the log-in on the server and in every tab of the browser', async ({ newDashboard }) => {
  const dashboard = await newDashboard();
  const { page } = dashboard;
  const second = await page.context().newPage();
  await second.goto(page.url());
  await expect(second.getByRole('heading', { name: 'Inbox', exact: true })).toBeVisible();
  const cookies = await page.context().cookies();
  await dashboard.openProfile();
  await page.getByRole('menuitem', { name: 'Log out' }).click();
  await expect(page.getByRole('heading', { name: 'Log in to your inbox' })).toBeVisible();
  await expect(second.getByRole('heading', { name: 'Log in to your inbox' })).toBeVisible();
  // A cookie that was copied before is worth nothing either.
  await page.context().addCookies(cookies);
  expect((await page.request.get(new URL('/v1/login', page.url()).href)).status()).toBe(401);
  await dashboard.logIn(ADMIN);
});

test('R7 C1 a log-in that ends loses nothing: after the next one the draft is in its box, and a reply under way arrives once', async ({
  newVisitor,
  newDashboard,
}) => {
  const dashboard = await newDashboard();
  const { page, reply } = dashboard;
  const held = await holdFrames(page);
  await page.reload();
  const tab = await (await newVisitor()).tab();
  await tab.say('Is the red tent in stock?');
  await dashboard.join('red tent');
  // The server takes the reply, and its answer never comes.
  held.on = true;
  await dashboard.answer('Let me look');
  await expect(tab.log).toContainText('Let me look');
  await reply.fill('Yes, two of th');
  // A log-out in another window sends the same request.
  expect((await page.request.delete(new URL('/v1/login', page.url()).href)).status()).toBe(204);
  await expect(page.getByRole('status').filter({ hasText: 'Your log-in has ended. What you have written is kept.' })).toBeVisible();
  await expectAccessible(page, 'the end of a log-in');
  held.on = false;
  await dashboard.logIn();
  await expect(reply).toHaveValue('Yes, two of th');
  await reply.press('End');
  await reply.pressSequentially('em');
  await reply.press('Enter');
  await expect(tab.log).toContainText('Yes, two of them');
  const log = page.getByRole('log');
  await expect(log).toContainText('Yes, two of them');
  for (const one of [log, tab.log]) expect((await one.innerText()).match(/Let me look/g)).toHaveLength(1);
});

test('the dashboard under its strict Content-Security-Policy: 0 violations from log-in to block history', async ({
  newVisitor,
  newDashboard,
}) => {
  const dashboard = await newDashboard();
  const { page } = dashboard;
  await page.context().addInitScript(() => {
    const found: string[] = ((window as unknown as { violations: string[] }).violations = []);
    document.addEventListener('securitypolicyviolation', (event) =>
      found.push(`${event.violatedDirective} ${event.blockedURI} ${event.sample}`),
    );
  });
  const errors: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text());
  });
  page.on('pageerror', (error) => errors.push(error.message));
  const answer = await page.reload();
  const policy = (await answer?.allHeaders())?.['content-security-policy'] ?? '';
  for (const part of [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "require-trusted-types-for 'script'",
    "frame-ancestors 'none'",
  ])
    expect(policy).toContain(part);
  expect(policy).not.toContain('unsafe');

  const tab = await (await newVisitor()).tab();
  await tab.say('See https://nordvik.example');
  await dashboard.join('See https://nordvik.example');
  await dashboard.answer('Look at https://nordvik.example/guarantee');
  await dashboard.openProfile();
  await page.getByRole('menuitemradio', { name: 'Dark' }).click();
  await page.keyboard.press('Escape');
  await dashboard.block('Rude');
  const history = await dashboard.openHistory('Rude');
  await history.getByRole('button', { name: 'Remove' }).click();
  await expect(page.getByText(/can see the widget again/)).toBeVisible();
  expect(await page.evaluate(() => (window as unknown as { violations: string[] }).violations)).toEqual([]);
  expect(errors).toEqual([]);
});

test('J and K walk through the list, R replies, E closes, all without a mouse', async ({ newVisitor, newDashboard }) => {
  const dashboard = await newDashboard();
  const { page } = dashboard;
  const { keyboard } = page;
  for (const text of ['First chat', 'Second chat']) {
    await (await (await newVisitor()).tab()).say(text);
    await expect(dashboard.row(text)).toBeVisible();
  }
  const current = page.locator('.row.is-current');
  await keyboard.press('j');
  await expect(current).toContainText('First chat');
  await keyboard.press('j');
  await expect(current).toContainText('Second chat');
  await keyboard.press('k');
  await expect(current).toContainText('First chat');
  await expect(page.getByRole('log')).toContainText('First chat');
  await keyboard.press('r');
  await expect(dashboard.reply).toBeFocused();
  // Letters in the reply box are letters.
  await keyboard.type('jerk');
  await expect(dashboard.reply).toHaveValue('jerk');
  await keyboard.press('Enter');
  await expect(page.getByRole('log')).toContainText('jerk');
  await page.getByRole('log').focus();
  await keyboard.press('e');
  await expect(dashboard.row('First chat')).toHaveCount(0);
  await expect(dashboard.row('Second chat').getByRole('link')).toBeFocused();
});

test('an operator of several sites changes between them at the top of the rail, and drafts are kept', async ({
  newVisitor,
  newDashboard,
  server,
}) => {
  const dashboard = await newDashboard();
  const { page } = dashboard;
  await expect(page.getByRole('button', { name: 'Nordvik Outdoor' }), 'one site is no choice').toHaveCount(0);
  await addShop(server, 'Fjell Shop');
  await page.reload();
  await (await (await newVisitor()).tab()).say('Hello Nordvik');
  await dashboard.join('Hello Nordvik');
  await dashboard.reply.fill('half a sentence');
  await page.getByRole('button', { name: 'Nordvik Outdoor' }).click();
  await expectAccessible(page, 'choice of the site');
  await page.getByRole('menuitemradio', { name: 'Fjell Shop' }).click();
  await expect(page.getByRole('button', { name: 'Fjell Shop' })).toBeVisible();
  await expect(dashboard.rows).toHaveCount(0);
  await page.getByRole('button', { name: 'Fjell Shop' }).click();
  await page.getByRole('menuitemradio', { name: 'Nordvik Outdoor' }).click();
  await dashboard.row('half a sentence').getByRole('link').click();
  await expect(dashboard.reply).toHaveValue('half a sentence');
  await page.getByRole('button', { name: 'Nordvik Outdoor' }).click();
  await page.getByRole('menuitemradio', { name: 'Fjell Shop' }).click();
  await page.reload();
  await expect(page.getByRole('button', { name: 'Fjell Shop' })).toBeVisible();
});
