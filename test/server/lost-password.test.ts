import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, test, type TestContext } from 'node:test';
import { CLOSE, type LoginState } from '../../src/protocol/index.ts';
import { isPassword } from '../../src/protocol/rules.ts';
import { buildApp } from '../../src/server/app.ts';
import { readConfig } from '../../src/server/config.ts';
import { hashPassword, verifyPassword } from '../../src/server/access/passwords.ts';
import { openSetup } from '../../src/server/first-start.ts';
import { addOperator } from '../../src/server/store/operators.ts';
import { connect } from '../../src/server/store/connect.ts';
import { openReset } from '../../src/server/store/password-resets.ts';
import { ADMIN, OPERATOR, startServer, type TestServer } from '../support/server.ts';
import { logIn } from '../support/wire.ts';
import { startProgram } from './spawned.ts';

const CLI = fileURLToPath(new URL('../../src/server/operator-cli.ts', import.meta.url));
const NEW = 'another password 12';

const post = (to: { url: string }, path: string, body: object) =>
  fetch(to.url + path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });

function cli(dataDir: string, ...args: string[]) {
  const env = { PATH: process.env['PATH'] ?? '', DATA_DIR: dataDir };
  return spawnSync(process.execPath, [CLI, ...args], { env, encoding: 'utf8' });
}

function folder(t: TestContext): string {
  const dataDir = mkdtempSync(join(tmpdir(), 'chat-lost-'));
  t.after(() => {
    rmSync(dataDir, { recursive: true, force: true });
  });
  return dataDir;
}

async function server(t: TestContext, now?: () => number): Promise<TestServer> {
  const to = await startServer(now ? { clock: { now } } : {});
  t.after(() => to.stop());
  return to;
}

const idOf = async (to: TestServer, email: string) =>
  (await to.app.services.store.read.selectFrom('operators').select('id').where('email', '=', email).executeTakeFirstOrThrow()).id;

