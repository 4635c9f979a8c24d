import { readFileSync, readdirSync } from 'node:fs';
import { chromium, type BrowserContext, type BrowserServer } from '@playwright/test';
import { figure, limit } from '../faults/support/figures.ts';
import { addressProxy } from '../support/spawn-server.ts';
import { expect, test, Visitor, type Dashboard, type VisitorTab } from './fixtures.ts';

/** A visitor notices a wait that is longer than this. */
const LIVE_MS = 3000;

/** A browser of its own, which may be suspended, and which keeps pages for its Back button. */
const ownBrowser = (): Promise<BrowserServer> =>
  chromium.launchServer({ ...test.info().project.use.launchOptions, ignoreDefaultArgs: ['--disable-back-forward-cache'] });

/** A process and everything it started. */
function family(pid: number): number[] {
  const parents = new Map<number, number>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    try {
      // "pid (name) state parent …"; the name may hold blanks and brackets.
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
      parents.set(Number(name), Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]));
    } catch {
      // It has ended meanwhile.
    }
  }
  const found = [pid];
  for (const one of found) for (const [child, parent] of parents) if (parent === one) found.push(child);
  return found;
}

/** How long until the tab shows `text`. */
async function shown(tab: VisitorTab, text: string, since: number): Promise<number> {
  await expect(tab.log).toContainText(text);
  return performance.now() - since;
}

/** The visitor writes, and an operator joins. */
async function chat(tab: VisitorTab, dashboard: Dashboard, text: string): Promise<void> {
  await tab.say(text);
  await dashboard.join(text);
}

const once = async (tab: VisitorTab, text: string): Promise<void> =>
  expect((await tab.log.innerText()).match(new RegExp(text, 'g'))).toHaveLength(1);

test.describe('R5 R8 live again within 3 s', () => {
  test.setTimeout(60_000);
  let own: BrowserServer | undefined;
  let context: BrowserContext | undefined;
  let proxy: Awaited<ReturnType<typeof addressProxy>> | undefined;
  test.afterEach(async () => {
    await context?.close();
    await own?.close();
    await proxy?.stop();
    own = context = proxy = undefined;
  });
  async function visitorOfOwnBrowser(port: number): Promise<Visitor> {
    own = await ownBrowser();
    const browser = await chromium.connect(own.wsEndpoint());
    context = await browser.newContext();
    proxy = await addressProxy(port, '198.51.100.7');
    return new Visitor(context, proxy);
  }

  test('R5 R8 after the Back button, out of the back/forward cache', async ({ server, newDashboard }) => {
    const dashboard = await newDashboard();
    const tab = await (await visitorOfOwnBrowser(server.port)).tab();
    await chat(tab, dashboard, 'Before I look around');
    await tab.page.evaluate(() => Object.assign(window, { mark: 'kept' }));
    await tab.page.goto(`${proxy?.url}/demo/guarantee.html`);
    await dashboard.answer('Said while the page was in the cache');
    const since = performance.now();
    await tab.page.goBack({ waitUntil: 'commit' });
    const took = await shown(tab, 'Said while the page was in the cache', since);
    expect(await tab.page.evaluate(() => (window as unknown as { mark?: string }).mark), 'the page came out of the cache').toBe('kept');
    await tab.say('I am back');
    await once(tab, 'Said while the page was in the cache');
    const { ms, note } = limit(LIVE_MS);
    figure({ fault: 'back/forward cache', asked: 'live again ≤ 3 s', reached: `${(took / 1000).toFixed(1)} s${note}` });
    expect(took).toBeLessThan(ms);
  });

  test('R5 after the browser was suspended and its connection cut meanwhile', async ({ server, newDashboard }) => {
    const dashboard = await newDashboard();
    const tab = await (await visitorOfOwnBrowser(server.port)).tab();
    await chat(tab, dashboard, 'Before the lid closes');
    const all = family(own?.process().pid ?? 0);
    for (const pid of all) process.kill(pid, 'SIGSTOP');
    try {
      proxy?.cut();
      await dashboard.answer('Said to a sleeping machine');
      proxy?.restore();
    } finally {
      for (const pid of all) process.kill(pid, 'SIGCONT');
    }
    const took = await shown(tab, 'Said to a sleeping machine', performance.now());
    await tab.say('Awake');
    await once(tab, 'Said to a sleeping machine');
    const { ms, note } = limit(LIVE_MS);
    figure({
      fault: 'suspended browser',
      asked: 'live again ≤ 3 s',
      reached: `${(took / 1000).toFixed(1)} s after SIGCONT of ${all.length} processes${note}`,
      scaled: 'suspended for as long as an operator answers, not for 60 s; the connection was cut meanwhile',
    });
    expect(took).toBeLessThan(ms);
  });

  test('R5 C4 offline and online again: what was written waits, what was said comes, each once', async ({ newVisitor, newDashboard }) => {
    const dashboard = await newDashboard();
    const visitor = await newVisitor();
    const tab = await visitor.tab();
    await chat(tab, dashboard, 'Before the tunnel');
    await visitor.context.setOffline(true);
    visitor.proxy.cut();
    await expect(tab.panel.getByText('No internet. Messages will send when you are back.').first()).toBeVisible();
    await tab.composer.fill('Written in the tunnel');
    await tab.page.keyboard.press('Enter');
    await expect(tab.panel.getByText('Waiting for connection').first()).toBeVisible();
    await dashboard.answer('Said while you were away');
    visitor.proxy.restore();
    const since = performance.now();
    await visitor.context.setOffline(false);
    const took = await shown(tab, 'Said while you were away', since);
    await expect(dashboard.page.getByRole('log')).toContainText('Written in the tunnel');
    await once(tab, 'Written in the tunnel');
    await once(tab, 'Said while you were away');
    const { ms, note } = limit(LIVE_MS);
    figure({ fault: 'offline and online', asked: 'live again ≤ 3 s', reached: `${(took / 1000).toFixed(1)} s${note}` });
    expect(took).toBeLessThan(ms);
  });

  test('R5 the network goes before the banner has come: the header says so', async ({ newVisitor }) => {
    const visitor = await newVisitor();
    const tab = await visitor.tab();
    // Menus and banner are in one file.
    await tab.page.route(/\/embed\/panel-menus/, (route) => route.abort());
    await tab.open();
    await expect(tab.panel).toContainText('Away');
    await visitor.context.setOffline(true);
    await expect(tab.panel).toContainText('Not connected');
    await visitor.context.setOffline(false);
    await expect(tab.panel).toContainText('Away');
  });

  test('R5 a page that was frozen shows what was said meanwhile', async ({ newVisitor, newDashboard }) => {
    const dashboard = await newDashboard();
    const visitor = await newVisitor();
    const tab = await visitor.tab();
    await chat(tab, dashboard, 'Before the freeze');
    const devtools = await visitor.context.newCDPSession(tab.page);
    await devtools.send('Page.setWebLifecycleState', { state: 'frozen' });
    visitor.proxy.cut();
    await dashboard.answer('Said to a frozen page');
    visitor.proxy.restore();
    const since = performance.now();
    await devtools.send('Page.setWebLifecycleState', { state: 'active' });
    const took = await shown(tab, 'Said to a frozen page', since);
    await once(tab, 'Said to a frozen page');
    const { ms, note } = limit(LIVE_MS);
    figure({ fault: 'frozen page', asked: 'live again ≤ 3 s', reached: `${(took / 1000).toFixed(1)} s${note}` });
    expect(took).toBeLessThan(ms);
  });
});
