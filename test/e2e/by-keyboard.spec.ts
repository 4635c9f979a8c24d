import type { Page } from '@playwright/test';
import { addressProxy } from '../support/spawn-server.ts';
import { ADMIN } from '../support/server.ts';
import { addColleague, Dashboard, expect, test } from './fixtures.ts';

/** The page's announcements to assistive technology, line by line. */
async function hear(page: Page): Promise<() => Promise<string[]>> {
  await page.addInitScript(() => {
    const said: string[] = [];
    Object.assign(window, { said });
    const attach = Element.prototype.attachShadow;
    Element.prototype.attachShadow = function (init) {
      const root = attach.call(this, { ...init, mode: 'open' });
      if (this.matches('.voice'))
        new MutationObserver((changes) => {
          for (const { addedNodes } of changes) for (const node of addedNodes) if (node instanceof HTMLElement) said.push(node.innerText);
        }).observe(root, { childList: true, subtree: true });
      return root;
    };
  });
  return () => page.evaluate(() => (window as unknown as { said: string[] }).said.flatMap((line) => line.split('\n')));
}

/** Presses Tab until the control has the focus. */
async function tabTo(page: Page, name: string): Promise<void> {
  const isThere = (): Promise<boolean> =>
    page.evaluate((wanted) => {
      const { activeElement } = document;
      return [activeElement?.getAttribute('aria-label'), activeElement?.textContent?.trim()].includes(wanted);
    }, name);
  for (let pressed = 0; pressed < 60; pressed += 1) {
    if (await isThere()) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`Tab does not lead to ${name}`);
}

test('U1 U2 W5 a shift by keyboard alone: log-in, reply, close, Ctrl+Z, block, remove, keys, log-out; other chats are announced once', async ({
  browser,
  server,
  newVisitor,
}) => {
  test.slow();
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  const dashboard = new Dashboard(page);
  const { keyboard } = page;
  const heard = await hear(page);
  const times = async (text: string): Promise<number> => (await heard()).filter((line) => line.includes(text)).length;
  const first = await (await newVisitor()).tab();
  await first.say('Do you ship to Iceland?');

  await page.goto(`${server.url}/dashboard/`);
  await page.getByRole('textbox', { name: 'Email' }).waitFor();
  await page.getByRole('textbox', { name: 'Email' }).focus();
  await keyboard.type(ADMIN.email);
  await keyboard.press('Tab');
  await keyboard.type(ADMIN.password);
  await keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'Inbox', exact: true }), 'after the log-in the focus is in the inbox').toBeFocused();

  await expect(dashboard.row('Iceland')).toBeVisible();
  await keyboard.press('j');
  await expect(dashboard.row('Iceland').getByRole('link')).toBeFocused();
  await keyboard.press('r');
  await expect(dashboard.reply).toBeFocused();
  await keyboard.type('Yes, we do. Just a moment');
  await keyboard.press('Enter');
  await expect(first.log).toContainText('Yes, we do.');

  // A new chat and a message in another chat, while the operator types.
  await keyboard.type('half a sen');
  const second = await (await newVisitor()).tab();
  await second.say('Is it waterproof?');
  await expect.poll(() => times('Is it waterproof?')).toBe(1);
  await expect(dashboard.reply).toBeFocused();
  await expect(dashboard.reply).toHaveValue('half a sen');
  await keyboard.press('Escape');
  await expect(dashboard.reply).not.toBeFocused();
  await keyboard.press('k');
  await expect(dashboard.row('waterproof').getByRole('link')).toBeFocused();
  await keyboard.press('r');
  await keyboard.type('Quite');
  await keyboard.press('Enter');
  await expect(second.log).toContainText('Quite');
  await first.say('Still there?');
  await expect.poll(() => times('Still there?')).toBe(1);
  await second.say('Thank you');
  await expect.poll(() => times('Thank you')).toBe(1);

  // Close, and back with Ctrl+Z.
  await keyboard.press('Escape');
  await keyboard.press('e');
  await expect(page.getByRole('status').filter({ hasText: 'Chat closed' })).toBeVisible();
  await expect(dashboard.row('Thank you')).toHaveCount(0);
  await keyboard.press('Control+z');
  await expect(dashboard.row('Thank you')).toBeVisible();
  await expect(page.getByRole('log')).toContainText('Thank you');
  expect(await times('Is it waterproof?'), 'what was announced is not said again').toBe(1);

  // Block, look it up, remove.
  await tabTo(page, 'Options');
  await keyboard.press('Enter');
  await keyboard.press('End');
  await expect(page.getByRole('menuitem', { name: 'Block visitor' })).toBeFocused();
  await keyboard.press('Enter');
  await expect(page.getByRole('textbox', { name: 'Reason for blocking' })).toBeFocused();
  await keyboard.type('Advertising');
  await tabTo(page, 'Block');
  await keyboard.press('Enter');
  await expect(page.getByText('This visitor is blocked and cannot start a new chat.')).toBeVisible();
  await second.expectGone();
  expect(await page.evaluate(() => document.activeElement !== document.body), 'the focus is not lost after a block').toBe(true);
  await tabTo(page, 'Block list');
  await keyboard.press('Enter');
  await expect(page.getByRole('row', { name: 'Advertising' })).toBeVisible();
  await expect(page.getByRole('heading', { name: 'Block list' }), 'its button has gone with the chat').toBeFocused();
  const person = page.getByRole('row', { name: 'Advertising' }).getByRole('button');
  for (let pressed = 0; pressed < 30 && !(await person.evaluate((one) => one === document.activeElement)); pressed += 1)
    await keyboard.press('Tab');
  await keyboard.press('Enter');
  await expect(page.getByRole('dialog', { name: 'Block history' })).toBeVisible();
  await tabTo(page, 'Remove');
  await keyboard.press('Enter');
  await expect(page.getByText('No one is blocked')).toBeVisible();
  await expect(page.getByRole('heading', { name: 'Block list' })).toBeFocused();

  // The list of keys, and the way out.
  await keyboard.press('?');
  await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toContainText('Select a chat');
  await keyboard.press('Escape');
  await expect(page.getByRole('heading', { name: 'Block list' })).toBeFocused();
  const me = page.locator('button.me');
  for (let pressed = 0; pressed < 30 && !(await me.evaluate((one) => one === document.activeElement)); pressed += 1)
    await keyboard.press('Shift+Tab');
  await keyboard.press('Enter');
  await keyboard.press('End');
  await expect(page.getByRole('menuitem', { name: 'Log out' })).toBeFocused();
  await keyboard.press('Enter');
  await expect(page.getByRole('textbox', { name: 'Email' })).toBeVisible();
  await context.close();
});

