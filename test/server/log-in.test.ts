import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import { CLOSE, type LoginState, type Problem } from '../../src/protocol/index.ts';
import { buildApp } from '../../src/server/app.ts';
import { AttemptLimiter } from '../../src/server/access/attempt-limiter.ts';
import { readConfig } from '../../src/server/config.ts';
import { HashQueue } from '../../src/server/access/hash-queue.ts';
import { cookieNameOf, loginTokenOf } from '../../src/server/access/login-cookie.ts';
import { isOwnOrigin } from '../../src/server/access/site-origin.ts';
import { openSetup } from '../../src/server/first-start.ts';
import { ADMIN, OPERATOR, startServer, type TestServer, type TestServerOptions } from '../support/server.ts';
import { logIn, OperatorWire } from '../support/wire.ts';
import { openStage } from './stage.ts';

async function server(t: TestContext, options: TestServerOptions = {}): Promise<TestServer> {
  const started = await startServer(options);
  t.after(() => started.stop());
  return started;
}

const attempt = (to: TestServer, body: unknown, headers: Record<string, string> = {}) =>
  fetch(`${to.url}/v1/login`, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) });
const right = { email: ADMIN.email, password: ADMIN.password, remember: false };
const wrong = { ...right, password: 'not this one' };
const codeOf = async (response: Response) => ((await response.json()) as Problem).error.code;

