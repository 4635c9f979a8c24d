import type { Locator, Page } from '@playwright/test';
import { loadTexts, translator } from '../../src/dashboard/strings/index.ts';
import { ADMIN } from '../support/server.ts';
import { Dashboard, expect, expectAccessible, test } from './fixtures.ts';
import { expectFits } from './fits.ts';

await Promise.all([loadTexts('en'), loadTexts('ru')]);

/** Phones, the narrowest one that counts, and a desk's screen of 1280 × 1024 at 400 %. */
const SIZES = [
  { width: 320, height: 640 },
  { width: 360, height: 740 },
  { width: 390, height: 844 },
  { width: 320, height: 256 },
];

interface Hand {
  /** Presses a control as this hand does. */
  press(control: Locator): Promise<void>;
  choose(item: Locator): Promise<void>;
}

const byTouch: Hand = { press: (control) => control.tap(), choose: (item) => item.tap() };

const isFocused = (control: Locator): Promise<boolean> => control.evaluate((element) => element === document.activeElement);

async function goTo(page: Page, key: string, control: Locator): Promise<void> {
  await expect(control).toBeVisible();
  for (let pressed = 0; pressed < 40; pressed++) {
    if (await isFocused(control)) return;
    await page.keyboard.press(key);
  }
  throw new Error(`${key} does not lead to ${String(control)}`);
}

const byKeyboard = (page: Page): Hand => ({
  async press(control) {
    await goTo(page, 'Tab', control);
    await page.keyboard.press('Enter');
  },
  async choose(item) {
    await goTo(page, 'ArrowDown', item);
    await page.keyboard.press('Enter');
  },
});

for (const size of SIZES) {
  for (const hand of ['touch', 'keyboard'] as const) {
    test(`U4 the whole way of an operator at ${size.width} × ${size.height} by ${hand}`, async ({ browser, server, newVisitor }) => {
      test.slow();
      const tab = await (await newVisitor()).tab('/demo/tents.html');
      await tab.say('Buy followers at https://followers.example/averylongaddresswithoutanyplacetobreak');
      await (await (await newVisitor()).tab()).say('Do you ship to Iceland?');
      const isTouch = hand === 'touch';
      const context = await browser.newContext({
        viewport: size,
        hasTouch: isTouch,
        isMobile: isTouch,
        colorScheme: isTouch ? 'light' : 'dark',
      });
      const page = await context.newPage();
      const dashboard = new Dashboard(page);
      const { press, choose } = isTouch ? byTouch : byKeyboard(page);
      // Nobody reads the text that is dimmed behind a sheet.
      const check = async (where: string, within?: string): Promise<void> => {
        await expectFits(page, where, isTouch ? 44 : 24);
        await expectAccessible(page, where, within);
      };
      await page.goto(`${server.url}/dashboard/`);
      await page.getByRole('textbox', { name: 'Email' }).waitFor();
      await check('log-in');
      await page.getByRole('textbox', { name: 'Email' }).fill(ADMIN.email);
      await page.getByLabel('Password', { exact: true }).fill(ADMIN.password);
      await press(page.getByRole('button', { name: 'Log in' }));

      const inbox = page.getByRole('heading', { name: 'Inbox', exact: true });
      await expect(inbox).toBeVisible();
      await expect(dashboard.rows).toHaveCount(2);
      await check('list');
      await press(page.getByRole('button', { name: 'Filters' }));
      await check('filters');
      await press(page.getByRole('button', { name: 'Filters' }));
      const me = page.locator('button.me');
      await press(me);
      await expect(page.getByRole('menu')).toBeVisible();
      await check('own menu', '.menu-layer');
      await page.keyboard.press('Escape');
      await expect(me).toBeFocused();

      const row = dashboard.row('Buy followers');
      const name = await row.getByRole('link').innerText();
      await press(row.getByRole('link'));
      const heading = page.getByRole('heading', { name, exact: true });
      await expect(heading, 'the heading of what came has the focus').toBeFocused();
      await expect(inbox).toBeHidden();
      await expect(page.getByRole('log')).toContainText('Buy followers');
      await check('chat');
      await page.goBack();
      await expect(row.getByRole('link'), 'the row it came from has the focus').toBeFocused();
      await press(row.getByRole('button', { name: 'Join' }));
      await expect(dashboard.reply).toBeVisible();
      await dashboard.reply.fill('No, thank you');
      await press(page.getByRole('button', { name: 'Send', exact: true }));
      await expect(page.getByRole('log')).toContainText('No, thank you');
      await expect(tab.log).toContainText('No, thank you');

      const options = page.getByRole('button', { name: 'Options' });
      const close = page.getByRole('button', { name: 'Close', exact: true });
      await expect(close, 'Close is a word').toContainText('Close');
      await press(options);
      await check('options', '.menu-layer');
      await choose(page.getByRole('menuitem', { name: 'Show details' }));
      const details = page.getByRole('dialog', { name: 'Visitor' });
      await expect(details.getByText('Page history')).toBeVisible();
      expect(page.url()).toMatch(/\/details$/);
      await check('details');
      await page.goBack();
      await expect(details).toHaveCount(0);
      const toDetails = page.getByRole('link', { name, exact: true });
      await expect(toDetails).toBeFocused();
      await press(toDetails);
      await press(details.getByRole('button', { name: 'Close' }));
      await expect(details).toHaveCount(0);
      await expect(toDetails).toBeFocused();

      await press(options);
      await choose(page.getByRole('menuitem', { name: 'Block visitor' }));
      const block = page.getByRole('dialog', { name: /^Block .+\?$/ });
      await expect(block.getByRole('checkbox')).toBeVisible();
      await check('block');
      await press(block.getByRole('button', { name: 'Block', exact: true }));
      await expect(block.getByRole('textbox', { name: 'Reason for blocking' })).toBeFocused();
      await page.keyboard.type('Advertising');
      await press(block.getByRole('button', { name: 'Block', exact: true }));
      await expect(page.getByText('This visitor is blocked and cannot start a new chat.')).toBeVisible();
      await tab.expectGone();
      await check('blocked');

      await press(page.getByRole('link', { name: 'Back to the list' }));
      await expect(inbox).toBeVisible();
      await press(page.getByRole('link', { name: 'Administration' }));
      await expect(page.getByRole('heading', { name: 'Block list' })).toBeFocused();
      const person = page.getByRole('row', { name: 'Advertising' }).getByRole('button');
      await expect(person).toBeVisible();
      await check('block list');
      await press(page.getByRole('button', { name: 'Block an address' }));
      await check('block an address');
      await page.keyboard.press('Escape');
      await press(person);
      const history = page.getByRole('dialog', { name: 'Block history' });
      await expect(history.getByText('Blocked by Anna')).toBeVisible();
      await check('history');
      await page.goBack();
      await expect(history).toHaveCount(0);
      await expect(person).toBeFocused();
      await press(person);
      await press(history.getByRole('button', { name: 'Remove' }));
      await expect(page.getByRole('status').filter({ hasText: 'can see the widget again' })).toBeVisible();
      await expect(page.getByText('No one is blocked')).toBeVisible();
      await expectAccessible(page, 'nobody is blocked');
      await context.close();
    });
  }
}

