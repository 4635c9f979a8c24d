import type { Locator } from '@playwright/test';
import { loadTexts, translator } from '../../src/dashboard/strings/index.ts';
import { ADMIN } from '../support/server.ts';
import { addColleague, Dashboard, expect, expectAccessible, test } from './fixtures.ts';
import { expectFits } from './fits.ts';

await Promise.all([loadTexts('en'), loadTexts('ru')]);

const TEXTS = ['Do you ship to Iceland?', 'Where is my parcel?', 'Is it waterproof?'];

test('L6 S1 U2 several chats are closed at once for everybody and come back with Ctrl+Z; a chat in which somebody writes meanwhile stays', async ({
  newVisitor,
  newDashboard,
  server,
}) => {
  test.slow();
  const tabs = [];
  for (const text of TEXTS) {
    const tab = await (await newVisitor()).tab();
    await tab.say(text);
    tabs.push(tab);
  }
  const anna = await newDashboard();
  const marcus = await newDashboard({ person: await addColleague(server) });
  await expect(anna.rows).toHaveCount(3);
  await expect(marcus.rows).toHaveCount(3);
  const { page } = anna;
  // A mouse: the box stands in the place of the portrait under the pointer.
  await anna.row(TEXTS[0]!).hover();
  await anna.row(TEXTS[0]!).getByRole('checkbox').click();
  await expect(page.getByRole('heading', { name: '1 chat selected' })).toBeVisible();
  await anna.row(TEXTS[2]!).click({ modifiers: ['Shift'], position: { x: 150, y: 14 } });
  await expect(page.getByRole('heading', { name: '3 chats selected' })).toBeVisible();
  await expect(anna.rows.getByRole('checkbox', { checked: true })).toHaveCount(3);
  await tabs[1]!.say('Hello?');
  await expect(anna.row('Hello?')).toBeVisible();
  await page.getByRole('button', { name: 'Close 3 chats' }).click();
  await expect(page.getByRole('status').filter({ hasText: 'Chats closed: 2; not closed, because somebody wrote: 1' })).toBeVisible();
  await expect(anna.rows).toHaveCount(1);
  await expect(marcus.rows).toHaveCount(1);
  await expect(anna.row('Hello?').getByRole('link')).toBeFocused();
  await page.keyboard.press('Control+z');
  await expect(anna.rows).toHaveCount(3);
  await expect(marcus.rows).toHaveCount(3);
  // A colleague closes what is picked here: it is picked no more.
  await page.getByRole('button', { name: 'Select chats' }).click();
  await page.getByRole('checkbox', { name: 'Select all' }).check();
  await expect(page.getByRole('heading', { name: '3 chats selected' })).toBeVisible();
  await marcus.row(TEXTS[0]!).getByRole('link').click();
  await marcus.closeChat();
  await expect(page.getByRole('heading', { name: '2 chats selected' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('checkbox')).toHaveCount(0);
  // Nothing of it reaches the visitors (S3).
  await expect(tabs[0]!.composer).toBeEnabled();
});

for (const height of [640, 256])
  test(`U4 L6 several chats are picked and closed by touch at 320 × ${height}`, async ({ browser, server, newVisitor }) => {
    test.slow();
    const t = translator('ru');
    for (const text of TEXTS) await (await (await newVisitor()).tab()).say(text);
    const context = await browser.newContext({ viewport: { width: 320, height }, hasTouch: true, isMobile: true, locale: 'ru-RU' });
    const page = await context.newPage();
    const dashboard = new Dashboard(page);
    const button = (name: string): Locator => page.getByRole('button', { name, exact: true });
    await page.goto(`${server.url}/dashboard/`);
    await page.locator('input[type="email"]').fill(ADMIN.email);
    await page.locator('input[type="password"]').fill(ADMIN.password);
    await button(t('login')).tap();
    await expect(dashboard.rows).toHaveCount(3);
    await button(t('select')).tap();
    await expect(button(t('cancel'))).toBeVisible();
    for (const text of TEXTS.slice(0, 2)) await dashboard.row(text).locator('.name').tap();
    await expect(button(t('closeChats', { n: 2 }))).toBeVisible();
    await expectFits(page, 'two are picked', 44);
    await expectAccessible(page, 'two are picked');
    await button(t('closeChats', { n: 2 })).tap();
    await expect(dashboard.rows).toHaveCount(1);
    await button(t('undo')).tap();
    await expect(dashboard.rows).toHaveCount(3);
    await context.close();
  });
