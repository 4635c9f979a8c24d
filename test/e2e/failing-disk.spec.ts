import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { VisitorHidden } from '../../src/protocol/index.ts';
import { failingDisk } from '../faults/support/failing-disk.ts';
import { spawnServer } from '../support/spawn-server.ts';
import { expect, expectAccessible, test as base } from './fixtures.ts';

const test = base.extend<{ disk: ReturnType<typeof failingDisk> }>({
  disk: async ({}, use) => {
    const disk = failingDisk(join(tmpdir(), 'chat-e2e-'));
    await use(disk);
    disk.remove();
  },
  server: async ({ disk }, use) => {
    const server = await spawnServer({ ...disk.env, LOG_LEVEL: 'silent' });
    await use(server);
    expect(await server.stop(), 'the server stops cleanly').toBe(0);
  },
});

test('B1 C2 on a disk that fails a block holds at once, messages wait; both are stored when the disk works again', async ({
  disk,
  newVisitor,
  newDashboard,
}) => {
  const dashboard = await newDashboard();
  const rude = await newVisitor();
  const tab = await rude.tab();
  await tab.say('Rude words');
  const kind = await (await newVisitor()).tab();
  await kind.say('Do you ship to Iceland?');
  await dashboard.join('Rude words');

  disk.fail('sync 5');
  const dialog = await dashboard.openBlockDialog();
  await dialog.getByRole('textbox', { name: 'Reason for blocking' }).fill('Rude');
  await dialog.getByRole('button', { name: 'Block', exact: true }).click();
  await expect(dialog.getByRole('status').filter({ hasText: 'Hidden for the visitor already' })).toBeVisible();
  await expectAccessible(dashboard.page, 'a block that is held');
  await tab.expectGone();
  const answered = rude.context.waitForEvent('response', (response) => response.url().includes('/v1/visitor/config'));
  const later = await rude.tab('/demo/tents.html');
  const settings = (await (await answered).json()) as VisitorHidden;
  expect(settings.gate.show, 'a page that is opened now learns that it is hidden').toBe(false);
  await later.expectGone();
  await kind.composer.fill('Or to Norway?');
  await kind.composer.press('Enter');
  await expect(kind.log).toContainText('Or to Norway?');
  await expect(kind.log).toContainText('Sending…');
  await expect(kind.panel.getByText('The chat cannot take messages right now.')).toBeVisible();

  disk.heal();
  await expect(dialog).toBeHidden();
  await expect(dashboard.page.getByRole('log')).toContainText('You blocked this visitor. The chat session has ended.');
  await dashboard.row('Or to Norway?').getByRole('button', { name: 'Join' }).click();
  await expect(dashboard.page.getByRole('log')).toContainText('Or to Norway?');
  await expect(kind.log).not.toContainText('Sending…');
  await expect(kind.panel.getByText('The chat cannot take messages right now.')).toBeHidden();
  const table = await dashboard.openBlockList();
  await expect(table.getByRole('row', { name: 'Rude' })).toHaveCount(1);
});
