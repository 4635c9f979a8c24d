import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import { CLOSE } from '../../src/protocol/index.ts';
import type { TestServer } from '../support/server.ts';
import { startServer } from '../support/server.ts';
import { logIn, OperatorWire, VisitorWire } from '../support/wire.ts';
import { at, startProgram } from './spawned.ts';

function folder(t: TestContext): string {
  const path = mkdtempSync(join(tmpdir(), 'chat-process-'));
  t.after(() => {
    rmSync(path, { recursive: true, force: true });
  });
  return path;
}

function program(t: TestContext, env: Record<string, string>, args: string[] = []) {
  const started = startProgram(env, args);
  t.after(() => started.kill('SIGKILL'));
  return started;
}

describe('the program', { concurrency: 2 }, () => {
  test('all problems of the configuration are listed at once, each with the variable and the fix, exit code 2', async (t) => {
    const wrong = program(t, {
      PORT: '99999',
      PUBLIC_URL: 'chat.example/path',
      CHAT_ADMIN_EMAIL: 'nobody',
      CHAT_ADMIN_PASSWORD: 'short',
      TRUSTED_PROXIES: '1',
      DATABASE_URL: 'mysql://x',
      LOG_LEVEL: 'loud',
      DATA_DIR: folder(t),
    });
    assert.equal((await wrong.exit).code, 2);
    for (const name of ['PORT', 'PUBLIC_URL', 'CHAT_ADMIN_EMAIL', 'CHAT_ADMIN_PASSWORD', 'TRUSTED_PROXIES', 'DATABASE_URL', 'LOG_LEVEL'])
      assert.match(wrong.output.stderr, new RegExp(`^  - ${name}\\b.*(give|such as)`, 'm'), name);
    assert.doesNotMatch(wrong.output.stderr, /short\b.*"short"|at .*\.ts:/, 'no stack, no password');
  });

  test('half an administrator is a problem: both or neither', async (t) => {
    const wrong = program(t, { CHAT_ADMIN_EMAIL: 'a@b.example', DATA_DIR: folder(t) });
    assert.equal((await wrong.exit).code, 2);
    assert.match(wrong.output.stderr, /CHAT_ADMIN_PASSWORD is missing/);
  });

  test('a port in use is a clear error and exit code 1', async (t) => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    t.after(() => taken.close());
    const { port } = taken.address() as { port: number };
    const refused = program(t, { PORT: String(port), DATA_DIR: folder(t) });
    assert.equal((await refused.exit).code, 1);
    assert.equal(refused.output.stderr, `Port ${port} is in use by another program. Stop it, or choose another with PORT=8081.\n`);
  });

  test('M1 an address that is not of this machine is a sentence that names HOST', async (t) => {
    for (const host of ['192.0.2.1', '[::1]', 'http://localhost']) {
      const refused = program(t, { HOST: host, DATA_DIR: folder(t) });
      assert.equal((await refused.exit).code, 1);
      assert.match(refused.output.stderr, /^HOST is ".+": this machine has no such address \(E\w+\)\. Give 127\.0\.0\.1, .*\.\n$/);
      assert.ok(refused.output.stderr.includes(`"${host}"`));
    }
  });

  test('an unwritable data folder is a clear error and exit code 1', async (t) => {
    const refused = program(t, { DATA_DIR: '/proc/nowhere' });
    assert.equal((await refused.exit).code, 1);
    assert.match(refused.output.stderr, /^The data folder \/proc\/nowhere cannot be written \(E\w+\)\. Set DATA_DIR to a folder/);
  });

  test('R10 SIGTERM and Ctrl-C close every connection and end the program with exit code 0; what was acknowledged is there', async (t) => {
    const dataDir = folder(t);
    for (const signal of ['SIGTERM', 'SIGINT'] as const) {
      const running = program(t, { DATA_DIR: dataDir }, ['--demo']);
      const server = at(await running.port) as TestServer;
      const wire = new VisitorWire(server);
      await wire.welcome();
      await wire.say(`before ${signal}`);
      running.kill(signal);
      await wire.frame('goaway');
      assert.equal((await wire.closing()).code, CLOSE.draining);
      assert.equal((await running.exit).code, 0, running.output.stderr);
    }
  });

  test('without an administrator a one-time set-up link is printed, and the second start prints a new one', async (t) => {
    const dataDir = folder(t);
    const links: string[] = [];
    for (let i = 0; i < 2; i++) {
      const running = program(t, { DATA_DIR: dataDir });
      const port = await running.port;
      links.push(/#\/setup\/(\S+)/.exec(running.output.stdout)?.[1] ?? '');
      const use = (token: string) =>
        fetch(`http://127.0.0.1:${port}/v1/setup`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ token, name: 'A', email: 'a@b.example', password: 'long enough 1' }),
        });
      if (i === 1)
        assert.deepEqual(
          [(await use(links[0] ?? '')).status, (await use(links[1] ?? '')).status, (await use(links[1] ?? '')).status],
          [403, 200, 403],
        );
      running.kill('SIGTERM');
      assert.equal((await running.exit).code, 0);
    }
  });

  test('/healthz says alive, /readyz ready; without its database it is not ready, but alive', async (t) => {
    const server = await startServer();
    t.after(() => server.stop());
    const get = async (path: string) => {
      const response = await fetch(server.url + path);
      return [response.status, (await response.json()) as unknown];
    };
    assert.deepEqual(await get('/healthz'), [200, { status: 'ok' }]);
    assert.deepEqual(await get('/readyz'), [200, { status: 'ready' }]);
    const { read } = server.app.services.store;
    const { selectFrom } = read;
    read.selectFrom = () => {
      throw new Error('gone');
    };
    assert.equal((await get('/readyz'))[0], 503);
    assert.equal((await get('/healthz'))[0], 200);
    read.selectFrom = selectFrom;
  });
});