describe('log-in', () => {
  test('a wrong password and an unknown account get the same answer', async (t) => {
    const to = await server(t);
    const answers = [await attempt(to, wrong), await attempt(to, { ...wrong, email: 'nobody@nordvik.example' })];
    const bodies = await Promise.all(answers.map((a) => a.text()));
    assert.deepEqual(
      answers.map((a) => [a.status, a.headers.get('set-cookie')]),
      [
        [401, null],
        [401, null],
      ],
    );
    assert.equal(bodies[0], bodies[1]);
    assert.equal((JSON.parse(bodies[0] ?? '') as Problem).error.code, 'login_failed');
  });

  test('F3 the wait grows with every failure from one address, and ends with a success', async (t) => {
    let now = 1_000_000;
    const to = await server(t, { clock: { now: () => now } });
    const waits: number[] = [];
    for (let i = 0; i < 3; i++) assert.equal((await attempt(to, wrong)).status, 401);
    for (let i = 0; i < 4; i++) {
      const refused = await attempt(to, right);
      assert.equal(refused.status, 429, 'even the right password waits');
      const seconds = Number(refused.headers.get('retry-after'));
      waits.push(seconds);
      now += seconds * 1000;
      assert.equal((await attempt(to, wrong)).status, 401);
    }
    assert.deepEqual(waits, [1, 2, 4, 8]);
    assert.equal(
      (await attempt(to, { ...wrong, email: 'other@nordvik.example' })).status,
      429,
      'the address waits, whichever account is tried',
    );
    const elsewhere = { 'x-forwarded-for': '203.0.113.9' };
    assert.equal((await attempt(to, { ...wrong, email: 'other@nordvik.example' }, elsewhere)).status, 401);
    assert.equal((await attempt(to, right, elsewhere)).status, 200, 'F3 another address is let through');
    now += 60_000;
    assert.equal((await attempt(to, right)).status, 200);
    assert.equal((await attempt(to, wrong)).status, 401);
    assert.equal((await attempt(to, right)).status, 200, 'counted from the start again');
  });

  test('attempts sent at once do not slip past the wait', async (t) => {
    const to = await server(t);
    const statuses = (await Promise.all(Array.from({ length: 12 }, () => attempt(to, wrong)))).map((r) => r.status);
    assert.deepEqual(statuses.filter((s) => s === 401).length, 3, statuses.join(' '));
  });

  test('the cookie is HttpOnly and SameSite=Strict; over https it carries the __Host- prefix and Secure; remembered it lives 30 days', async (t) => {
    const plain = await server(t);
    const cookie = (await attempt(plain, right)).headers.getSetCookie()[0] ?? '';
    assert.match(cookie, /^chat_login=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict$/);
    assert.match((await attempt(plain, { ...right, remember: true })).headers.get('set-cookie') ?? '', /Max-Age=2592000/);
    const secure = await server(t, { env: { PUBLIC_URL: 'https://chat.example' } });
    const answer = (await attempt(secure, right)).headers.getSetCookie()[0] ?? '';
    assert.match(answer, /^__Host-chat_login=[\w-]{43}; Path=\/; HttpOnly; Secure; SameSite=Strict$/);
  });

  test('every log-in has a new id, only its hash is stored, and logging out ends it and its connections', async (t) => {
    const to = await server(t);
    const one = await logIn(to);
    const two = await logIn(to);
    assert.notEqual(one.cookie, two.cookie);
    const rows = await to.app.services.store.read.selectFrom('logins').select('token_hash').execute();
    assert.ok(rows.every((row) => !one.cookie.includes(row.token_hash) && !two.cookie.includes(row.token_hash)));
    const { wire } = await one.connect();
    assert.equal((await fetch(`${to.url}/v1/login`, { method: 'DELETE', headers: { cookie: one.cookie, origin: to.url } })).status, 204);
    assert.equal((await wire.closing()).code, 4401);
    const status = async (cookie: string) => (await fetch(`${to.url}/v1/login`, { headers: { cookie } })).status;
    assert.deepEqual([await status(one.cookie), await status(two.cookie), await status('')], [401, 200, 401]);
  });

  test('S2 after a log-out a connection that stays open is not heard any more', async () => {
    const stage = await openStage();
    try {
      const { wire: visitor } = await stage.visitor();
      const { session } = await visitor.say('hello');
      const wire = stage.operator;
      const chat = await wire.chat(session);
      // This client reads nothing, so the end of its connection does not reach it.
      wire.socket.pause();
      const { cookie } = stage.admin;
      const out = await fetch(`${stage.server.url}/v1/login`, { method: 'DELETE', headers: { cookie, origin: stage.server.url } });
      assert.equal(out.status, 204);
      const late = JSON.stringify({ type: 'message.reply', cid: 'late', chat: chat.id, text: 'still here' });
      await new Promise((resolve) => wire.socket.send(late, resolve));
      for (let i = 0; i < 5; i++) await visitor.say(`asked later ${i}`);
      wire.socket.terminate();
      assert.ok(!visitor.frames.some((f) => f.type === 'event' && f.event.type === 'message.sent' && f.event.text === 'still here'));
    } finally {
      await stage.stop();
    }
  });

  test('a log-in runs out after twelve hours', async (t) => {
    let now = Date.now();
    const to = await server(t, { clock: { now: () => now } });
    const { cookie } = await logIn(to);
    now += 12 * 3_600_000 + 1;
    assert.equal((await fetch(`${to.url}/v1/login`, { headers: { cookie } })).status, 401);
  });

  test("another site's page can neither log in nor out, nor open the operator's socket", async (t) => {
    const to = await server(t);
    for (const headers of [
      { origin: 'http://evil.example' },
      { origin: 'null' },
      { origin: `${to.url}.evil.example` },
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
    ]) {
      const refused = await attempt(to, right, headers);
      assert.deepEqual(
        [refused.status, refused.headers.get('set-cookie'), await codeOf(refused)],
        // A page that may be ours by a name we were not told is told which setting names it (M1).
        [403, null, headers.origin === 'http://evil.example' ? 'origin_not_allowed' : 'forbidden'],
        JSON.stringify(headers),
      );
    }
    const { cookie } = await logIn(to);
    const out = await fetch(`${to.url}/v1/login`, { method: 'DELETE', headers: { cookie, 'sec-fetch-site': 'cross-site' } });
    assert.equal(out.status, 403);
    for (const headers of [{ cookie, origin: 'http://evil.example' }, { cookie, origin: 'null' }, { cookie }, { origin: to.url }]) {
      const wire = new OperatorWire(`ws://127.0.0.1:${to.port}/v1/operator/socket`, headers);
      await wire.opened();
      wire.send({ type: 'hello', protocol: 1, site: 'demo', tab: 't' });
      const code = headers.origin?.includes('evil') ? 'origin_not_allowed' : 'forbidden';
      assert.equal((await wire.frame('error')).code, 'cookie' in headers ? code : 'unauthorized');
      await wire.closing();
    }
  });

  test('a log-in is JSON with exactly its members', async (t) => {
    const to = await server(t);
    for (const body of [
      {},
      [],
      'text',
      null,
      { ...right, role: 'admin' },
      { ...right, remember: 'yes' },
      { ...right, email: { $ne: '' } },
    ]) {
      const refused = await attempt(to, body);
      assert.equal(refused.status, 400, JSON.stringify(body));
      assert.equal(await codeOf(refused), 'invalid');
    }
    const raw = (body: string, type: string) => fetch(`${to.url}/v1/login`, { method: 'POST', headers: { 'content-type': type }, body });
    for (const [body, type] of [
      ['{', 'application/json'],
      ['{"__proto__":{"a":1}}', 'application/json'],
      [JSON.stringify(right), 'text/plain'],
      ['email=a', 'application/x-www-form-urlencoded'],
    ] as const) {
      const refused = await raw(body, type);
      assert.ok(refused.status === 400 || refused.status === 415, `${type} ${refused.status}`);
    }
  });

  test('the set-up link makes one administrator, once, even when it is used twice at once', async (t) => {
    const dataDir = mkdtempSync(join(tmpdir(), 'chat-setup-'));
    const app = await buildApp({ config: readConfig({ DATA_DIR: dataDir, LOG_LEVEL: 'silent' }) });
    t.after(async () => {
      await app.close();
      rmSync(dataDir, { recursive: true });
    });
    const token = await openSetup(app.services.store.write, Date.now());
    const post = (body: object) => app.http.inject({ method: 'POST', url: '/v1/setup', payload: body });
    const person = { token, name: 'Anna', email: 'a@nordvik.example', password: 'long enough 1' };
    assert.equal((await post({ ...person, token: 'guess' })).statusCode, 403);
    for (const password of ['short', '\u200b'.repeat(12), ' '.repeat(12), '\u{1f511}'.repeat(300)])
      assert.equal((await post({ ...person, password })).statusCode, 400, JSON.stringify(password));
    const both = await Promise.all([post(person), post({ ...person, email: 'b@nordvik.example' })]);
    assert.deepEqual(both.map((r) => r.statusCode).sort(), [200, 403]);
    const made = both.find((r) => r.statusCode === 200);
    assert.equal(made?.json<LoginState>()?.operator.role, 'admin');
    assert.equal((await post({ ...person, email: 'c@nordvik.example' })).statusCode, 403);
    assert.equal((await app.services.store.read.selectFrom('operators').select('id').execute()).length, 1);
  });
});