describe('a lost password', () => {
  test('D8 a command beside the running server prints a link that sets a new password once and ends the other log-ins', async (t) => {
    const to = await server(t);
    const [mine, colleague] = [await logIn(to), await logIn(to, OPERATOR)];
    const { wire } = await mine.connect();
    const { wire: theirs } = await colleague.connect();
    assert.match(
      cli(to.dataDir, 'list').stdout,
      /^anna@nordvik\.example\tAnna Berg\tadmin\tdemo other\nmarcus@nordvik\.example\tMarcus Obi\toperator\tdemo\n$/,
    );
    const printed = cli(to.dataDir, 'reset', ' Anna@Nordvik.example');
    assert.deepEqual([printed.status, printed.stderr], [0, '']);
    assert.match(printed.stdout, /Within 4 hours, Anna Berg <anna@nordvik\.example> chooses/);
    const token = /http:\/\/localhost:8080\/dashboard\/#\/reset\/([\w-]{43})\n/.exec(printed.stdout)?.[1] ?? '';
    const checked = await post(to, '/v1/reset/check', { token });
    assert.deepEqual(await checked.json(), { email: ADMIN.email });
    for (const password of ['short', '\u200b'.repeat(20)]) assert.equal((await post(to, '/v1/reset', { token, password })).status, 400);
    assert.equal(
      (await fetch(`${to.url}/v1/login`, { headers: { cookie: mine.cookie } })).status,
      200,
      'a look at the link changes nothing',
    );

    const answers = await Promise.all([1, 2].map(() => post(to, '/v1/reset', { token, password: NEW })));
    assert.deepEqual(answers.map((a) => a.status).sort(), [200, 403]);
    const won = answers.find((a) => a.ok);
    assert.equal(((await won?.json()) as LoginState).operator.email, ADMIN.email);
    assert.match(won?.headers.getSetCookie().join('; ') ?? '', /chat_login=[\w-]{43}/);
    assert.equal((await wire.closing()).code, CLOSE.tokenUnknown);
    assert.equal((await fetch(`${to.url}/v1/login`, { headers: { cookie: mine.cookie } })).status, 401);
    theirs.send({ type: 'ping' });
    await theirs.frame('pong');
    await assert.rejects(logIn(to));
    await logIn(to, { ...ADMIN, password: NEW });
    assert.equal((await post(to, '/v1/reset/check', { token })).status, 403, 'once');
  });

  test('D8 a link holds for four hours, and until there is a newer one for the same operator', async (t) => {
    let now = Date.now();
    const to = await server(t, () => now);
    const { write } = to.app.services.store;
    const [anna, marcus] = [await idOf(to, ADMIN.email), await idOf(to, OPERATOR.email)];
    const [first, other] = [await openReset(write, anna, now), await openReset(write, marcus, now)];
    const second = await openReset(write, anna, now);
    const status = async (token: string) => (await post(to, '/v1/reset/check', { token })).status;
    assert.deepEqual([await status(first), await status(second), await status(other), await status('guess')], [403, 200, 200, 403]);
    now += 4 * 3_600_000;
    assert.deepEqual([await status(second), (await post(to, '/v1/reset', { token: second, password: NEW })).status], [403, 403]);
    const rows = await write.selectFrom('password_resets').select('token_hash').execute();
    assert.ok(
      rows.every((row) => ![first, second, other].includes(row.token_hash)),
      'only hashes are stored',
    );
  });

  test('D8 on PostgreSQL as well', async (t) => {
    const app = await buildApp({ config: readConfig({ DATA_DIR: folder(t), DATABASE_URL: 'pglite:', LOG_LEVEL: 'silent' }) });
    t.after(() => app.close());
    const { write } = app.services.store;
    const { id } = await addOperator(write, { ...ADMIN, role: 'admin' }, [], 1);
    await openReset(write, id, Date.now());
    const token = await openReset(write, id, Date.now());
    const reset = (password: string) => app.http.inject({ method: 'POST', url: '/v1/reset', payload: { token, password } });
    assert.deepEqual([(await reset(NEW)).statusCode, (await reset(NEW)).statusCode], [200, 403]);
    const row = await write.selectFrom('operators').select('password_hash').where('id', '=', id).executeTakeFirstOrThrow();
    assert.equal(await verifyPassword(row.password_hash, NEW), true);
  });

  test('D8 data without any operator is named: the command may have been given another folder than the server', async (t) => {
    const dataDir = folder(t);
    const where = new RegExp(`no operator yet in the data folder ${dataDir}.*DATA_DIR or DATABASE_URL`);
    assert.match(cli(dataDir, 'list').stdout, where);
    const refused = cli(dataDir, 'reset', 'anna@nordvik.example');
    assert.equal(refused.status, 2);
    assert.match(refused.stderr, where);
    const store = await connect({ dataDir, databaseUrl: null });
    await addOperator(store.write, { ...ADMIN, role: 'admin' }, [], 1);
    await store.close();
    assert.match(cli(dataDir, 'reset', 'nobody@nordvik.example').stderr, /no operator with the e-mail "nobody@nordvik\.example".*list/);
  });

  test('D8 what was typed wrongly is said, with the fix', (t) => {
    const dataDir = folder(t);
    for (const [args, message] of [
      [[], /There is no command "".*Usage/s],
      [['reset'], /Whose password/],
      [['reset', 'a', 'b'], /Unexpected "b"/],
      [['remove', 'a@b.example'], /There is no command "remove a@b\.example"/],
    ] as const) {
      const refused = cli(dataDir, ...args);
      assert.equal(refused.status, 2, args.join(' '));
      assert.match(refused.stderr, message);
      assert.doesNotMatch(refused.stderr, /\.ts:\d/, 'no stack');
    }
  });

  test('D8 D10 a start says which CHAT_ADMIN_ variables it ignores, and prints no password that somebody chose', async (t) => {
    const dataDir = folder(t);
    const start = async (email: string, password: string, args: string[] = []) => {
      const running = startProgram({ DATA_DIR: dataDir, CHAT_ADMIN_EMAIL: email, CHAT_ADMIN_PASSWORD: password }, args);
      await running.port;
      running.kill('SIGTERM');
      await running.exit;
      return running.output.stdout + running.output.stderr;
    };
    const [first, second] = ['the first secret', 'the second secret'];
    const printed = [
      await start('anna@nordvik.example', first, ['--demo']),
      await start('anna@nordvik.example', first, ['--demo']),
      await start('anna@nordvik.example', second),
      await start('else@nordvik.example', second, ['--demo']),
    ];
    for (const text of printed) for (const secret of [first, second]) assert.ok(!text.includes(secret), text);
    assert.match(printed[0] ?? '', /log in as anna@nordvik\.example with the password you chose/);
    assert.doesNotMatch(printed.slice(0, 2).join(''), /ignored/);
    assert.match(printed[2] ?? '', /CHAT_ADMIN_PASSWORD is ignored: anna@nordvik\.example has another password.*operator -- reset/s);
    assert.match(printed[3] ?? '', /CHAT_ADMIN_EMAIL and CHAT_ADMIN_PASSWORD are ignored/);
    assert.doesNotMatch(printed[3] ?? '', /log in as else@/);
  });

  test('D10 the demo prints the password it made as long as it opens the door', async (t) => {
    const dataDir = folder(t);
    const start = async () => {
      const running = startProgram({ DATA_DIR: dataDir }, ['--demo']);
      const url = `http://127.0.0.1:${await running.port}`;
      const login = /log in as (\S+), password (\S+)/.exec(running.output.stdout);
      return { running, url, login };
    };
    const first = await start();
    const [, email = '', password = ''] = first.login ?? [];
    assert.equal((await post(first, '/v1/login', { email, password, remember: false })).status, 200);
    const printed = cli(dataDir, 'reset', email).stdout;
    assert.ok(printed.includes(`http://localhost:${new URL(first.url).port}/dashboard/#/reset/`), 'where this server is reached');
    const token = /reset\/([\w-]{43})/.exec(printed)?.[1] ?? '';
    assert.equal((await post(first, '/v1/reset', { token, password: NEW })).status, 200);
    first.running.kill('SIGTERM');
    await first.running.exit;
    const second = await start();
    second.running.kill('SIGTERM');
    await second.running.exit;
    assert.match(second.running.output.stdout, /log in as anna@nordvik\.example with the password you chose/);
    assert.ok(!readFileSync(join(dataDir, 'demo-login.json'), 'utf8').includes(NEW));
  });
});

