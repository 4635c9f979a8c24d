import { expect, test } from './fixtures.ts';

test('S5 the visitor ends the session from the menu at the top right, after one confirmation in the panel', async ({
  newVisitor,
  newDashboard,
}) => {
  const dashboard = await newDashboard();
  const tab = await (await newVisitor()).tab();
  await tab.open();
  await tab.menuButton.click();
  await expect(tab.page.getByRole('menu')).toBeVisible();
  await expect(tab.endItem, 'without a session there is nothing to end').toHaveCount(0);
  await tab.page.keyboard.press('Escape');

  await tab.say('Hello');
  const [kebab, panel] = [await tab.menuButton.boundingBox(), await tab.panel.boundingBox()];
  expect(kebab!.x).toBeGreaterThan(panel!.x + panel!.width * 0.7);
  expect(kebab!.y).toBeLessThan(panel!.y + 60);

  await tab.menuButton.click();
  await tab.endItem.click();
  const sheet = tab.page.getByRole('dialog', { name: 'End this chat?' });
  await expect(sheet.getByRole('button', { name: 'Keep chatting' })).toBeFocused();
  await tab.page.keyboard.press('Escape');
  await expect(sheet).toHaveCount(0);
  expect(await tab.session()).not.toBeNull();

  await tab.end();
  await expect(dashboard.row('Visitor ended the chat')).toBeVisible();
  await tab.menuButton.click();
  await expect(tab.endItem).toHaveCount(0);
});

test('S5 ending twice, in two tabs, is one end and no error', async ({ newVisitor }) => {
  const visitor = await newVisitor();
  const tab = await visitor.tab();
  await tab.say('Hello');
  const second = await visitor.tab();
  await second.open();
  await expect(second.log).toContainText('Hello');
  await Promise.all(
    [tab, second].map((t) =>
      t.page.evaluate(() => (document.querySelector('chat-widget') as unknown as { endSession(): Promise<void> }).endSession()),
    ),
  );
  for (const t of [tab, second]) {
    await expect(t.panel.getByText('You ended the chat')).toHaveCount(1);
  }
  expect(visitor.errors).toEqual([]);
});

test('S6 after the end the thread is read-only, may be rated, and writing starts a new session with no extra step', async ({
  newVisitor,
  newDashboard,
}) => {
  const dashboard = await newDashboard();
  const tab = await (await newVisitor()).tab();
  await tab.say('First question');
  const first = await tab.session();
  await dashboard.join('First question');
  await dashboard.answer('First answer');
  await expect(tab.log).toContainText('First answer');
  await tab.end();
  await expect(dashboard.page.getByRole('log')).toContainText('ended the chat');
  // The focus is in the box, so it stays there (U2).
  await expect(dashboard.reply, 'the operator has nothing to answer to').not.toBeEditable();
  await expect(dashboard.page.getByRole('button', { name: 'Send', exact: true })).toHaveCount(0);

  await tab.panel.getByRole('radio', { name: 'Great' }).check({ force: true });
  await expect(tab.panel.getByText('Great', { exact: true })).toBeVisible();
  await expect(tab.panel.getByRole('button', { name: 'Start a new chat' })).toBeVisible();
  await expect(tab.log).toContainText('First answer');

  await tab.say('Second question');
  await expect.poll(() => tab.session()).not.toBe(first);
  const row = dashboard.row('Second question');
  await expect(row).toContainText('New');
});

test('S6 "Start a new chat" leaves the old thread and sends nothing', async ({ newVisitor }) => {
  const tab = await (await newVisitor()).tab();
  await tab.say('First question');
  await tab.end();
  await tab.panel.getByRole('button', { name: 'Start a new chat' }).click();
  await expect(tab.panel.getByText('You ended the chat')).toHaveCount(0);
  await expect(tab.composer).toBeFocused();
  await tab.say('Second question');
  await expect(tab.log).not.toContainText('First question');
});

test('S6 text sent to a session that another tab has ended comes back to the composer', async ({ newVisitor }) => {
  const visitor = await newVisitor();
  const tab = await visitor.tab();
  await tab.say('Hello');
  const second = await visitor.tab();
  await second.open();
  await expect(second.log).toContainText('Hello');
  await tab.end();
  await expect(second.panel.getByText('You ended the chat')).toBeVisible();
  await second.say('One more');
  await expect(tab.log).toContainText('One more');
});