describe('guessing passwords', () => {
  const from = (address: string, cookie = '') => ({ 'x-forwarded-for': address, ...(cookie && { cookie }) });
  const cookiesOf = (response: Response) =>
    response.headers
      .getSetCookie()
      .map((cookie) => cookie.split(';')[0])
      .join('; ');

  test('F3 a browser that has logged in before is let in while others guess, and waits for its own failures', async (t) => {
    const to = await server(t);
    const cookie = cookiesOf(await attempt(to, right, from('203.0.113.5')));
    assert.match(cookie, /chat_device=[\w-]{43}\.[\w-]{43}/);
    for (let i = 0; i < 8; i++) await attempt(to, wrong, from('203.0.113.5'));
    assert.equal((await attempt(to, right, from('203.0.113.5'))).status, 429, 'the address waits');
    assert.equal((await attempt(to, right, from('203.0.113.5', cookie))).status, 200, 'the known browser does not');
    for (let i = 0; i < 3; i++) assert.equal((await attempt(to, wrong, from('203.0.113.6', cookie))).status, 401);
    assert.equal((await attempt(to, right, from('203.0.113.7', cookie))).status, 429, 'a stolen cookie guesses no faster');
  });

  test('F3 the cookie of a known browser is good for its own account only, and is not made by guessing', async (t) => {
    const to = await server(t);
    const cookie = cookiesOf(await attempt(to, { email: OPERATOR.email, password: OPERATOR.password, remember: false }));
    const forged = `chat_device=${'A'.repeat(43)}.${'B'.repeat(43)}`;
    for (const one of [cookie, forged, 'chat_device=', 'chat_device=a.b.c'])
      for (let i = 0; i < 4; i++) await attempt(to, wrong, from('203.0.113.20', one));
    for (const one of [cookie, forged]) assert.equal((await attempt(to, right, from('203.0.113.20', one))).status, 429);
  });

  test('F3 many addresses slow each other down at one account, and still keep out no known browser', async (t) => {
    let now = 1_000_000;
    const to = await server(t, { clock: { now: () => now } });
    const cookie = cookiesOf(await attempt(to, right));
    const limiter = new AttemptLimiter(() => now);
    const account = [{ name: 'account', free: 100 }];
    for (let i = 0; i < 99; i++) limiter.fail(account);
    assert.equal(limiter.wait(account), 0);
    limiter.fail(account);
    assert.equal(limiter.wait(account), 1000);
    for (let i = 0; i < 20; i++) limiter.fail(account);
    assert.equal(limiter.wait(account), 60_000, 'a minute at most');
    now += 15 * 60_000 + 1;
    limiter.fail(account);
    assert.equal(limiter.wait(account), 0, 'forgotten after a quarter of an hour');
    assert.equal((await attempt(to, right, { cookie })).status, 200);
  });

  test('F3 one password is hashed at a time and few wait; those of known browsers come first', async () => {
    const queue = new HashQueue();
    const order: string[] = [];
    let atOnce = 0;
    let most = 0;
    const gates: (() => void)[] = [];
    const work = (name: string) => async () => {
      most = Math.max(most, ++atOnce);
      await new Promise<void>((open) => gates.push(open));
      atOnce--;
      order.push(name);
    };
    const all = Array.from({ length: 21 }, (_, i) => queue.run(false, work(`guess ${i}`)));
    await assert.rejects(queue.run(false, work('one too many')), { code: 'busy' });
    all.push(queue.run(true, work('owner')));
    while (order.length < all.length) {
      gates.splice(0).forEach((open) => {
        open();
      });
      await new Promise((resolve) => setImmediate(resolve));
    }
    await Promise.all(all);
    assert.equal(most, 1);
    assert.equal(order.indexOf('owner'), 1, order.join(', '));
    await queue.run(false, () => Promise.resolve());
  });

  test('F3 a new log-in ends the one it replaces: in the same browser, and not elsewhere', async (t) => {
    const to = await server(t);
    const [first, elsewhere] = [await logIn(to), await logIn(to)];
    const { wire } = await first.connect();
    const status = async (cookie: string) => (await fetch(`${to.url}/v1/login`, { headers: { cookie } })).status;
    assert.equal((await attempt(to, right, { cookie: first.cookie })).status, 200);
    assert.equal((await wire.closing()).code, CLOSE.tryAgain, 'another window of the same person comes back by itself');
    assert.deepEqual([await status(first.cookie), await status(elsewhere.cookie)], [401, 200]);
    const { wire: other } = await elsewhere.connect();
    await attempt(to, { email: OPERATOR.email, password: OPERATOR.password, remember: false }, { cookie: elsewhere.cookie });
    assert.equal((await other.closing()).code, CLOSE.tokenUnknown, "another person's window is over");
  });

  test('D11 servers beside each other on one host name their cookies differently', () => {
    const name = (env: Record<string, string>) => cookieNameOf(readConfig(env), 'chat_login');
    const names = [{}, { PORT: '8081' }, { PUBLIC_URL: 'https://chat.example' }, { PUBLIC_URL: 'https://chat.example:8443' }].map(name);
    assert.deepEqual(names, ['chat_login', 'chat_login_8081', '__Host-chat_login', '__Host-chat_login_8443']);
    const config = readConfig({ PORT: '8081' });
    assert.equal(loginTokenOf(config, 'chat_login=before; chat_login_8081=now'), 'now');
    assert.equal(loginTokenOf(config, 'chat_login=before; chat_login_9=other'), 'before', 'operators stay logged in over the upgrade');
  });
});