describe('the set-up link', () => {
  test('D9 ends when an operator exists in whatever way, and after 24 hours', async (t) => {
    let now = Date.now();
    const app = await buildApp({ config: readConfig({ DATA_DIR: folder(t), LOG_LEVEL: 'silent' }), clock: { now: () => now } });
    t.after(() => app.close());
    const { write } = app.services.store;
    const use = async (token: string) => {
      const payload = { token, name: 'Else', email: 'else@nordvik.example', password: 'long enough 1' };
      return (await app.http.inject({ method: 'POST', url: '/v1/setup', payload })).statusCode;
    };
    const old = await openSetup(write, now);
    now += 24 * 3_600_000;
    assert.equal(await use(old), 403);
    const token = await openSetup(write, now);
    await addOperator(write, { ...ADMIN, role: 'admin' }, [], now);
    assert.equal(await use(token), 403);
    assert.equal((await write.selectFrom('operators').select('id').execute()).length, 1);
  });
});

describe('the rule of passwords', () => {
  test('T3 ten characters that can be seen, blanks among them, and 1,024 bytes at most', () => {
    for (const good of ['0123456789', 'ten chars!', 'пароль-дом', '🔑'.repeat(10), 'a'.repeat(1024)])
      assert.equal(isPassword(good), true, good);
    for (const bad of [
      '012345678',
      '          ',
      '\u200b'.repeat(20),
      `12345678\u200d\u200d`,
      'a'.repeat(1025),
      'я'.repeat(513),
      '🔑'.repeat(257),
    ])
      assert.equal(isPassword(bad), false, bad);
  });

  test('D8 one password, however a keyboard writes its letters', async () => {
    const [composed, apart] = ['caf\u00e9 au lait', 'cafe\u0301 au lait'];
    assert.equal(await verifyPassword(await hashPassword(composed), apart), true);
    assert.equal(await verifyPassword(await hashPassword(apart), composed), true);
  });
});
