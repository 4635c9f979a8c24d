import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { connect } from '../../src/server/store/connect.ts';
import { listTables, sumOf } from '../../src/server/store/tables.ts';
import { command } from '../support/cli.ts';
import { freshDatabase } from '../support/database.ts';
import { startServer } from '../support/server.ts';
import { VisitorWire } from '../support/wire.ts';
import { startProgram } from '../server/spawned.ts';
import { openStage, UNLIMITED } from '../server/stage.ts';

function folder(t: TestContext): string {
  const path = mkdtempSync(join(tmpdir(), 'chat-data-'));
  t.after(() => {
    rmSync(path, { recursive: true, force: true });
  });
  return path;
}

async function database(t: TestContext) {
  const fresh = await freshDatabase();
  assert.ok(fresh, 'run by scripts/postgres.mjs');
  t.after(() => fresh.drop());
  return fresh;
}

test('D5 a data folder moves into PostgreSQL: killed half way it goes on, both sides are compared, and open pages resume', async (t) => {
  const dataDir = folder(t);
  const { url } = await database(t);
  const before = await openStage({ dataDir, env: { DATABASE_URL: '' }, limits: UNLIMITED });
  const { wire, token } = await before.visitor();
  const { session } = await wire.say('kept \0 and "kept"');
  const { seq } = await wire.say('ещё');
  const welcome = await wire.frame('welcome');
  const env = { DATA_DIR: dataDir, DATABASE_URL: url };
  const beside = await command('data', env, 'move').ended;
  assert.equal(beside.status, 1);
  assert.match(beside.stderr, /^A server uses the data folder/);
  await before.stop();

  const many = await connect({ dataDir, databaseUrl: null });
  for (let i = 0; i < 20; i++)
    await many.write
      .insertInto('command_results')
      .values(Array.from({ length: 500 }, (_, n) => ({ principal: `p${i}`, cid: `c${n}`, hash: 'h', result: '{}', at: n })))
      .execute();
  await many.close();

  // A server on PostgreSQL beside a filled folder says so, and names both.
  const other = await database(t);
  const unaware = startProgram({ DATA_DIR: dataDir, DATABASE_URL: other.url });
  await unaware.port;
  unaware.kill('SIGTERM');
  await unaware.exit;
  assert.match(
    unaware.output.stderr,
    /^DATABASE_URL is set, so "chat_\w+" on \S+ is used; the 1 chat sessions in the data folder \S+ are not\. "npm run data -- move"/,
  );
  const taken = await command('data', { ...env, DATABASE_URL: other.url }, 'move').ended;
  assert.match(taken.stderr, /The database of DATABASE_URL is not empty/);

  const killed = command('data', env, 'move');
  while (!killed.output.stderr.includes('command_results: 500 ')) await new Promise((resolve) => setTimeout(resolve, 5));
  killed.kill();
  await killed.ended;
  const early = startProgram({ DATA_DIR: dataDir, DATABASE_URL: url });
  assert.equal((await early.exit).code, 1);
  assert.match(
    early.output.stderr,
    /The move of a data folder into "chat_\w+" on \S+ is not finished\. Run it again: npm run data -- move\n$/,
  );

  const moved = await command('data', env, 'move').ended;
  assert.equal(moved.status, 0, moved.stderr);
  assert.match(moved.stderr, /Going on where the move was stopped/);
  assert.match(moved.stdout, /^Moved: \d+ rows, each table compared by number and hash\. Start the server with DATABASE_URL now/);

  const after = await startServer({ dataDir, env: { DATABASE_URL: url } });
  t.after(() => after.stop());
  const back = new VisitorWire(after);
  const greeting = await back.welcome({ token, epoch: welcome.epoch, cursor: { session, seq } });
  assert.equal(greeting.reset, false);
  await back.say('on PostgreSQL');

  const left = startProgram({ DATA_DIR: dataDir });
  await left.port;
  left.kill('SIGTERM');
  await left.exit;
  assert.match(left.output.stderr, /^The data of \S+ was moved to "chat_\w+" on .* because DATABASE_URL is not set/);
});

test('D5 D6 a backup of PostgreSQL is put back beside the running server, and into a data folder as well', async (t) => {
  const stage = await openStage({ limits: UNLIMITED });
  t.after(() => stage.stop());
  const url = stage.server.app.services.config.databaseUrl ?? '';
  const place = folder(t);
  const file = join(place, 'backup');
  const { wire, token } = await stage.visitor();
  const { session } = await wire.say('kept');
  const made = await command('data', { DATABASE_URL: url }, 'backup', file).ended;
  assert.equal(made.status, 0, made.stderr);
  const { seq } = await wire.say('lost');
  const { epoch } = await wire.frame('welcome');
  const closed = wire.closing();
  const restored = await command('data', { DATABASE_URL: url }, 'restore', file).ended;
  assert.equal(restored.status, 0, restored.stderr);
  await fetch(`${stage.server.url}/readyz`);
  assert.equal((await closed).code, 1013);
  const back = new VisitorWire(stage.server);
  const welcome = await back.welcome({ token, epoch, cursor: { session, seq } });
  assert.equal(welcome.reset, true);
  assert.ok(!JSON.stringify(welcome.sessions).includes('lost'));
  await back.say('after');

  const dataDir = join(place, 'data');
  const local = await command('data', { DATA_DIR: dataDir }, 'restore', file).ended;
  assert.equal(local.status, 0, local.stderr);
  const [one, other] = [await connect({ dataDir, databaseUrl: null }), await connect({ dataDir, databaseUrl: url })];
  t.after(() => Promise.all([one.close(), other.close()]));
  for (const table of (await listTables(one.write)).filter(({ name }) => ['operators', 'operator_sites'].includes(name)))
    assert.deepEqual(await sumOf(one.write, table), await sumOf(other.write, table), table.name);
});
