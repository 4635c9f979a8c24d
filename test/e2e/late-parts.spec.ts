import { expect, test } from './fixtures.ts';

const EVERY_LATER_FILE = /\/dashboard\/(?!dashboard-)[\w-]+\.js/;

test('N2 the first file alone draws the inbox; that others cannot be had is said, and Try again brings them', async ({
  newVisitor,
  newDashboard,
}) => {
  const { page } = await newDashboard();
  await (await (await newVisitor()).tab()).say('Do you ship to Iceland?');
  await page.route(EVERY_LATER_FILE, (route) => route.abort());
  await page.reload();
  await expect(page.getByRole('heading', { name: 'Inbox', exact: true })).toBeVisible();
  await expect(page.locator('.row')).toHaveCount(1);
  const missing = page.getByText('This could not be loaded. The server cannot be reached.');
  await expect(missing).toBeVisible();
  await page.locator('.row').getByRole('link').click();
  await page.unroute(EVERY_LATER_FILE);
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect(page.getByRole('log')).toContainText('Do you ship to Iceland?');
  await expect(missing).toHaveCount(0);
});

test('N2 what was asked for happens after Try again: the menu opens, and chats can be picked', async ({ newVisitor, newDashboard }) => {
  const { page } = await newDashboard();
  await (await (await newVisitor()).tab()).say('Do you ship to Iceland?');
  await page.route(EVERY_LATER_FILE, (route) => route.abort());
  await page.reload();
  await expect(page.locator('.row')).toHaveCount(1);
  for (const [button, outcome] of [
    [page.getByRole('button', { name: 'Select chats' }), page.getByText('0 selected')],
    [page.getByRole('button', { name: /Available/ }), page.getByRole('menu')],
  ] as const) {
    await page.route(EVERY_LATER_FILE, (route) => route.abort());
    await button.click();
    await page.unroute(EVERY_LATER_FILE);
    await page.getByRole('button', { name: 'Try again' }).click();
    await expect(outcome).toBeVisible();
  }
});

test('U2 a dialog whose file comes late takes the focus when it comes', async ({ newVisitor, newDashboard }) => {
  const dashboard = await newDashboard();
  const { page } = dashboard;
  await (await (await newVisitor()).tab()).say('Buy followers');
  let release = (): void => undefined;
  const released = new Promise<void>((resolve) => (release = resolve));
  await page.route('**/dashboard/block-dialog-*.js', async (route) => {
    await released;
    await route.continue();
  });
  await page.reload();
  await dashboard.join('Buy followers');
  await page.getByRole('button', { name: 'Options' }).click();
  await page.getByRole('menuitem', { name: 'Block visitor' }).click();
  await expect(page.getByRole('dialog')).toHaveCount(0);
  release();
  await expect(page.getByRole('textbox', { name: 'Reason for blocking' })).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('button', { name: 'Options' })).toBeFocused();
});
