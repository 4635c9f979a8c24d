import { createHmac } from 'node:crypto';
import { spawnServer, type SpawnedServer } from '../support/spawn-server.ts';
import { readIdentityKeys } from '../../src/server/store/identity-keys.ts';
import { findSite } from '../../src/server/store/sites.ts';
import { expect, inStore, test, VisitorTab } from './fixtures.ts';

const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** The shop's own server hands this to its page once the customer has logged in. */
async function proofOf(server: SpawnedServer, sub: string, name: string): Promise<string> {
  const key = await inStore(server, async (db) => {
    const site = await findSite(db, 'demo');
    const { keys } = await readIdentityKeys(db, site?.id ?? '', Date.now());
    return keys.secrets[0]?.key ?? '';
  });
  const input = `${encode({ alg: 'HS256', typ: 'JWT' })}.${encode({ sub, name, aud: 'demo', exp: Math.floor(Date.now() / 1000) + 3600 })}`;
  return `${input}.${createHmac('sha256', key).update(input).digest('base64url')}`;
}

type Widget = HTMLElement & { identify(proof: { jwt: string }): Promise<void>; logout(): Promise<void> };
const identify = ({ page }: VisitorTab, jwt: string): Promise<void> =>
  page.evaluate((proof) => (document.querySelector('chat-widget') as Widget).identify({ jwt: proof }), jwt);
const stored = ({ page }: VisitorTab): Promise<string> =>
  page.evaluate(async () => {
    const names = (await indexedDB.databases()).map(({ name }) => name ?? '').filter((name) => name.startsWith('chat_'));
    const values: unknown[] = [document.cookie];
    for (const name of names) {
      const opening = indexedDB.open(name);
      await new Promise((done) => (opening.onsuccess = done));
      const all = opening.result.transaction('kv').objectStore('kv').getAll();
      await new Promise((done) => (all.onsuccess = done));
      values.push(all.result);
      opening.result.close();
    }
    return JSON.stringify(values);
  });

test('a customer who logs in on two devices has one conversation, under their verified name', async ({
  server,
  newVisitor,
  newDashboard,
}) => {
  const dashboard = await newDashboard();
  const [phone, laptop] = [await (await newVisitor()).tab(), await (await newVisitor()).tab()];
  await phone.say('From the phone');
  await identify(phone, await proofOf(server, 'customer-7', 'Maya Lind'));
  await identify(laptop, await proofOf(server, 'customer-7', 'Maya Lind'));
  await laptop.open();
  await expect(laptop.log).toContainText('From the phone');
  await laptop.say('From the laptop');
  await expect(phone.log).toContainText('From the laptop');
  await dashboard.join('From the laptop');
  await expect(dashboard.page.getByText('Maya Lind').first()).toBeVisible();
  await dashboard.answer('I see both');
  for (const tab of [phone, laptop]) await expect(tab.log).toContainText('I see both');
  expect(await laptop.session()).toBe(await phone.session());
});

test('a block survives the merge: a person who is blocked on one device is hidden on the next one they log in on', async ({
  server,
  newVisitor,
  newDashboard,
}) => {
  const dashboard = await newDashboard();
  const phone = await (await newVisitor()).tab();
  await phone.say('Something rude');
  await identify(phone, await proofOf(server, 'customer-8', 'Rude Person'));
  await dashboard.join('Something rude');
  await dashboard.block('Rude');
  await phone.expectGone();
  const laptop = await (await newVisitor()).tab();
  await laptop.say('I am somebody else');
  await identify(laptop, await proofOf(server, 'customer-8', 'Rude Person')).catch(() => undefined);
  await laptop.expectGone();
  await laptop.page.reload();
  await laptop.page.waitForLoadState('networkidle');
  await laptop.expectGone();
});

test('logout wipes every store, in every tab', async ({ server, newVisitor }) => {
  const visitor = await newVisitor();
  const [one, two] = [await visitor.tab(), await visitor.tab('/demo/guarantee.html')];
  await one.say('Private words');
  await identify(one, await proofOf(server, 'customer-9', 'Maya Lind'));
  await two.open();
  await expect(two.log).toContainText('Private words');
  expect(await stored(one)).toMatch(/chat_demo_[\w.%-]+=[\w-]{43}/);
  await one.page.evaluate(() => (document.querySelector('chat-widget') as Widget).logout());
  for (const tab of [one, two]) {
    await expect.poll(() => tab.session()).toBeNull();
    await expect(tab.page.getByText('Private words')).toHaveCount(0);
    expect(await stored(tab)).not.toMatch(/chat_demo|token|Private words/);
  }
});

test('D11 two servers on one host: a chat with one leaves the chat with the other as it was', async ({ server, browser }) => {
  const staging = await spawnServer();
  const context = await browser.newContext();
  try {
    const open = async ({ url }: SpawnedServer) => {
      const page = await context.newPage();
      await page.goto(`${url}/demo/`);
      return new VisitorTab(page);
    };
    const shop = await open(server);
    await shop.say('To the shop');
    const session = await shop.session();
    const other = await open(staging);
    await other.say('To the copy of it');
    await expect(other.page.getByText('To the shop')).toHaveCount(0);
    // Looked at again, and opened anew.
    await shop.page.bringToFront();
    await shop.say('Still me');
    expect(await shop.session()).toBe(session);
    await shop.page.reload();
    await shop.open();
    await expect(shop.log).toContainText('To the shop');
    await expect(shop.log).toContainText('Still me');
    expect(await shop.session()).toBe(session);
  } finally {
    await context.close();
    await staging.stop();
  }
});

test('D11 a visitor of the version before goes on after the upgrade, while their page from before stays open', async ({ newVisitor }) => {
  const visitor = await newVisitor();
  const tab = await visitor.tab();
  await tab.say('Before the upgrade');
  const session = await tab.session();
  await tab.page.close();
  const page = await visitor.context.newPage();
  // A page of the site without the widget.
  await page.goto(`${visitor.proxy.url}/healthz`);
  const token = await page.evaluate(async () => {
    const [name = '', value = ''] = (document.cookie.split('; ').find((pair) => pair.startsWith('chat_demo_')) ?? '').split('=');
    document.cookie = `${name}=; Path=/; Max-Age=0`;
    indexedDB.deleteDatabase(name);
    document.cookie = `chat_demo=${value}; Path=/; SameSite=Lax`;
    const opening = indexedDB.open('chat_demo');
    opening.onupgradeneeded = () => opening.result.createObjectStore('kv');
    await new Promise((done) => (opening.onsuccess = done));
    const now = Date.now();
    const stores = opening.result.transaction('kv', 'readwrite');
    stores.objectStore('kv').put({ token: value, owner: 'me', writtenAt: now, expiresAt: now + 1e10 }, 'replica');
    await new Promise((done) => (stores.oncomplete = done));
    opening.result.close();
    return value;
  });
  expect(token).toHaveLength(43);
  const after = await visitor.tab();
  await after.open();
  await expect(after.log).toContainText('Before the upgrade');
  expect(await after.session()).toBe(session);
  await after.say('And after');
  await expect.poll(() => after.page.evaluate(() => document.cookie)).toContain('chat_demo_');
  expect(await after.page.evaluate(() => document.cookie)).toContain(`chat_demo=${token}`);
  await expect
    .poll(() => after.page.evaluate(async () => (await indexedDB.databases()).map(({ name }) => name)))
    .not.toContain('chat_demo');
});
