import { expect, test } from './fixtures.ts';

/** Playwright opens the socket by itself, and carries nothing until it is told to. */
const CARRIES_NOTHING = (): void => undefined;

test('N7 N8 a WebSocket that opens and carries nothing: visitor and operator talk over polls, and the dashboard says what is slow', async ({
  newVisitor,
  newDashboard,
}) => {
  test.slow();
  const dashboard = await newDashboard();
  await dashboard.page.routeWebSocket(/\/v1\/operator\/socket/, CARRIES_NOTHING);
  await dashboard.page.reload();
  const visitor = await newVisitor();
  await visitor.context.routeWebSocket(/\/v1\/visitor\/socket/, CARRIES_NOTHING);
  const tab = await visitor.tab();
  await tab.open();
  await tab.composer.fill('Nothing gets through');
  await tab.page.keyboard.press('Enter');
  // The limit for a socket that opens and says nothing has to pass first.
  await expect.poll(() => tab.session(), { timeout: 40_000 }).not.toBeNull();
  await expect(dashboard.page.getByText(/blocks live updates/)).toBeVisible({ timeout: 40_000 });
  await dashboard.join('Nothing gets through');
  await dashboard.answer('But this does');
  await expect(tab.log).toContainText('But this does');
  await expect(tab.panel.getByText('Online', { exact: true })).toBeVisible();
  await tab.say('Both ways');
  await expect(dashboard.page.getByRole('log')).toContainText('Both ways');
});

const REFUSAL = JSON.stringify({ type: 'error', code: 'unsupported_protocol', message: 'Another protocol.', retry: false });

test('N9 a page in use says that it must be reloaded, and asks the server once; the dashboard keeps what was written over its Reload', async ({
  newVisitor,
  newDashboard,
}) => {
  const dashboard = await newDashboard();
  const tab = await (await newVisitor()).tab();
  await tab.say('Before the upgrade');
  await dashboard.join('Before the upgrade');
  let connections = 0;
  // Code that a page loads after the upgrade speaks the new protocol.
  let renewed = false;
  for (const page of [tab.page, dashboard.page])
    await page.routeWebSocket(/\/v1\/(visitor|operator)\/socket/, (socket) => {
      connections += 1;
      if (renewed) return void socket.connectToServer();
      socket.onMessage(() => {
        socket.send(REFUSAL);
        void socket.close({ code: 4400 });
      });
    });
  await tab.page.reload();
  await tab.open();
  await expect(tab.panel.getByText('The chat has been updated.')).toBeVisible();
  await expect(tab.panel.getByRole('button', { name: 'Reload' })).toBeVisible();

  // A connection of before goes on; the next one is refused.
  await dashboard.reply.fill('half a reply');
  await dashboard.page.evaluate(() => {
    dispatchEvent(new Event('pagehide'));
    dispatchEvent(new Event('pageshow'));
  });
  const reload = dashboard.page.getByRole('status').getByRole('button', { name: 'Reload' });
  await expect(reload).toBeVisible();
  const before = connections;
  for (const page of [tab.page, dashboard.page]) await page.evaluate(() => dispatchEvent(new Event('online')));
  renewed = true;
  await reload.click();
  await expect(dashboard.reply).toHaveValue('half a reply');
  expect(connections - before, 'the reload alone asked again').toBe(1);
});

test('N9 a page nobody uses the chat on goes on with the code of the upgrade by itself, and is not reloaded', async ({ newVisitor }) => {
  const visitor = await newVisitor();
  const first = await visitor.tab();
  await first.say('Before the upgrade');
  await first.page.close();

  let connections = 0;
  await visitor.context.routeWebSocket(/\/v1\/visitor\/socket/, (socket) => {
    connections += 1;
    // The code of before speaks what the server does not any more.
    if (connections > 1) return void socket.connectToServer();
    socket.onMessage(() => {
      socket.send(REFUSAL);
      void socket.close({ code: 4400 });
    });
  });
  let loads = 0;
  let renewed = '';
  await visitor.context.route(/\/embed\/client\.js/, async (route) => {
    loads += 1;
    const response = await route.fetch();
    const text = await response.text();
    renewed = /client-.{6}\.js/.exec(text)?.[0] ?? '';
    await route.fulfill({ response, body: text.replace(renewed, 'client-ANEW00.js') });
  });
  await visitor.context.route(/\/embed\/client-ANEW00\.js/, async (route) => {
    await route.fulfill({ response: await route.fetch({ url: route.request().url().replace('client-ANEW00.js', renewed) }) });
  });
  const tab = await visitor.tab();
  await tab.page.evaluate(() => Object.assign(window, { untouched: true }));
  await expect.poll(() => connections).toBe(2);
  await tab.open();
  await expect(tab.log).toContainText('Before the upgrade');
  expect(await tab.page.evaluate(() => (window as { untouched?: boolean }).untouched)).toBe(true);
  expect(loads).toBe(1);
});
