/**
 * The dashboard with 10,000 open chats beside one with 50 (L2): time to the first row, work for a key typed in the reply box, for
 * a chat that changes, and for a page of the inbox on the server. Needs a build. `node bench/inbox.mjs [chats]`
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { chromium } from 'playwright';
import { CHROME_ARGS, findBrowser } from '../scripts/browser.mjs';
import { buildApp } from '../src/server/app.ts';
import { readConfig } from '../src/server/config.ts';
import { prepareDemo } from '../src/server/demo.ts';
import { findSite } from '../src/server/store/sites.ts';

const ADMIN = { email: 'anna@nordvik.example', password: 'tight-corner-7' };
const KEYS = 60;

const few = await measure(50);
const many = await measure(Number(process.argv[2] ?? 10_000));
console.log('                       50 chats      many    ratio');
for (const [name, label] of [
  ['firstRow', 'first row, ms'],
  ['key', 'a key typed, ms'],
  ['change', 'a chat changes, ms'],
  ['rows', 'rows drawn'],
])
  console.log(
    label.padEnd(20),
    few[name].toFixed(2).padStart(9),
    many[name].toFixed(2).padStart(9),
    (many[name] / few[name]).toFixed(2).padStart(8),
  );

async function measure(count) {
  const dataDir = mkdtempSync(join(tmpdir(), 'chat-bench-'));
  const env = { PORT: '0', DATA_DIR: dataDir, LOG_LEVEL: 'silent', CHAT_ADMIN_EMAIL: ADMIN.email, CHAT_ADMIN_PASSWORD: ADMIN.password };
  const config = readConfig(env, { demo: true });
  const app = await buildApp({ config });
  const { store } = app.services;
  await prepareDemo(store.write, config, Date.now());
  const site = await findSite(store.read, 'demo');
  const admin = await store.read.selectFrom('operators').select(['id', 'name']).executeTakeFirstOrThrow();
  await fill(store.write, site?.id ?? '', admin, count);
  await app.http.listen({ host: '127.0.0.1', port: 0 });
  const address = app.http.server.address();
  const base = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`;
  const browser = await chromium.launch({ executablePath: await findBrowser(), args: CHROME_ARGS });
  try {
    const page = await browser.newPage();
    await page.goto(`${base}/dashboard/`);
    await page.getByRole('textbox', { name: /email/i }).fill(ADMIN.email);
    await page
      .getByLabel(/^password/i)
      .first()
      .fill(ADMIN.password);
    await page.keyboard.press('Enter');
    await page.locator('.row').first().waitFor();
    await page.goto(`${base}/dashboard/#/inbox/c1`);
    const firstRow = await page.evaluate(
      () =>
        new Promise((resolve) => {
          const list = document.querySelector('dashboard-app');
          const parent = list?.parentElement;
          // The whole screen anew, with everything it asks the server.
          const start = performance.now();
          const next = document.createElement('dashboard-app');
          list?.remove();
          parent?.append(next);
          const look = () => {
            if (document.querySelector('.row')) resolve(performance.now() - start);
            else requestAnimationFrame(look);
          };
          look();
        }),
    );
    const box = page.getByRole('textbox', { name: /^reply to/i });
    await box.waitFor();
    // As many pages as there are chats, so that the screen holds all of them.
    for (let loaded = -1, last = -2; loaded !== last;) {
      last = loaded;
      loaded = await page.evaluate(async () => {
        const rows = document.querySelector('.rows');
        rows.scrollTop = rows.scrollHeight;
        await new Promise((done) => setTimeout(done, 120));
        return rows.scrollHeight;
      });
    }
    await page.evaluate(() => (document.querySelector('.rows').scrollTop = 0));
    const key = await page.evaluate(async (keys) => {
      const area = document.querySelector('dashboard-reply-box textarea');
      const parts = ['dashboard-app', 'dashboard-inbox', 'dashboard-chat', 'dashboard-reply-box'].map((name) =>
        document.querySelector(name),
      );
      const times = [];
      for (let i = 0; i < keys; i++) {
        const start = performance.now();
        area.value += 'a';
        area.dispatchEvent(new InputEvent('input', { bubbles: true }));
        for (const part of parts) await part.updateComplete;
        document.body.getBoundingClientRect();
        times.push(performance.now() - start);
        await new Promise((done) => requestAnimationFrame(done));
      }
      return times.sort((a, b) => a - b)[Math.floor(keys / 2)];
    }, KEYS);
    const rows = await page.locator('.row').count();
    const change = await page.evaluate(async () => {
      const app = document.querySelector('dashboard-app');
      const inbox = document.querySelector('dashboard-inbox');
      const times = [];
      for (let i = 0; i < 20; i++) {
        const start = performance.now();
        app.state = { ...app.state, chats: { ...app.state.chats } };
        await app.updateComplete;
        await inbox.updateComplete;
        document.body.getBoundingClientRect();
        times.push(performance.now() - start);
      }
      return times.sort((a, b) => a - b)[10];
    });
    return { firstRow, key, change, rows };
  } finally {
    await browser.close();
    await app.close();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

/** Open chats of as many visitors: every third waits, the rest are the administrator's. */
async function fill(db, site, { id, name }, count) {
  const n = sql`with recursive n(i) as (select 1 union all select i + 1 from n where i < ${count})`;
  const operators = JSON.stringify([{ id, name }]);
  const last = JSON.stringify({ author: 'visitor', text: 'Do you ship to Iceland?', at: 1, seq: 2, operator: null });
  await db.transaction().execute(async (tx) => {
    for (const statement of [
      sql`insert into visitors (id, site_id, number, created_at, last_seen_at) ${n} select 'v' || i, ${site}, '1234', 1, 1 from n`,
      sql`insert into sessions (id, site_id, visitor_id, status, started_at, last_seq)
        ${n} select 's' || i, ${site}, 'v' || i, 'active', 1, 2 from n`,
      sql`insert into chats (id, site_id, session_id, visitor_id, status, created_at, first_seq, operators, last, last_at)
        ${n} select 'c' || i, ${site}, 's' || i, 'v' || i, case when i % 3 = 0 then 'new' else 'open' end, i, 1,
          case when i % 3 = 0 then '[]' else ${operators} end, ${last}, i from n`,
      sql`insert into chat_operators select ${id}, id, site_id, done, 0, last_at from chats where status = 'open'`,
      sql`insert into events (session_id, seq, chat_id, at, type, author, text)
        ${n} select 's' || i, 1, 'c' || i, 1, 'session.started', null, null from n`,
      sql`insert into events (session_id, seq, chat_id, at, type, author, text)
        ${n} select 's' || i, 2, 'c' || i, 1, 'message.sent', 'visitor', 'Do you ship to Iceland?' from n`,
    ])
      await statement.execute(tx);
  });
}
