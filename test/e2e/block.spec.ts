import { expect, expectAccessible, test, type VisitorTab } from './fixtures.ts';

/** Layout shifts of the page since it was loaded. */
const layoutShifts = (tab: VisitorTab) =>
  tab.page.evaluate(
    () =>
      new Promise<string[]>((resolve) => {
        type Shift = PerformanceEntry & { value: number; sources: { node: Node | null }[] };
        const found: string[] = [];
        const take = (entries: PerformanceEntryList) => {
          for (const entry of entries as Shift[])
            if (!(entry as Shift & { hadRecentInput: boolean }).hadRecentInput)
              found.push(`${entry.value} ${entry.sources.map(({ node }) => (node as Element | null)?.outerHTML?.slice(0, 120)).join(' ')}`);
        };
        const observer = new PerformanceObserver((list) => {
          take(list.getEntries());
        });
        observer.observe({ type: 'layout-shift', buffered: true });
        requestAnimationFrame(() =>
          requestAnimationFrame(() => {
            take(observer.takeRecords());
            resolve(found);
          }),
        );
      }),
  );

test('S7 an operator blocks a visitor from the Options menu at the right of the chat', async ({ newVisitor, newDashboard }) => {
  const dashboard = await newDashboard();
  const tab = await (await newVisitor()).tab();
  await tab.say('Buy followers');
  await dashboard.join('Buy followers');
  const [options, main] = [
    await dashboard.page.getByRole('button', { name: 'Options' }).boundingBox(),
    await dashboard.page.locator('main').boundingBox(),
  ];
  expect(options!.x).toBeGreaterThan(main!.x + main!.width * 0.7);
  await dashboard.block('Advertising');
  await expect(dashboard.page.getByText('This visitor is blocked and cannot start a new chat.')).toBeVisible();
  await expect(dashboard.reply).toHaveCount(0);
  await tab.expectGone();
});

test('U2 after a block the focus is on the next chat of the list, or on the heading of a list without one', async ({
  newVisitor,
  newDashboard,
}) => {
  const dashboard = await newDashboard();
  await (await (await newVisitor()).tab()).say('Buy followers');
  await dashboard.join('Buy followers');
  await dashboard.block('Advertising');
  await expect(dashboard.page.getByRole('heading', { name: 'Inbox', exact: true })).toBeFocused();
  await (await (await newVisitor()).tab()).say('Cheap watches');
  await dashboard.join('Cheap watches');
  await dashboard.block('Advertising');
  const next = dashboard.page.locator('.row:not(.is-current) .name:focus');
  await expect(next).toHaveCount(1);
  // The end of the blocked session, which is drawn later, takes nothing away.
  await expect(dashboard.page.getByText('This visitor is blocked and cannot start a new chat.')).toBeVisible();
  await expect(next).toHaveCount(1);
});

test('S7 typing an address in the block list blocks it', async ({ newVisitor, newDashboard }) => {
  const dashboard = await newDashboard();
  const tab = await (await newVisitor({ address: '198.51.100.77' })).tab();
  await expect(tab.launcher).toBeVisible();
  await tab.open();
  await dashboard.openBlockList();
  await dashboard.page.getByRole('button', { name: 'Block an address' }).click();
  const dialog = dashboard.page.getByRole('dialog', { name: /address/i });
  await dialog
    .getByRole('textbox', { name: /address/i })
    .first()
    .fill('198.51.100.77');
  await dialog.getByRole('textbox', { name: /reason/i }).fill('Crawler');
  await dialog.getByRole('button', { name: 'Block', exact: true }).click();
  await expect(dashboard.page.getByRole('table')).toContainText('198.51.100.77');
  await tab.expectGone();
});

test('S8 a block needs a reason and says what the choice of the address means', async ({ newVisitor, newDashboard }) => {
  const dashboard = await newDashboard();
  const stranger = await (await newVisitor({ address: '203.0.113.200' })).tab();
  await stranger.say('I only share the address');
  const tab = await (await newVisitor({ address: '203.0.113.200' })).tab();
  await tab.say('Rude words');
  await dashboard.join('Rude words');
  const dialog = await dashboard.openBlockDialog();
  const reason = dialog.getByRole('textbox', { name: 'Reason for blocking' });
  await expect(reason).toBeFocused();
  const address = dialog.getByRole('checkbox', { name: /^Also block IP address 203\.0\.113\.200/ });
  await expect(address).not.toBeChecked();
  await expect(dialog).toContainText(
    'Without it the visitor can clear cookies and start a new chat. With it, others on the same network are blocked too.',
  );
  await expect(dialog, 'the other visitor at the address is counted').toContainText(/1 other visitor/);
  await expectAccessible(dashboard.page, 'block dialog');

  await dialog.getByRole('button', { name: 'Block', exact: true }).click();
  await expect(dialog).toContainText('Give a reason so the team knows why');
  await expect(reason).toBeFocused();
  await reason.fill('   ');
  await dialog.getByRole('button', { name: 'Block', exact: true }).click();
  await expect(dialog).toBeVisible();
  await expect(tab.composer).toBeEnabled();
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await expect(dialog).toBeHidden();
  await tab.say('Nobody blocked me');
});