test('logs carry no token, no password and no message, and cannot be forged', async (t) => {
  const password = 'hunter2-hunter2';
  const running = program(
    t,
    { DATA_DIR: folder(t), LOG_LEVEL: 'debug', CHAT_ADMIN_EMAIL: 'anna@nordvik.example', CHAT_ADMIN_PASSWORD: password },
    ['--demo'],
  );
  const server = at(await running.port) as TestServer;
  const admin = await logIn(server, { email: 'anna@nordvik.example', password });
  await logIn(server, { email: 'anna@nordvik.example', password: 'wrong-secret-1' }).catch(() => undefined);
  const wire = new VisitorWire(server);
  const { newToken: token = '' } = await wire.welcome();
  const words = 'my very private words';
  const { session } = await wire.say(`${words}\n{"level":60,"msg":"forged"}`);
  const get = (path: string, headers: Record<string, string> = {}) =>
    fetch(server.url + path, { headers: { authorization: `Bearer ${token}`, ...headers } });
  await get(`/v1/visitor/events?site=demo&session=${session}&token=${token}&text=${encodeURIComponent(words)}`);
  await get('/v1/sites/demo/blocks?search=private-search-words', { cookie: admin.cookie });
  await get('/v1/x%0a%7B%22level%22:60%7D<script>', { 'user-agent': 'evil\x09"agent' });
  const operator = new OperatorWire(`ws://127.0.0.1:${server.port}/v1/operator/socket`, { origin: server.url, cookie: admin.cookie });
  await operator.opened();
  operator.send({ type: 'hello', protocol: 1, site: 'demo', tab: 't' });
  await operator.frame('welcome');
  wire.raw(`{"type":"message.send","cid":"a","text":"${words}"`);
  await wire.frame('error');
  running.kill('SIGTERM');
  assert.equal((await running.exit).code, 0);

  const logs = running.output.stdout.slice(running.output.stdout.indexOf('Ctrl-C stops the server.')) + running.output.stderr;
  assert.match(logs, /"path":"\/v1\/visitor\/events"/, 'requests are logged');
  for (const secret of [
    token,
    password,
    'wrong-secret-1',
    words,
    encodeURIComponent(words),
    'private-search-words',
    admin.cookie.split('=')[1] ?? '?',
  ])
    assert.ok(!logs.includes(secret), `"${secret}" is in the logs`);
  const lines = logs.split('\n').filter((line) => line.includes('"'));
  for (const line of lines) assert.ok((JSON.parse(line) as { level: number }).level < 60, line);
});