/** Readers may set this spacing for themselves (WCAG 1.4.12). */
const SPACING = '* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important }';

for (const size of [SIZES[0]!, SIZES[3]!]) {
  for (const dir of ['ltr', 'rtl'] as const) {
    test(`U4 in Russian, ${dir}, with wide text spacing nothing is cut off at ${size.width} × ${size.height}`, async ({
      browser,
      server,
      newVisitor,
    }) => {
      test.slow();
      const t = translator('ru');
      await (await (await newVisitor()).tab()).say('Do you ship to Iceland?');
      const context = await browser.newContext({ viewport: size, hasTouch: true, isMobile: true, locale: 'ru-RU' });
      const page = await context.newPage();
      const button = (name: string): Locator => page.getByRole('button', { name, exact: true });
      const check = async (where: string): Promise<void> => {
        await page.evaluate(
          ([css, direction]) => {
            document.documentElement.dir = direction;
            if (document.querySelector('meta[name=spacing]')) return;
            document.head.append(Object.assign(document.createElement('meta'), { name: 'spacing' }));
            const sheet = new CSSStyleSheet();
            sheet.replaceSync(css);
            document.adoptedStyleSheets.push(sheet);
          },
          [SPACING, dir] as const,
        );
        await expectFits(page, where, 44);
      };
      await page.goto(`${server.url}/dashboard/`);
      await page.getByRole('heading', { name: t('loginTitle') }).waitFor();
      await check('log-in');
      await page.locator('input[type="email"]').fill(ADMIN.email);
      await page.locator('input[type="password"]').fill(ADMIN.password);
      await button(t('login')).tap();
      await expect(page.locator('.row')).toHaveCount(1);
      await check('list');
      await button(t('filters')).tap();
      await check('filters');
      await button(t('search')).tap();
      await check('search');
      await button(t('clearSearch')).tap();
      await page.locator('button.me').tap();
      await check('own menu');
      // A press beside the sheet closes it and reaches nothing below.
      await page.touchscreen.tap(size.width / 2, 8);
      await expect(page.getByRole('menu')).toHaveCount(0);
      await page.locator('.row').getByRole('button').tap();
      await page.getByRole('textbox').waitFor();
      await check('chat');
      await button(t('options')).tap();
      await check('options');
      await page.getByRole('menuitem', { name: t('showDetails') }).tap();
      await page.getByText(t('pageHistory')).waitFor();
      await check('details');
      await page.getByRole('dialog').getByRole('button').tap();
      await button(t('options')).tap();
      await page.getByRole('menuitem', { name: t('block') }).tap();
      await page.getByRole('checkbox').waitFor();
      await check('block');
      await page.getByRole('dialog').getByRole('textbox').fill('Реклама');
      await button(t('blockBtn')).tap();
      await button(t('viewBlock')).tap();
      await page.getByRole('row', { name: 'Реклама' }).waitFor();
      await check('block list');
      await page.getByRole('row', { name: 'Реклама' }).getByRole('button').tap();
      await page.getByText(t('removeHint')).waitFor();
      await check('history');
      await button(t('close')).tap();
      // Under a dialog a key is no shortcut.
      await expect(page.getByRole('dialog')).toHaveCount(0);
      await page.keyboard.press('?');
      await page.getByRole('dialog', { name: t('shortcuts') }).waitFor();
      await check('keys');
      await context.close();
    });
  }
}