test('S9 a block ends the session, the widget disappears from every tab within a second, the page works on', async ({
  newVisitor,
  newDashboard,
}) => {
  const dashboard = await newDashboard();
  const visitor = await newVisitor();
  const tab = await visitor.tab();
  await tab.say('Rude words');
  const closedTab = await visitor.tab('/demo/tents.html');
  await expect(closedTab.launcher).toBeVisible();
  await dashboard.join('Rude words');
  await closedTab.page.evaluate(() => {
    document.querySelector('chat-widget')!.addEventListener('chat-block', () => {
      (window as unknown as { blockedAt: number }).blockedAt = Date.now();
    });
  });
  const dialog = await dashboard.openBlockDialog();
  await dialog.getByRole('textbox', { name: 'Reason for blocking' }).fill('Rude');
  const shiftsBefore = new Map([
    [tab, await layoutShifts(tab)],
    [closedTab, await layoutShifts(closedTab)],
  ]);
  // From the operator's click itself, not from the driver's request for it.
  await dashboard.page.evaluate(() => {
    addEventListener('click', () => ((window as unknown as { clickedAt: number }).clickedAt = Date.now()), { capture: true, once: true });
  });
  await dialog.getByRole('button', { name: 'Block', exact: true }).click();
  await tab.expectGone();
  await closedTab.expectGone();
  const blockedAt = await closedTab.page.evaluate(() => (window as unknown as { blockedAt: number }).blockedAt);
  const clickedAt = await dashboard.page.evaluate(() => (window as unknown as { clickedAt: number }).clickedAt);
  expect(blockedAt - clickedAt).toBeLessThan(1000);
  await expect(dashboard.page.getByRole('log')).toContainText('You blocked this visitor. The chat session has ended.');

  // Nothing sent afterwards is stored, whichever way it goes.
  await tab.page.evaluate(() => {
    void (document.querySelector('chat-widget') as unknown as { send(text: string): Promise<unknown> })
      .send('Let me in')
      .catch(() => undefined);
  });
  await expect(dashboard.page.getByRole('log')).not.toContainText('Let me in');
  for (const t of [tab, closedTab]) {
    expect(await layoutShifts(t)).toEqual(shiftsBefore.get(t));
    await t.page.getByRole('link', { name: 'Packs' }).first().click();
    await expect(t.page).toHaveURL(/packs/);
  }
  expect(visitor.errors).toEqual([]);
});

test('S10 a blocked visitor gets no launcher on any page, and is not told why', async ({ newVisitor, newDashboard }) => {
  const dashboard = await newDashboard();
  const visitor = await newVisitor();
  const tab = await visitor.tab();
  await tab.say('Rude words');
  await dashboard.join('Rude words');
  await dashboard.block('Very rude words');
  await tab.expectGone();
  const answers: string[] = [];
  tab.page.on('response', (response) => {
    if (response.url().includes('/v1/visitor/config')) void response.text().then((body) => answers.push(body));
  });
  for (const path of ['/demo/', '/demo/tents.html']) {
    await tab.page.goto(visitor.proxy.url + path);
    await expect.poll(() => answers.length).toBeGreaterThan(0);
    await tab.expectGone();
    for (const body of answers.splice(0)) expect(Object.keys(JSON.parse(body) as object)).toEqual(['gate']);
  }
  expect(visitor.errors).toEqual([]);
});

test('S11 clearing cookies lets a visitor back in without the address block, and not with it', async ({ newVisitor, newDashboard }) => {
  const dashboard = await newDashboard();
  const visitor = await newVisitor({ address: '203.0.113.210' });
  const tab = await visitor.tab();
  await tab.say('First try');
  await dashboard.join('First try');
  await dashboard.block('First reason');
  await tab.expectGone();
  await visitor.context.clearCookies();
  await tab.page.reload();
  await tab.say('Second try');
  await dashboard.join('Second try');
  await dashboard.block('Second reason', { address: true });
  await tab.expectGone();
  await visitor.context.clearCookies();
  const config = tab.page.waitForResponse((response) => response.url().includes('/v1/visitor/config'));
  await tab.page.reload();
  await config;
  await tab.expectGone();
  // Another address is not touched.
  const neighbour = await (await newVisitor({ address: '203.0.113.211' })).tab();
  await neighbour.say('Hello from next door');
});

