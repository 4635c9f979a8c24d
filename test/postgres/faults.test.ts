import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { firstConnection } from '../../src/server/store/postgres-start.ts';
import { connect } from '../../src/server/store/connect.ts';
import { freshDatabase, TEST_DATABASE_URL, type FreshDatabase } from '../support/database.ts';
import { startServer } from '../support/server.ts';
import { VisitorWire } from '../support/wire.ts';
import { startProgram } from '../server/spawned.ts';

const PASSWORD = 's3cret-in-the-address';

async function database(t: TestContext): Promise<FreshDatabase> {
  const fresh = await freshDatabase();
  assert.ok(fresh, 'run by scripts/postgres.mjs');
  t.after(() => fresh.drop());
  return fresh;
}

function program(t: TestContext, url: string) {
  const dataDir = mkdtempSync(join(tmpdir(), 'chat-postgres-'));
  const started = startProgram({ DATA_DIR: dataDir, DATABASE_URL: url, LOG_LEVEL: 'info' });
  t.after(async () => {
    started.kill('SIGKILL');
    await started.exit;
    rmSync(dataDir, { recursive: true, force: true });
  });
  return started;
}

const changed = (url: string, change: (url: URL) => void): string => {
  const copy = new URL(url);
  change(copy);
  return copy.href;
};

test('D3 what an owner can mend is one sentence that names the setting: no stack, no password', async (t) => {
  const { url, name, administer, query } = await database(t);
  await administer(`create role poor_${name} login password '${PASSWORD}'`);
  t.after(() => administer(`drop role poor_${name}`));
  await query('revoke create on schema public from public');
  const asPoor = (password: string) =>
    changed(url, (u) => {
      u.username = `poor_${name}`;
      u.password = password;
    });
  const cases: [string, RegExp][] = [
    [
      changed(url, (u) => {
        u.pathname = '/no_such_database';
        u.password = u.password || PASSWORD;
      }),
      /^There is no database "no_such_database" on 127\.0\.0\.1:\d+\. Create it \(createdb no_such_database\), or correct the name in DATABASE_URL\.$/,
    ],
    [asPoor('wrong-guess-of-it'), /^PostgreSQL on \S+ refused the password of "poor_\w+"\. Correct user and password in DATABASE_URL/],
    [asPoor(''), /^PostgreSQL on \S+ asks "poor_\w+" for a password\. Add it to DATABASE_URL/],
    [asPoor(PASSWORD), /^"poor_\w+" may not change the database .* Make them its owner: ALTER DATABASE/],
    [`postgres://chat:pass#word/${PASSWORD}@127.0.0.1/chat`, /^DATABASE_URL cannot be read\./],
    [`${url}?sslmode=verify-full`, /^The encrypted connection to PostgreSQL on \S+ failed .* sslmode in DATABASE_URL/],
  ];
  for (const [address, sentence] of cases) {
    const refused = program(t, address);
    assert.equal((await refused.exit).code, 1);
    const text = refused.output.stdout + refused.output.stderr;
    assert.match(text.trim(), sentence);
    assert.equal(text.trim().split('\n').length, 1, text);
    for (const secret of [PASSWORD, 'wrong-guess-of-it', 'pass#word', new URL(TEST_DATABASE_URL ?? '').password])
      if (secret) assert.ok(!text.includes(secret), `${secret} in: ${text}`);
  }
});