describe('the life of a log-in', () => {
  test('an open socket ends with 4401 when its log-in is over: at the next frame, and when nothing is sent', async (t) => {
    let now = 1_000_000;
    const to = await server(t, { clock: { now: () => now } });
    const admin = await logIn(to);
    const [busy, silent] = [(await admin.connect()).wire, (await admin.connect()).wire];
    now += 12 * 3_600_000 - 1;
    busy.send({ type: 'ping' });
    await busy.frame('pong');
    now += 1;
    busy.send({ type: 'ping' });
    assert.equal((await busy.frame('error')).code, 'unauthorized');
    assert.equal((await busy.closing()).code, CLOSE.tokenUnknown);
    // The server does this every thirty seconds.
    to.app.services.hub.closeExpired(now, CLOSE.tokenUnknown);
    assert.equal((await silent.closing()).code, CLOSE.tokenUnknown);
  });

  test('without PUBLIC_URL only loopback, the configured host and, when it listens everywhere, bare addresses are its own', () => {
    const own = (origin: string, env: Record<string, string> = {}, host = new URL(origin).host) =>
      isOwnOrigin(readConfig(env), origin, host);
    for (const origin of [
      'http://localhost:8080',
      'http://127.0.0.1:8080',
      'http://[::1]:8080',
      'http://127.1.2.3',
      'http://demo.localhost:8080',
    ])
      assert.equal(own(origin), true, origin);
    for (const origin of [
      'http://evil.example:8080',
      'http://localhost.evil.example',
      'http://127.0.0.1.nip.io',
      'http://192.168.1.5:8080',
    ])
      assert.equal(own(origin), false, origin);
    assert.equal(own('http://localhost:8080', {}, 'localhost:9090'), false, 'another port');
    assert.equal(own('http://chat.lan:8080', { HOST: 'chat.lan' }), true);
    assert.equal(own('http://192.168.1.5:8080', { HOST: '192.168.1.5' }), true);
    assert.equal(own('http://192.168.1.5:8080', { HOST: '0.0.0.0' }), true);
    assert.equal(own('http://evil.example:8080', { HOST: '0.0.0.0' }), false, 'a name that was pointed at this machine');
    const publicUrl = { PUBLIC_URL: 'https://chat.example' };
    assert.deepEqual([own('https://chat.example', publicUrl), own('http://localhost:8080', publicUrl)], [true, false]);
  });
});
