import { expect, test } from './fixtures.ts';

test('C4 C5 messages written while the network is down wait, survive a reload and arrive once, in order', async ({
  newVisitor,
  newDashboard,
}) => {
  const dashboard = await newDashboard();
  const visitor = await newVisitor();
  const tab = await visitor.tab();
  await tab.say('Before the tunnel');
  await dashboard.join('Before the tunnel');
  visitor.proxy.cut();
  for (const text of ['In the tunnel 1', 'In the tunnel 2', 'In the tunnel 3']) await tab.say(text);
  await expect(tab.panel.getByText('Waiting for connection').first()).toBeVisible();
  await expect(dashboard.page.getByRole('log')).not.toContainText('In the tunnel 1');
  visitor.proxy.restore();
  await tab.page.reload();
  const log = dashboard.page.getByRole('log');
  await expect(log).toContainText('In the tunnel 3');
  const texts = (await log.innerText()).match(/In the tunnel \d|Before the tunnel/g);
  expect(texts).toEqual(['Before the tunnel', 'In the tunnel 1', 'In the tunnel 2', 'In the tunnel 3']);
  if (!(await tab.panel.isVisible())) await tab.open();
  await expect
    .poll(async () => (await tab.log.innerText()).match(/In the tunnel \d/g))
    .toEqual(['In the tunnel 1', 'In the tunnel 2', 'In the tunnel 3']);
});

test('C4 a message that is sent in the moment of a reload is not lost', async ({ newVisitor, newDashboard }) => {
  const dashboard = await newDashboard();
  const tab = await (await newVisitor()).tab();
  await tab.say('First');
  await tab.composer.fill('Last words before the reload');
  await tab.page.keyboard.press('Enter');
  await expect(tab.log).toContainText('Last words before the reload');
  await tab.page.reload();
  await dashboard.row('Last words before the reload').waitFor();
});

test('R1 R3 a visitor who comes back finds their active session, and the badge counts what they missed', async ({
  newVisitor,
  newDashboard,
}) => {
  const dashboard = await newDashboard();
  const visitor = await newVisitor();
  const tab = await visitor.tab();
  await tab.say('I will be back');
  const session = await tab.session();
  await dashboard.join('I will be back');
  await tab.panel.getByRole('button', { name: 'Minimise' }).click();
  await tab.page.goto('about:blank');
  await dashboard.answer('Welcome back');
  await dashboard.answer('Here is your answer');
  await tab.page.goto(`${visitor.proxy.url}/demo/guarantee.html`);
  await expect(tab.page.getByRole('button', { name: 'Open chat, 2 unread' })).toBeVisible();
  await tab.open();
  await expect(tab.log).toContainText('I will be back');
  await expect(tab.log).toContainText('Here is your answer');
  expect(await tab.session()).toBe(session);
  await expect(dashboard.page.getByRole('log')).toContainText('Read');
});

test('R6 a connection that is cut comes back by itself with everything that was said meanwhile', async ({ newVisitor, newDashboard }) => {
  // The longest pause between two tries is 30 s.
  test.slow();
  const dashboard = await newDashboard();
  const visitor = await newVisitor();
  const tab = await visitor.tab();
  await tab.say('Hello');
  await dashboard.join('Hello');
  visitor.proxy.cut();
  await expect(tab.panel.getByRole('button', { name: 'Retry now' })).toBeVisible();
  await dashboard.answer('Said while you were away');
  visitor.proxy.restore();
  await expect(tab.log).toContainText('Said while you were away', { timeout: 30_000 });
  await expect(tab.panel.getByText('Back online')).toBeVisible();
});

test('typing is seen on both sides', async ({ newVisitor, newDashboard }) => {
  const dashboard = await newDashboard();
  const tab = await (await newVisitor()).tab();
  await tab.say('Hello');
  await dashboard.join('Hello');
  await tab.composer.pressSequentially('I am writing');
  await expect(dashboard.rows.getByText('typing…')).toBeVisible();
  await dashboard.reply.pressSequentially('Me too');
  await expect(tab.panel.getByText(/Anna is typing/).first()).toBeAttached();
});

test('ticks: sent, delivered, read', async ({ newVisitor, newDashboard }) => {
  const tab = await (await newVisitor()).tab();
  await tab.say('Anyone?');
  const dashboard = await newDashboard();
  await expect(tab.log).toContainText('Delivered');
  await dashboard.join('Anyone?');
  await expect(tab.log).toContainText('Read');
});

test('I3 after clearing cookies a person is a new visitor with an empty thread', async ({ newVisitor, newDashboard }) => {
  const dashboard = await newDashboard();
  const visitor = await newVisitor();
  const tab = await visitor.tab();
  await tab.say('The old me');
  await dashboard.row('The old me').waitFor();
  const name = (await dashboard.rows.first().innerText()).match(/Visitor \d{4}/)?.[0];
  await visitor.context.clearCookies();
  await tab.page.reload();
  await tab.say('The new me');
  await expect(tab.log).not.toContainText('The old me');
  const row = dashboard.row('The new me');
  await expect(row).toContainText(/Visitor \d{4}/);
  if (name) await expect(row).not.toContainText(name);
});

test('a message of 5,001 characters is refused where it is written, and nothing is lost', async ({ newVisitor }) => {
  const tab = await (await newVisitor()).tab();
  await tab.open();
  const long = 'x'.repeat(5001);
  await tab.composer.fill(long);
  await expect(tab.panel.getByText(/5,?000/)).toBeVisible();
  await tab.page.keyboard.press('Enter');
  await expect(tab.composer).toHaveValue(long);
});

test('a wrong password is refused in the log-in form', async ({ browser, server }) => {
  const page = await browser.newPage();
  await page.goto(`${server.url}/dashboard/`);
  await page.getByRole('textbox', { name: 'Email' }).fill('anna@nordvik.example');
  await page.getByLabel('Password', { exact: true }).fill('wrong');
  await page.getByRole('button', { name: 'Log in' }).click();
  await expect(page.getByRole('alert')).toHaveText('Email or password is incorrect');
  await page.close();
});
