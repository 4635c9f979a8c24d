import type { Page } from '@playwright/test';
import { fingerprint } from '../../src/client/identity/fingerprint.ts';
import { expect, test, type Visitor, type VisitorTab } from './fixtures.ts';

/** All that was said, as this tab shows it. */
const said = async (tab: VisitorTab): Promise<string[]> => (await tab.log.innerText()).match(/Message \d+/g) ?? [];

async function lifecycle(page: Page, state: 'frozen' | 'active'): Promise<void> {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Page.setWebLifecycleState', { state });
  await devtools.detach();
}

/** The tab's process is gone, as after running out of memory: no event tells the page. */
async function kill({ page }: VisitorTab): Promise<void> {
  const devtools = await page.context().newCDPSession(page);
  const crashed = page.waitForEvent('crash');
  devtools.send('Page.crash').catch(() => undefined);
  await crashed;
}

/** Takes the lock with which one tab at a time asks for an identity, and never gives it back. */
const holdLock = (page: Page): Promise<void> =>
  page.evaluate(
    (name) => new Promise<void>((held) => void navigator.locks.request(name, () => (held(), new Promise(() => undefined)))),
    `chat_demo_${fingerprint(new URL(page.url()).host)}`,
  );

async function openTabs(visitor: Visitor, count: number): Promise<VisitorTab[]> {
  const tabs: VisitorTab[] = [];
  for (let i = 0; i < count; i++) tabs.push(await visitor.tab());
  return tabs;
}

test('R9 five tabs, the holder of the lock frozen and one killed: each message is shown once everywhere', async ({
  newVisitor,
  newDashboard,
}) => {
  test.setTimeout(60_000);
  const dashboard = await newDashboard();
  const visitor = await newVisitor();
  const [holder, second, third, fourth, victim] = (await openTabs(visitor, 5)) as [
    VisitorTab,
    VisitorTab,
    VisitorTab,
    VisitorTab,
    VisitorTab,
  ];
  for (const tab of [holder, second, third, fourth, victim]) await tab.open();
  await holdLock(holder.page);
  await lifecycle(holder.page, 'frozen');
  // A frozen tab keeps its lock: a stranger's first message must not wait for it.
  await second.say('Message 1');
  await dashboard.join('Message 1');
  for (const tab of [third, fourth, victim]) await expect(tab.log).toContainText('Message 1');
  await victim.say('Message 2');
  visitor.proxy.cut();
  await victim.say('Message 3');
  await kill(victim);
  await third.say('Message 4');
  visitor.proxy.restore();
  await dashboard.answer('Message 5');
  await expect(fourth.log).toContainText('Message 5');
  await lifecycle(holder.page, 'active');
  // The next page sends the messages that the killed tab had not sent.
  const next = await visitor.tab();
  if (!(await next.panel.isVisible())) await next.open();
  const living = [holder, second, third, fourth, next];
  for (const tab of living) await expect(tab.log).toContainText('Message 3', { timeout: 15_000 });
  for (const tab of living) await expect(tab.log).toContainText('Message 5');
  const lists = await Promise.all(living.map(said));
  for (const list of lists) {
    expect([...list].sort()).toEqual(['Message 1', 'Message 2', 'Message 3', 'Message 4', 'Message 5']);
    expect(list).toEqual(lists[0]);
  }
  expect((await dashboard.page.getByRole('log').innerText()).match(/Message \d/g)).toEqual(lists[0]);
});

test('R9 five tabs that write at the same moment are one visitor with one session, each message once and everywhere in one order', async ({
  newVisitor,
}) => {
  const visitor = await newVisitor();
  const tabs = await openTabs(visitor, 5);
  for (const tab of tabs) await tab.open();
  await Promise.all(tabs.map((tab, i) => tab.say(`Message ${i}`)));
  for (const tab of tabs) await expect.poll(async () => (await said(tab)).length).toBe(5);
  const lists = await Promise.all(tabs.map(said));
  for (const list of lists) expect(list).toEqual(lists[0]);
  expect([...(lists[0] ?? [])].sort()).toEqual(['Message 0', 'Message 1', 'Message 2', 'Message 3', 'Message 4']);
  expect(new Set(await Promise.all(tabs.map((tab) => tab.session()))).size).toBe(1);
});
