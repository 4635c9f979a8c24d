/**
 * What a long thread costs: CPU of the page's main thread to open it, for a key and for a message received, with 5,000 messages
 * as ratios to the same with 100, on both screens, in one run; and the elements drawn. Needs a build. `node bench/thread.ts`
 */
import { chromium, type Browser, type CDPSession, type Locator, type Page } from '@playwright/test';
import { nanoid } from 'nanoid';
import { WebSocket } from 'ws';
import { PROTOCOL_VERSION } from '../src/protocol/index.ts';
import { connect } from '../src/server/store/connect.ts';
import { ADMIN } from '../test/support/server.ts';
import { spawnServer } from '../test/support/spawn-server.ts';

interface Figures {
  readonly open: number;
  readonly key: number;
  readonly receive: number;
  readonly elements: number;
}

/** A visitor who said something, over the wire: the token, and what says more. */
async function visitor(url: string): Promise<{ token: string; say: (text: string) => void; close: () => void }> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/v1/visitor/socket`, { origin: url });
  const heard = (type: string): Promise<Record<string, unknown>> =>
    new Promise((resolve) =>
      socket.on('message', (data: Buffer) => {
        const frame = JSON.parse(data.toString()) as Record<string, unknown>;
        if (frame['type'] === type) resolve(frame);
      }),
    );
  await new Promise((resolve) => socket.once('open', resolve));
  const send = (frame: object): void => socket.send(JSON.stringify(frame));
  const say = (text: string): void => send({ type: 'message.send', cid: nanoid(), session: null, text });
  const welcome = heard('welcome');
  send({ type: 'hello', protocol: PROTOCOL_VERSION, site: 'demo', tab: nanoid() });
  const token = String((await welcome)['newToken']);
  const stored = heard('ack');
  say('the thread begins');
  await stored;
  return { token, say, close: () => socket.close() };
}

async function grow(dataDir: string, to: number): Promise<void> {
  const store = await connect({ dataDir, databaseUrl: null });
  const said = await store.write.selectFrom('events').selectAll().where('type', '=', 'message.sent').executeTakeFirstOrThrow();
  await store.write.transaction().execute(async (tx) => {
    for (let seq = 3; seq <= to; seq++) {
      const at = said.at - (to - seq) * 60_000;
      await tx
        .insertInto('events')
        .values({ ...said, seq, at, cid: null, text: `This is message number ${seq}.` })
        .execute();
    }
    await tx.updateTable('sessions').set({ last_seq: to, delivered_seq: to, read_by_visitor: to }).execute();
  });
  await store.close();
}

/** CPU of the main thread in ms. */
async function clock(page: Page): Promise<() => Promise<number>> {
  const session: CDPSession = await page.context().newCDPSession(page);
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  return async () => (await session.send('Performance.getMetrics')).metrics.find(({ name }) => name === 'TaskDuration')!.value * 1000;
}

const KEYS = 'where is my order please';
const RECEIVED = 8;

async function measure(
  page: Page,
  open: () => Promise<void>,
  box: Locator,
  log: Locator,
  last: number,
  say: (text: string) => void,
): Promise<Figures> {
  const busy = await clock(page);
  const start = await busy();
  await open();
  await log.getByText(`message number ${last}.`).waitFor();
  // The time in which pictures and files that were put off are done.
  await page.waitForTimeout(1000);
  const opened = await busy();
  await box.focus();
  await page.keyboard.type('warm up ');
  const beforeKeys = await busy();
  await page.keyboard.type(KEYS, { delay: 30 });
  await page.waitForTimeout(200);
  const afterKeys = await busy();
  for (let i = 0; i < RECEIVED; i++) {
    say(`received ${i}`);
    await log.getByText(`received ${i}`, { exact: true }).waitFor();
  }
  const end = await busy();
  const elements = await log.locator('*').count();
  return { open: opened - start, key: (afterKeys - beforeKeys) / KEYS.length, receive: (end - afterKeys) / RECEIVED, elements };
}

async function run(browser: Browser, count: number): Promise<Record<'widget' | 'dashboard', Figures>> {
  const server = await spawnServer();
  const one = await visitor(server.url);
  await grow(server.dataDir, count);
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const site = await context.newPage();
  await context.addCookies([{ name: 'chat_demo', value: one.token, url: server.url }]);
  await site.goto(`${server.url}/demo/`);
  const launcher = site.getByRole('button', { name: /^Open chat/ });
  await launcher.waitFor();
  const widget = await measure(site, () => launcher.click(), site.locator('.composer textarea'), site.getByRole('log'), count, one.say);

  const desk = await (await browser.newContext({ viewport: { width: 1440, height: 900 } })).newPage();
  await desk.goto(`${server.url}/dashboard/`);
  await desk.getByRole('textbox', { name: 'Email' }).fill(ADMIN.email);
  await desk.getByLabel('Password', { exact: true }).fill(ADMIN.password);
  await desk.getByRole('button', { name: 'Log in' }).click();
  await desk.locator('.row').first().getByRole('button', { name: 'Join' }).waitFor();
  const join = (): Promise<void> => desk.locator('.row').first().getByRole('button', { name: 'Join' }).click();
  // The bucket of the visitor fills again.
  await desk.waitForTimeout(8000);
  const box = desk.getByRole('textbox', { name: /^Reply to/ });
  const dashboard = await measure(desk, join, box, desk.getByRole('log'), count, one.say);
  one.close();
  await server.stop();
  return { widget, dashboard };
}

const browser = await chromium.launch({ executablePath: process.env['CHROME_PATH'] ?? '/usr/bin/chromium' });
const short = await run(browser, 100);
const long = await run(browser, 5000);
await browser.close();
for (const screen of ['widget', 'dashboard'] as const)
  for (const what of ['open', 'key', 'receive', 'elements'] as const) {
    const [a, b] = [short[screen][what], long[screen][what]];
    console.log(`${screen} ${what}: 5,000 messages cost ${(b / a).toFixed(2)} × 100 messages (${b.toFixed(1)} and ${a.toFixed(1)})`);
  }