test('S12 the block list shows every active block and searches visitor, address and reason', async ({ newVisitor, newDashboard }) => {
  const dashboard = await newDashboard();
  const table = await dashboard.openBlockList();
  await expect(dashboard.page.getByText('No one is blocked')).toBeVisible();
  await expectAccessible(dashboard.page, 'empty block list');
  await dashboard.page.getByRole('link', { name: 'Inbox' }).click();
  for (const [text, address] of [
    ['spam spam', '203.0.113.221'],
    ['bad words', '203.0.113.222'],
  ] as const) {
    const tab = await (await newVisitor({ address })).tab();
    await tab.say(text);
    await dashboard.join(text);
    await dashboard.block(`Because of ${text}`, { address: text === 'spam spam' });
  }
  await dashboard.openBlockList();
  for (const column of ['Visitor', 'Reason', 'Blocked by', 'When', 'IP blocked'])
    await expect(table.getByRole('columnheader', { name: column })).toBeVisible();
  const spam = table.getByRole('row', { name: 'Because of spam spam' });
  await expect(spam).toContainText(/Visitor \d{4}/);
  await expect(spam).toContainText('Anna');
  await expect(spam).toContainText('203.0.113.221');
  await expect(table.getByRole('row', { name: 'Because of bad words' })).toContainText('No');
  await expectAccessible(dashboard.page, 'block list');

  const search = dashboard.page.getByRole('searchbox');
  await search.fill('spam');
  await expect(table.getByRole('row', { name: 'Because of bad words' })).toHaveCount(0);
  await search.fill('203.0.113.221');
  await expect(spam).toBeVisible();
  await search.fill('nothing like this');
  await expect(dashboard.page.getByText(/Nothing matches/)).toBeVisible();
});

test('S13 a name opens the block history, which outlives an unblock', async ({ newVisitor, newDashboard }) => {
  const dashboard = await newDashboard();
  const visitor = await newVisitor();
  const tab = await visitor.tab();
  await tab.say('Spam one');
  await dashboard.join('Spam one');
  await dashboard.block('First spam');
  await tab.expectGone();
  await (await dashboard.openHistory('First spam')).getByRole('button', { name: 'Remove' }).click();
  await expect(tab.launcher).toBeVisible();
  await tab.say('Spam two');
  await dashboard.page.getByRole('link', { name: 'Inbox' }).click();
  await dashboard.join('Spam two');
  await dashboard.block('Second spam');
  const history = await dashboard.openHistory('Second spam');
  await expect(history.getByText(/^Blocked by Anna/)).toHaveCount(2);
  await expect(history.getByText(/^Block removed by Anna/)).toHaveCount(1);
  await expect(history).toContainText('First spam');
  await expect(history).toContainText('Second spam');
  await expectAccessible(dashboard.page, 'block history');
});

test('S14 Remove brings the widget back on open pages without a reload; the old session stays ended', async ({
  newVisitor,
  newDashboard,
}) => {
  const dashboard = await newDashboard();
  const visitor = await newVisitor();
  const tab = await visitor.tab();
  const loadedWhileBlocked = async () => {
    const late = await visitor.tab('/demo/tents.html');
    await late.expectGone();
    return late;
  };
  await tab.say('Rude words');
  const session = await tab.session();
  await dashboard.join('Rude words');
  await dashboard.block('Rude');
  await tab.expectGone();
  const late = await loadedWhileBlocked();
  await tab.page.evaluate(() => {
    (window as unknown as { same: boolean }).same = true;
  });
  const history = await dashboard.openHistory('Rude');
  const remove = history.getByRole('button', { name: 'Remove' });
  expect(await remove.evaluate((element) => getComputedStyle(element).backgroundColor)).toMatch(/^(oklch\(0\.5\d+ 0\.1|rgb\(20)/);
  await remove.click();
  await expect(tab.launcher).toBeVisible();
  await expect(late.launcher).toBeVisible();
  expect(await tab.page.evaluate(() => (window as unknown as { same?: boolean }).same), 'the page was not reloaded').toBe(true);
  await tab.say('Sorry about that');
  await expect.poll(() => tab.session()).not.toBe(session);
  await expect(tab.log).not.toContainText('Rude words');
  await expect(dashboard.page.getByText(/can see the widget again/)).toBeVisible();
  await dashboard.page.getByRole('link', { name: 'Inbox' }).click();
  await expect(dashboard.row('Sorry about that')).toContainText('New');
  expect(visitor.errors).toEqual([]);
});

test('S15 a block holds on one site only', async ({ newVisitor, newDashboard, server }) => {
  const dashboard = await newDashboard();
  const visitor = await newVisitor();
  const tab = await visitor.tab();
  await tab.say('Rude words');
  await dashboard.join('Rude words');
  await dashboard.block('Rude', { address: true });
  await tab.expectGone();
  const { DatabaseSync } = await import('node:sqlite');
  const database = new DatabaseSync(`${server.dataDir}/chat.db`, { timeout: 5000 });
  database.exec(
    `INSERT INTO sites (id, key, name, origins, welcome, created_at) VALUES ('second', 'second', 'Second Shop', '["http://127.0.0.1:*"]', '{}', 0)`,
  );
  database.close();
  await tab.page.evaluate(() => {
    const second = document.createElement('chat-widget');
    second.setAttribute('server', location.origin);
    second.setAttribute('site', 'second');
    document.body.append(second);
  });
  await expect(tab.launcher).toBeVisible();
});
