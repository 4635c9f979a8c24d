import type { Page } from '@playwright/test';
import { addSite } from '../../src/server/store/sites.ts';
import { findOperatorByEmail } from '../../src/server/store/operators.ts';
import { openReset } from '../../src/server/store/password-resets.ts';
import { ADMIN } from '../support/server.ts';
import { addressProxy, spawnServer } from '../support/spawn-server.ts';
import { Dashboard, expect, expectAccessible, inStore, test } from './fixtures.ts';
import { expectFits } from './fits.ts';

/** The narrowest phone, and a desk's screen of 1280 × 1024 at 400 %. */
const SIZES = [
  { width: 320, height: 640 },
  { width: 320, height: 256 },
];
const TOO_SHORT = 'abc';

const check = async (page: Page, where: string): Promise<void> => {
  // A finger that has just left its button still presses it a little.
  await expect(page.locator('button:active')).toHaveCount(0);
  await expectFits(page, where, 44);
  await expectAccessible(page, where);
};

for (const viewport of SIZES) {
  const at = `${viewport.width} × ${viewport.height}`;
  const phone = { viewport, hasTouch: true, isMobile: true };

  for (const locale of ['en-GB', 'ru-RU'])
    test(`U4 set-up, with what it refuses, can be reached whole at ${at} in ${locale}`, async ({ browser }) => {
      test.slow();
      const server = await spawnServer({ CHAT_ADMIN_EMAIL: undefined, CHAT_ADMIN_PASSWORD: undefined }, { demo: false });
      const context = await browser.newContext({ ...phone, locale });
      try {
        await inStore(server, (db) =>
          addSite(db, { key: 'shop', name: 'Fjell Shop', origins: ['https://shop.example'], welcome: {} }, Date.now()),
        );
        const page = await context.newPage();
        await page.goto(server.setupLink ?? '');
        await page.locator('input[type="email"]').waitFor();
        await check(page, 'set-up');
        await page.locator('input[type="password"]').fill(TOO_SHORT);
        await page.locator('form .btn.primary').tap();
        await expect(page.locator('.field.invalid').first()).toBeVisible();
        await check(page, 'set-up refused');
        await page.goto(`${server.url}/dashboard/#/setup/${'x'.repeat(43)}`);
        await page.reload();
        await page.locator('input[type="email"]').fill(ADMIN.email);
        await page.locator('input[type="password"]').fill(ADMIN.password);
        await page.locator('input[autocomplete="name"]').fill(ADMIN.name);
        await page.locator('form .btn.primary').tap();
        await expect(page.getByRole('alert')).toBeVisible();
        await check(page, 'a link that is not valid');
      } finally {
        await context.close();
        await server.stop();
      }
    });

  test(`U4 D8 a new password and a log-in that is refused can be reached whole at ${at}`, async ({ browser, server }) => {
    test.slow();
    const context = await browser.newContext(phone);
    const page = await context.newPage();
    await page.goto(`${server.url}/dashboard/`);
    await page.locator('input[type="email"]').fill(ADMIN.email);
    await page.locator('input[type="password"]').fill('wrong-password');
    await page.getByRole('button', { name: 'Log in' }).tap();
    await expect(page.getByRole('alert')).toBeVisible();
    await check(page, 'log-in refused');
    const token = await inStore(server, async (db) => openReset(db, (await findOperatorByEmail(db, ADMIN.email))!.id, Date.now()));
    await page.goto(`${server.url}/dashboard/#/reset/${token}`);
    await page.locator('#reset-password').waitFor();
    await check(page, 'new password');
    await page.locator('#reset-password').fill(TOO_SHORT);
    await page.locator('form .btn.primary').tap();
    await expect(page.locator('.field.invalid')).toBeVisible();
    await check(page, 'new password refused');
    await page.goto(`${server.url}/dashboard/#/reset/${'x'.repeat(43)}`);
    await expect(page.getByRole('alert')).toBeVisible();
    await check(page, 'a link that is not valid');
    await context.close();
  });

  test(`U4 N8 M1 every banner can be read and pressed whole at ${at}, over the list, the chat and the block list`, async ({
    browser,
    server,
    newVisitor,
  }) => {
    test.slow();
    await (await (await newVisitor()).tab()).say('Do you ship to Iceland?');
    // A page of a shop that nobody has allowed, with an address as long as they get.
    const origin = 'https://a-shop-with-a-very-long-name.stage.example-company.test';
    expect((await fetch(`${server.url}/v1/visitor/config?site=demo`, { headers: { origin } })).status).toBe(403);
    const proxy = await addressProxy(server.port, '198.51.100.9');
    const context = await browser.newContext(phone);
    const page = await context.newPage();
    const dashboard = new Dashboard(page);
    const everywhere = async (where: string, banner = page.locator('.banner')): Promise<void> => {
      await page.evaluate(() => (location.hash = '#/inbox'));
      await expect(banner.first()).toBeVisible();
      await check(page, `${where}: list`);
      await page.evaluate(() => (location.hash = '#/administration/block-list'));
      await expect(page.getByRole('heading', { name: 'Block list' })).toBeVisible();
      await check(page, `${where}: block list`);
      await page.evaluate(() => (location.hash = '#/inbox'));
      await dashboard.rows.first().getByRole('link').tap();
      await expect(page.getByRole('log')).toBeVisible();
      await check(page, `${where}: chat`);
    };
    await page.goto(`${proxy.url}/dashboard/`);
    await dashboard.logIn();
    await expect(dashboard.rows).toHaveCount(1);
    await dashboard.rows.first().getByRole('link').tap();
    await expect(page.getByRole('log')).toContainText('Iceland');
    await everywhere('a setting');
    await context.setOffline(true);
    await everywhere('no network', page.locator('.banner').filter({ hasText: 'No internet' }));
    await context.setOffline(false);
    proxy.cut();
    await everywhere('no server', page.locator('.banner').filter({ hasText: 'Retry now' }));
    proxy.restore();
    await context.close();
    await proxy.stop();
  });
}
