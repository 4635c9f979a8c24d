import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, expectAccessible, test } from './fixtures.ts';

test('nothing is stored or sent that names a visitor before they act', async ({ newVisitor }) => {
  const visitor = await newVisitor();
  const tab = await visitor.tab();
  await expect(tab.launcher).toBeVisible();
  expect(await visitor.context.cookies()).toEqual([]);
  const stores = await tab.page.evaluate(async () => ({
    local: localStorage.length,
    session: sessionStorage.length,
    databases: (await indexedDB.databases()).length,
    caches: (await caches.keys()).length,
  }));
  expect(stores).toEqual({ local: 0, session: 0, databases: 0, caches: 0 });
});

test('a strict Content-Security-Policy with Trusted Types needs nothing loosened: 0 violations in a whole chat', async ({
  newVisitor,
  newDashboard,
}) => {
  const dashboard = await newDashboard();
  const visitor = await newVisitor();
  await visitor.context.addInitScript(() => {
    const found: string[] = ((window as unknown as { violations: string[] }).violations = []);
    document.addEventListener('securitypolicyviolation', (event) =>
      found.push(`${event.violatedDirective} ${event.blockedURI} ${event.sample}`),
    );
  });
  const tab = await visitor.tab('/demo/csp.html');
  await tab.say('Strict enough?');
  await dashboard.join('Strict enough?');
  await dashboard.answer('See https://nordvik.example/guarantee');
  await expect(tab.log.getByRole('link', { name: /nordvik\.example/ })).toHaveAttribute('rel', /noopener/);
  await tab.end();
  await tab.panel.getByRole('radio', { name: 'Good' }).check({ force: true });
  expect(await tab.page.evaluate(() => (window as unknown as { violations: string[] }).violations)).toEqual([]);
  expect(visitor.errors).toEqual([]);
});

test('the npm element placed by hand works', async ({ newVisitor, newDashboard }) => {
  const dashboard = await newDashboard();
  const visitor = await newVisitor();
  const tab = await visitor.tab('/demo/npm.html');
  await tab.say('From npm');
  await expect(dashboard.row('From npm')).toBeVisible();
  expect(visitor.errors).toEqual([]);
});

test('the headless page chats without the widget', async ({ newVisitor, newDashboard }) => {
  const dashboard = await newDashboard();
  const visitor = await newVisitor();
  const { page } = await visitor.tab('/demo/headless.html');
  await page.getByRole('textbox').first().fill('No widget here');
  await page.keyboard.press('Enter');
  await dashboard.join('No widget here');
  await dashboard.answer('And still a chat');
  await expect(page.getByText('And still a chat')).toBeVisible();
  await expectAccessible(page, 'headless page');
  expect(visitor.errors).toEqual([]);
});

test("S9 a block takes the page's own chat off the headless page", async ({ newVisitor, newDashboard }) => {
  const dashboard = await newDashboard();
  const { page } = await (await newVisitor()).tab('/demo/headless.html');
  const desk = page.getByRole('region', { name: 'Ask Nordvik' });
  await page.getByRole('textbox').fill('Buy followers');
  await page.getByRole('button', { name: 'Send' }).click();
  await dashboard.join('Buy followers');
  await dashboard.block('Advertising');
  await expect(desk).toBeHidden();
});

test("Russian: launcher, panel, menu and confirmation use the deck's terms", async ({ newVisitor }) => {
  const { page } = await (await newVisitor()).tab('/demo/ru.html');
  await page.getByRole('button', { name: 'Открыть чат' }).click();
  const panel = page.getByRole('dialog', { name: 'Nordvik Outdoor' });
  await expect(panel.getByText('Здравствуйте 👋')).toBeVisible();
  await panel.getByRole('textbox', { name: 'Напишите сообщение…' }).fill('Привет');
  await panel.getByRole('button', { name: 'Отправить' }).click();
  await panel.getByRole('button', { name: 'Меню чата' }).click();
  await page.getByRole('menuitem', { name: 'Завершить сеанс чата' }).click();
  await page.getByRole('dialog', { name: 'Завершить этот чат?' }).getByRole('button', { name: 'Завершить сеанс чата' }).click();
  await expect(panel.getByText('Вы завершили чат')).toBeVisible();
  await expectAccessible(page, 'Russian panel, ended');
});

test('right to left: launcher and panel stand at the left edge', async ({ newVisitor }) => {
  const tab = await (await newVisitor()).tab('/demo/rtl.html');
  const launcher = tab.page.locator('chat-widget').getByRole('button').first();
  const box = await launcher.boundingBox();
  expect(box!.x).toBeLessThan(100);
  await launcher.click();
  const panel = tab.page.getByRole('dialog', { name: 'Nordvik Outdoor' });
  await expect(panel).toBeVisible();
  expect((await panel.boundingBox())!.x).toBeLessThan(100);
});

test('the whole visit by keyboard alone', async ({ newVisitor, newDashboard }) => {
  const dashboard = await newDashboard();
  const tab = await (await newVisitor()).tab();
  await expect(tab.launcher).toBeVisible();
  await tab.launcher.focus();
  const { keyboard } = tab.page;
  await keyboard.press('Enter');
  await expect(tab.composer).toBeFocused();
  await keyboard.type('No mouse');
  await keyboard.press('Shift+Enter');
  await keyboard.type('two lines');
  await keyboard.press('Enter');
  await expect(dashboard.row('No mouse')).toBeVisible();
  await keyboard.press('Escape');
  await expect(tab.panel).toBeHidden();
  await expect(tab.launcher).toBeFocused();
  await keyboard.press('Enter');
  // The panel puts the focus there once it stands.
  await expect(tab.composer).toBeFocused();
  await tab.menuButton.focus();
  await keyboard.press('ArrowDown');
  await expect(tab.page.getByRole('menuitemcheckbox', { name: /Sound/ })).toBeFocused();
  await keyboard.press('End');
  await expect(tab.endItem).toBeFocused();
  await keyboard.press('Enter');
  await expect(tab.page.getByRole('button', { name: 'Keep chatting' })).toBeFocused();
  await keyboard.press('Shift+Tab');
  await keyboard.press('Enter');
  await expect(tab.panel.getByText('You ended the chat')).toBeVisible();
});