test('D3 a database that is not up yet is waited for, and found when it is there', async (t) => {
  const { url } = await database(t);
  const target = new URL(url);
  const door = createServer((socket) => {
    void import('node:net').then(({ connect: dial }) => {
      const other = dial(Number(target.port), target.hostname);
      socket.pipe(other).pipe(socket);
      for (const side of [socket, other]) side.on('error', () => side.destroy());
    });
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => door.once('listening', resolve));
  const { port } = door.address() as AddressInfo;
  await new Promise((resolve) => door.close(resolve));

  const late = program(
    t,
    changed(url, (u) => {
      u.port = String(port);
    }),
  );
  while (!late.output.stderr.includes('Waiting')) await new Promise((resolve) => setTimeout(resolve, 20));
  assert.match(
    late.output.stderr,
    /^Waiting for the database of DATABASE_URL for up to 30 s: PostgreSQL on \S+ does not answer \(ECONNREFUSED\)/,
  );
  door.listen(port, '127.0.0.1');
  t.after(() => door.close());
  assert.ok(await late.port);
  late.kill('SIGTERM');
  assert.equal((await late.exit).code, 0);
  assert.equal(late.output.stderr.trim().split('\n').length, 1, late.output.stderr);

  const never = firstConnection(`postgres://chat:${PASSWORD}@127.0.0.1:1/chat`, () => undefined, 300);
  await assert.rejects(never, (error: Error) => {
    assert.match(
      error.message,
      /does not answer \(ECONNREFUSED\)\. Start it, or correct the address in DATABASE_URL\. It was waited for \d+ s\.$/,
    );
    assert.ok(!error.message.includes(PASSWORD));
    return true;
  });
});

test('D2 a second server on the same database is refused with the holder; a killed one holds nothing', async (t) => {
  const { url } = await database(t);
  const first = program(t, url);
  await first.port;
  const second = program(t, url);
  assert.equal((await second.exit).code, 1);
  assert.match(
    second.output.stderr,
    /^A server uses the database "chat_\w+" on \S+ already: process \d+ on \S+ \(127\.0\.0\.1\), since \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC\. Stop it first, or give this one a database of its own with DATABASE_URL\.\n$/,
  );
  first.kill('SIGKILL');
  await first.exit;
  const third = program(t, url);
  assert.ok(await third.port);
  await (await connect({ dataDir: '/nowhere', databaseUrl: url })).close();
});

test('D2 a lock that was lost with its connection is noticed: nothing is written until it is held again', async (t) => {
  const { url, administer, name } = await database(t);
  const events: string[] = [];
  const hooks = {
    onLost: () => events.push('lost'),
    onRegained: () => events.push('regained'),
    onTaken: ({ message }: Error) => events.push(message),
  };
  const store = await connect({ dataDir: '/nowhere', databaseUrl: url, exclusive: true }, hooks);
  t.after(() => store.close());
  const write = () =>
    store.write
      .insertInto('meta')
      .values({ key: String(Math.random()), value: '' })
      .execute();
  const until = async (what: () => boolean) => {
    while (!what()) await new Promise((resolve) => setTimeout(resolve, 10));
  };
  await write();
  const cut = () =>
    administer(`select pg_terminate_backend(pid) from pg_stat_activity where datname = '${name}' and application_name like 'chat-server%'`);
  await cut();
  await until(() => events.includes('lost'));
  await until(() => events.includes('regained'));
  await write();

  // It cannot come back: other connections would still write, and must not.
  await administer(`alter database ${name} allow_connections false`);
  await cut();
  await until(() => events.filter((event) => event === 'lost').length >= 2);
  await assert.rejects(write(), { code: 'unavailable' });
});

test('D2 another server that took the place meanwhile is named, and this one ends', async (t) => {
  const { url, query, name } = await database(t);
  const first = program(t, url);
  await first.port;
  // Somebody else stands ready, and has the lock as soon as it is free.
  const { default: pg } = await import('pg');
  const other = new pg.Client({ connectionString: url, application_name: 'somebody else' });
  other.on('error', () => undefined);
  await other.connect();
  t.after(() => other.end());
  const taking = other.query('select pg_advisory_lock(1667785076, hashtext(current_schema()) & 2147483647)');
  await query(`select pg_terminate_backend(pid) from pg_stat_activity where datname = '${name}' and application_name like 'chat-server%'`);
  await taking;
  assert.equal((await first.exit).code, 1);
  assert.match(first.output.stderr, /A server uses the database "chat_\w+" on \S+ already: connection \d+ from 127\.0\.0\.1, since /);
});

test('D4 after a switch-over connections that can only read are given up; /readyz asks for a database that takes writes', async (t) => {
  const server = await startServer();
  t.after(() => server.stop());
  const { databaseUrl } = server.app.services.config;
  const name = new URL(databaseUrl ?? '').pathname.slice(1);
  const { default: pg } = await import('pg');
  const administrator = new pg.Client({ connectionString: TEST_DATABASE_URL });
  await administrator.connect();
  t.after(() => administrator.end());
  const ready = async () => (await fetch(`${server.url}/readyz`)).status;
  const first = new VisitorWire(server);
  const { newToken: token = '' } = await first.welcome();
  await first.say('before');
  assert.equal(await ready(), 200);

  await administrator.query(`alter database ${name} set default_transaction_read_only = on`);
  await administrator.query(`select pg_terminate_backend(pid) from pg_stat_activity where datname = '${name}'`);
  assert.equal((await first.closing()).code, 1013);
  for (let i = 0; i < 10; i++) assert.equal(await ready(), 503);
  await administrator.query(`alter database ${name} reset default_transaction_read_only`);
  while ((await ready()) !== 200) await new Promise((resolve) => setTimeout(resolve, 20));
  const again = new VisitorWire(server);
  await again.welcome({ token });
  await again.say('after');
});
