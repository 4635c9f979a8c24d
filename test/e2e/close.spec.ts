import { expect, test } from './fixtures.ts';

test("S1 Close at the top right takes the chat out of every operator's inbox", async ({ newVisitor, newDashboard }) => {
  const anna = await newDashboard();
  const other = await newDashboard();
  const tab = await (await newVisitor()).tab();
  await tab.say('Do you ship to Iceland?');
  await expect(other.row('Do you ship to Iceland?')).toBeVisible();
  await anna.join('Do you ship to Iceland?');

  const close = anna.page.getByRole('button', { name: 'Close', exact: true });
  const [button, frame] = [await close.boundingBox(), await anna.page.locator('main').boundingBox()];
  expect(button!.x + button!.width).toBeGreaterThan(frame!.x + frame!.width - 40);
  expect(button!.y).toBeLessThan(frame!.y + 40);

  await close.click();
  await expect(anna.row('Do you ship to Iceland?')).toHaveCount(0);
  await expect(other.row('Do you ship to Iceland?')).toHaveCount(0);
});

test("S2 no control of the dashboard ends a session, and an operator's credential cannot either", async ({
  newVisitor,
  newDashboard,
  server,
}) => {
  const dashboard = await newDashboard();
  const tab = await (await newVisitor()).tab();
  await tab.say('Hello');
  await dashboard.join('Hello');
  await dashboard.page.getByRole('button', { name: 'Options' }).click();
  const names = await dashboard.page.getByRole('menuitem').allTextContents();
  await dashboard.page.keyboard.press('Escape');
  const buttons = await dashboard.page.getByRole('button').allTextContents();
  expect([...names, ...buttons].filter((name) => /\bend\b/i.test(name))).toEqual([]);

  const session = await tab.session();
  const answer = await dashboard.page.evaluate(
    ([url, id]) =>
      new Promise<{ code?: string }>((resolve) => {
        const socket = new WebSocket(`${url.replace('http', 'ws')}/v1/operator/socket`);
        socket.onopen = () => {
          socket.send(JSON.stringify({ type: 'hello', protocol: 1, site: 'demo', tab: 'probe' }));
        };
        socket.onmessage = ({ data }) => {
          const frame = JSON.parse(String(data)) as { type: string; code?: string };
          if (frame.type === 'welcome') socket.send(JSON.stringify({ type: 'session.end', cid: 'probe', session: id }));
          if (frame.type === 'error') resolve(frame);
        };
      }),
    [server.url, session] as const,
  );
  expect(answer.code).toBe('forbidden');
  await tab.say('Still chatting');
  expect(await tab.session()).toBe(session);
});

test('S3 after Close the visitor notices nothing', async ({ newVisitor, newDashboard }) => {
  const dashboard = await newDashboard();
  const tab = await (await newVisitor()).tab();
  await tab.say('Hello');
  await dashboard.join('Hello');
  await dashboard.answer('Hi! How can I help?');
  await expect(tab.log).toContainText('How can I help?');
  const session = await tab.session();
  const before = await tab.panel.innerText();
  // From here on everything the page receives is written down.
  await tab.page.evaluate(() => {
    const seen: string[] = ((window as unknown as { seen: string[] }).seen = []);
    const widget = document.querySelector('chat-widget')!;
    for (const name of ['chat-session-end', 'chat-session-start', 'chat-message', 'chat-operator-leave', 'chat-block', 'chat-error'])
      widget.addEventListener(name, () => seen.push(name));
  });
  await dashboard.closeChat();
  await expect(dashboard.row('How can I help?')).toHaveCount(0);
  // The next fact after the close that the visitor's connection could carry is that of their own message.
  await tab.say('Are you there?');
  await expect.poll(() => tab.page.evaluate(() => (window as unknown as { seen: string[] }).seen)).toEqual(['chat-message']);
  expect(await tab.session()).toBe(session);
  await expect(tab.composer).toBeEnabled();
  const words = before.split('\n').filter((line) => line.length > 12);
  for (const line of words) await expect(tab.panel).toContainText(line);
});

test('S4 the next message after Close is a new chat with badge, title and desktop notification, its past above it', async ({
  newVisitor,
  newDashboard,
}) => {
  const dashboard = await newDashboard({ context: { permissions: ['notifications'] } });
  const { page } = dashboard;
  await page.evaluate(() => {
    const shown: string[] = ((window as unknown as { shown: string[] }).shown = []);
    window.Notification = class extends EventTarget {
      static permission = 'granted';
      static requestPermission = () => Promise.resolve('granted' as const);
      constructor(title: string) {
        super();
        shown.push(title);
      }
      close() {
        /* nothing is on the screen */
      }
    } as never;
  });
  await page.locator('.rail .me').click();
  await page.getByRole('menuitemcheckbox', { name: /notifications/i }).click();
  await page.keyboard.press('Escape');
  const tab = await (await newVisitor()).tab();
  await tab.say('My tent leaks');
  await dashboard.join('My tent leaks');
  await dashboard.answer('Oh no');
  await dashboard.closeChat();
  await expect(page.getByRole('button', { name: 'Undo' })).toBeVisible();
  await page.evaluate(() => {
    (window as unknown as { shown: string[] }).shown.length = 0;
    Object.defineProperty(document, 'hidden', { value: true, configurable: true });
    Object.defineProperty(document, 'visibilityState', { value: 'hidden', configurable: true });
    document.dispatchEvent(new Event('visibilitychange'));
  });
  await tab.say('And the zip is broken');
  const row = dashboard.row('And the zip is broken');
  await expect(row).toContainText('New');
  await expect(row.getByRole('button', { name: 'Join' })).toBeVisible();
  await expect(page).toHaveTitle(/^\(1\)/);
  await expect.poll(() => page.evaluate(() => (window as unknown as { shown: string[] }).shown.length)).toBeGreaterThan(0);
  await row.getByRole('button', { name: 'Join' }).click();
  await expect(page.getByRole('log')).toContainText('My tent leaks');
  await expect(page.getByRole('log')).toContainText('And the zip is broken');
});