test('W1 W4 R6 two tabs, a colleague, no network and a reload in the middle: nothing written is lost, nothing is sent twice', async ({
  newVisitor,
  newDashboard,
  server,
}) => {
  test.slow();
  const line = await addressProxy(server.port, '198.51.100.9');
  const visitor = await (await newVisitor()).tab();
  await visitor.say('Do you ship to Iceland?');
  const anna = await newDashboard({ url: line.url });
  const marcus = await newDashboard({ person: await addColleague(server) });
  await anna.join('Iceland');
  await anna.answer('Yes');
  const second = new Dashboard(await anna.page.context().newPage());
  await second.page.goto(anna.page.url());
  await expect(second.page.getByRole('log')).toContainText('Yes');

  line.cut();
  await anna.reply.fill('While away');
  await anna.page.keyboard.press('Enter');
  await anna.reply.fill('half a sentence');
  await visitor.say('And to Norway?');
  // Before the page has found its own way back.
  line.restore();
  await anna.page.reload();
  await expect(anna.page.getByRole('log')).toContainText('And to Norway?');
  // Written on a view without the visitor's message: it comes back into the box before the draft.
  await expect(anna.reply).toHaveValue(/half a sentence/);
  await expect
    .poll(async () => {
      const log = (await visitor.log.innerText()).split('While away').length - 1;
      const box = (await anna.reply.inputValue()).split('While away').length - 1;
      return log + box;
    })
    .toBe(1);
  await marcus.row('And to Norway?').getByRole('link').click();
  await marcus.closeChat();
  await expect(anna.page.getByText(/Marcus Obi closed this chat/)).toBeVisible();
  await expect(anna.reply, 'what was written stays to be copied').toHaveValue(/half a sentence/);
  await expect(second.rows).toHaveCount(0);
  await line.stop();
});