for (const theme of ['light', 'dark'] as const) {
  test(`axe finds nothing in the widget's and the dashboard's states, ${theme}`, async ({ newVisitor, newDashboard }) => {
    test.slow();
    const dashboard = await newDashboard({ context: { colorScheme: theme } });
    await expectAccessible(dashboard.page, 'empty inbox');
    const visitor = await newVisitor({ context: { colorScheme: theme } });
    const tab = await visitor.tab();
    await expect(tab.launcher).toBeVisible();
    await expectAccessible(tab.page, 'page with launcher');
    await tab.open();
    await expectAccessible(tab.page, 'welcome');
    await tab.say('Hello');
    await expectAccessible(dashboard.page, 'inbox with a new chat');
    await dashboard.join('Hello');
    await dashboard.answer('Hi, see https://nordvik.example');
    await expect(tab.log).toContainText('nordvik.example');
    await expectAccessible(tab.page, 'conversation');
    await expectAccessible(dashboard.page, 'chat');
    await tab.menuButton.click();
    await expect(tab.endItem).toBeVisible();
    await expectAccessible(tab.page, 'menu');
    await tab.endItem.click();
    await expect(tab.panel.getByRole('button', { name: 'Keep chatting' })).toBeVisible();
    await expectAccessible(tab.page, 'end sheet');
    await tab.page.keyboard.press('Escape');
    await dashboard.page.getByRole('button', { name: 'Options' }).click();
    await expectAccessible(dashboard.page, 'options menu');
    await dashboard.page.keyboard.press('Escape');
    await tab.end();
    await expectAccessible(tab.page, 'ended');
    await tab.panel.getByRole('radio', { name: 'Bad', exact: true }).check({ force: true });
    await expectAccessible(tab.page, 'rated');
    await expectAccessible(dashboard.page, 'chat the visitor ended');
  });
}

test('on a phone the launcher stays until the panel is there', async ({ newVisitor }) => {
  const visitor = await newVisitor({ context: { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true } });
  const tab = await visitor.tab();
  let letThrough = (): void => undefined;
  const held = new Promise<void>((resolve) => (letThrough = resolve));
  await tab.page.route(/\/embed\/panel-/, async (route) => {
    await held;
    await route.continue();
  });
  await tab.launcher.tap();
  // The client has come, and the chat counts as open.
  await expect(tab.page.locator('chat-widget')).toHaveJSProperty('open', true);
  await expect(tab.page.locator('chat-widget .open')).toBeAttached();
  await expect(tab.page.locator('chat-widget .launcher')).toBeVisible();
  letThrough();
  await expect(tab.panel).toBeVisible();
  await expect(tab.page.locator('chat-widget .launcher')).toBeHidden();
});

test('on a phone the panel fills the screen and the menu is an action sheet', async ({ newVisitor }) => {
  const tab = await (
    await newVisitor({ context: { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2 } })
  ).tab();
  await tab.launcher.tap();
  await expect(tab.panel).toBeVisible();
  await expect.poll(async () => tab.panel.boundingBox()).toMatchObject({ x: 0, y: 0, width: 390, height: 844 });
  await tab.composer.fill('From my phone');
  await tab.panel.getByRole('button', { name: 'Send', exact: true }).tap();
  await expect(tab.log).toContainText('From my phone');
  await tab.menuButton.tap();
  await expect(tab.endItem).toBeVisible();
  expect((await tab.endItem.boundingBox())!.height).toBeGreaterThanOrEqual(44);
  await expectAccessible(tab.page, 'action sheet');
});

test('a page of a foreign origin gets no widget, and its developer a clear error', async ({ browser, server }) => {
  // Another loopback address: another origin, and no browser takes the local server for an intrusion into a private network.
  const shop = createServer((_request, response) => {
    response.setHeader('content-type', 'text/html');
    response.end(`<!doctype html><title>Shop</title><script async src="${server.url}/chat.js" data-site="demo"></script>`);
  });
  await new Promise<void>((resolve) => shop.listen(0, '127.0.0.2', resolve));
  const origin = `http://127.0.0.2:${(shop.address() as AddressInfo).port}`;
  const page = await browser.newPage();
  const errors: string[] = [];
  page.on('console', (message) => errors.push(message.text()));
  await page.goto(origin);
  await expect.poll(() => errors.join('\n')).toContain(`${origin} may not show the widget of site "demo"`);
  await expect(page.getByRole('button', { name: /^Open chat/ })).toHaveCount(0);
  await page.close();
  await new Promise((resolve) => shop.close(resolve));
});

test('a site key nobody knows is named in the console', async ({ newVisitor }) => {
  const visitor = await newVisitor();
  await visitor.context.route('**/unknown.html', (route) =>
    route.fulfill({
      contentType: 'text/html',
      body: '<!doctype html><title>Typo</title><script async src="/chat.js" data-site="dmeo"></script>',
    }),
  );
  const tab = await visitor.tab('/demo/unknown.html');
  await expect.poll(() => visitor.errors.join('\n')).toContain('There is no site "dmeo" on this server.');
  await expect(tab.launcher).toHaveCount(0);
});
