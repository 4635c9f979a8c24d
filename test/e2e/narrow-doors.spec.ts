import type { Page } from '@playwright/test';
import { findOperatorByEmail } from '../../src/server/store/operators.ts';
import { openReset } from '../../src/server/store/password-resets.ts';
import { ADMIN } from '../support/server.ts';
import { spawnServer } from '../support/spawn-server.ts';
import { Dashboard, expect, expectAccessible, inStore, test } from './fixtures.ts';
import { expectFits } from './fits.ts';

/** The narrowest phone that counts, and a desk's screen of 1280 × 1024 at 400 %. */
const SIZES = [
  { width: 320, height: 640 },
  { width: 320, height: 256 },
];

async function check(page: Page, where: string): Promise<void> {
  await expectFits(page, where, 44);
  await expectAccessible(page, where);
}

for (const size of SIZES) {
  const phone = { viewport: size, hasTouch: true, isMobile: true };
  const at = `${size.width} × ${size.height}`;

  test(`U4 D9 the first administrator is made at ${at}`, async ({ browser }) => {
    const server = await spawnServer({ CHAT_ADMIN_EMAIL: undefined, CHAT_ADMIN_PASSWORD: undefined }, { demo: false });
    const context = await browser.newContext(phone);
    try {
      const page = await context.newPage();
      await page.goto(server.setupLink ?? '');
      await page.getByRole('heading', { name: 'Set up your inbox' }).waitFor();
      await check(page, 'set-up');
      await page.goto(`${server.setupLink ?? ''}x`);
      await page.reload();
      await check(page, 'a link that is not valid');
    } finally {
      await context.close();
      await server.stop();
    }
  });

  test(`U4 D8 a new password is chosen at ${at}`, async ({ browser, server }) => {
    const token = await inStore(server, async (db) => openReset(db, (await findOperatorByEmail(db, ADMIN.email))?.id ?? '', Date.now()));
    const context = await browser.newContext(phone);
    const page = await context.newPage();
    await page.goto(`${server.url}/dashboard/#/reset/${token}`);
    await page.locator('input[type="password"]').first().waitFor();
    await check(page, 'reset');
    await page.locator('input[type="password"]').first().fill('short');
    await page.locator('button[type="submit"]').tap();
    await check(page, 'reset, a password that is too short');
    await context.close();
  });

  test(`U4 W5 without a network the banner fits at ${at}`, async ({ newDashboard, newVisitor }) => {
    await (await (await newVisitor()).tab()).say('Do you ship to Iceland?');
    const { page, rows } = await newDashboard({ context: phone });
    await expect(rows).toHaveCount(1);
    await page.context().setOffline(true);
    await expect(page.locator('.banner').first()).toBeVisible();
    await check(page, 'offline');
    await page.context().setOffline(false);
    await expect(page.locator('.banner').filter({ visible: true })).toHaveCount(0);
    await new Dashboard(page).rows.first().locator('.name').tap();
    await page.getByRole('log').waitFor();
    await page.context().setOffline(true);
    await expect(page.locator('.banner').first()).toBeVisible();
    await check(page, 'offline, in a chat');
  });
}
