import type { Locator, Page } from '@playwright/test';
import { expect, inStore, test } from './fixtures.ts';
import type { SpawnedServer } from '../support/spawn-server.ts';

/** Makes the only session's thread so long; visitor and operator take turns. */
const grow = (server: SpawnedServer, to: number): Promise<void> =>
  inStore(server, async (db) => {
    const { id, last_seq: last } = await db.selectFrom('sessions').select(['id', 'last_seq']).executeTakeFirstOrThrow();
    const said = await db.selectFrom('events').selectAll().where('type', '=', 'message.sent').executeTakeFirstOrThrow();
    const operator = JSON.stringify({ id: 'op', name: 'Anna Berg' });
    await db.transaction().execute(async (tx) => {
      for (let seq = last + 1; seq <= to; seq++) {
        const more = seq % 2 ? { author: 'operator' as const, operator } : { author: 'visitor' as const, operator: null };
        await tx
          .insertInto('events')
          .values({ ...said, ...more, seq, cid: null, text: `line ${seq}.` })
          .execute();
      }
      await tx.updateTable('sessions').set({ last_seq: to, delivered_seq: to, read_by_visitor: to }).where('id', '=', id).execute();
    });
  });

const line = (log: Locator, seq: number): Locator => log.getByText(`line ${seq}.`, { exact: true });
const numbers = (log: Locator): Promise<number[]> =>
  log.evaluate((element) =>
    [...element.querySelectorAll('.bubble')].flatMap((one) => {
      const [, number] = /^line (\d+)\.$/.exec(one.textContent) ?? [];
      return number ? [Number(number)] : [];
    }),
  );

/** Wheels up until a line is drawn; every picture on the way is a part of the thread without a hole, and not all of it. */
async function wheelUpTo(page: Page, log: Locator, seq: number): Promise<void> {
  await log.hover();
  await expect(async () => {
    await page.mouse.wheel(0, -3000);
    const drawn = await numbers(log);
    expect(drawn).toEqual(drawn.map((_, index) => drawn[0]! + index));
    expect(drawn.length).toBeLessThanOrEqual(200);
    expect(drawn[0]!).toBeLessThanOrEqual(seq);
  }).toPass({ intervals: [100], timeout: 30_000 });
}

test('L3 L4 W5 a long thread opens at its end on both screens, is read upwards by the wheel, and what comes meanwhile is counted and said', async ({
  server,
  newVisitor,
  newDashboard,
}) => {
  test.slow();
  const visitor = await newVisitor();
  const first = await visitor.tab();
  await first.say('the thread begins');
  await first.page.close();
  await grow(server, 1000);

  const tab = await visitor.tab();
  const asked: string[] = [];
  tab.page.on('request', (request) => {
    if (request.url().includes('/v1/visitor/events')) asked.push(request.url());
  });
  await tab.open();
  await expect(line(tab.log, 1000)).toBeInViewport();
  expect(asked, 'the end comes with the welcome').toEqual([]);
  expect((await numbers(tab.log)).length).toBeLessThanOrEqual(50);
  await expect(tab.panel.getByText(/^Anna/).first(), 'the operator who answered is known').toBeVisible();

  const dashboard = await newDashboard();
  await dashboard.rows.first().getByRole('link').first().click();
  const log = dashboard.page.getByRole('log');
  await expect(line(log, 1000)).toBeInViewport();
  expect((await numbers(log)).length).toBeLessThanOrEqual(50);

  await wheelUpTo(tab.page, tab.log, 700);
  await wheelUpTo(dashboard.page, log, 700);
  const before = await numbers(log);
  await tab.composer.fill('I am back');
  await tab.composer.press('Enter');
  await expect(tab.log.getByText('I am back'), 'the own message leads to the end').toBeInViewport();
  expect((await numbers(tab.log)).at(-1)).toBe(1000);
  await expect(dashboard.page.getByRole('button', { name: '1 new', exact: true })).toBeVisible();
  expect((await numbers(log))[0], 'a reader further up is left alone').toBe(before[0]);
  await dashboard.page.getByRole('button', { name: '1 new', exact: true }).click();
  await expect(log.getByText('I am back')).toBeInViewport();
  await expect(dashboard.page.getByRole('button', { name: '1 new', exact: true })).toBeHidden();

  expect(
    await tab.page.evaluate(async () => {
      const lines = await (document.querySelector('chat-widget') as unknown as { transcript(): Promise<{ text: string }[]> }).transcript();
      return [lines.length, lines[0]?.text, lines.at(-1)?.text];
    }),
    'the transcript has every message',
  ).toEqual([1000, 'the thread begins', 'I am back']);
  expect(visitor.errors).toEqual([]);
});

test('L3 the way up by the keyboard: the button holds the line, and gives the focus to the log when it has done its work', async ({
  server,
  newVisitor,
}) => {
  test.slow();
  const visitor = await newVisitor();
  const first = await visitor.tab();
  await first.say('the thread begins');
  await first.page.close();
  await grow(server, 260);
  const tab = await visitor.tab();
  await tab.open();
  await expect(line(tab.log, 260)).toBeInViewport();
  await tab.log.focus();
  await tab.page.keyboard.press('Tab');
  await tab.page.keyboard.press('Shift+Tab');
  const button = tab.log.getByRole('button', { name: 'Load earlier messages' });
  await button.focus();
  await expect(line(tab.log, 211)).toBeInViewport();
  const place = await line(tab.log, 211).boundingBox();
  await tab.page.keyboard.press('Enter');
  await expect(line(tab.log, 161)).toBeAttached();
  expect(Math.abs((await line(tab.log, 211).boundingBox())!.y - place!.y)).toBeLessThanOrEqual(2);
  await expect(async () => {
    if (await button.isVisible()) await tab.page.keyboard.press('Enter');
    expect((await numbers(tab.log))[0]).toBe(3);
    await expect(button).toBeHidden({ timeout: 200 });
  }).toPass({ timeout: 15_000 });
  await expect(tab.log).toBeFocused();
  await tab.page.keyboard.press('Home');
  await expect(tab.log.getByText('the thread begins')).toBeInViewport();
});
