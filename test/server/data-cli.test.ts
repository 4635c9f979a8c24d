import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { test, type TestContext } from 'node:test';
import type { SessionEvent } from '../../src/protocol/index.ts';
import { command } from '../support/cli.ts';
import { VisitorWire } from '../support/wire.ts';
import { openStage, UNLIMITED } from './stage.ts';

function folder(t: TestContext): string {
  const path = mkdtempSync(join(tmpdir(), 'chat-data-'));
  t.after(() => {
    rmSync(path, { recursive: true, force: true });
  });
  return path;
}

const texts = (events: readonly SessionEvent[]) => events.flatMap((event) => (event.type === 'message.sent' ? [event.text] : []));

test('D5 D6 a backup and its restore work beside the running server; pages that are open read anew, without a restart', async (t) => {
  const stage = await openStage({ limits: UNLIMITED });
  t.after(() => stage.stop());
  const { dataDir } = stage.server;
  const file = join(folder(t), 'night.backup');
  const data = (...args: string[]) => command('data', { DATA_DIR: dataDir }, ...args).ended;
  const { wire, token } = await stage.visitor();
  const { session } = await wire.say('kept');

  // Somebody writes all the time; the backup is of one moment, and nobody waits for it.
  let writing = true;
  const busy = (async () => {
    for (let i = 0; writing; i++) await wire.say(`meanwhile ${i} ${'x'.repeat(3000)}`);
  })();
  const made = await data('backup', file);
  writing = false;
  await busy;
  assert.equal(made.status, 0, made.stderr);
  assert.match(made.stdout, /^Backup written and checked: \S+night\.backup \(\d+\.\d MB\)\.\n$/);
  assert.equal((statSync(file).mode & 0o777).toString(8), '600');
  assert.deepEqual(readdirSync(join(file, '..')), ['night.backup'], 'nothing half done lies about');

  const { seq: last } = await wire.say('lost');
  const { welcome: operator } = await stage.admin.connect();
  const closed = wire.closing();
  const restored = await data('restore', file);
  assert.equal(restored.status, 0, restored.stderr);
  // The next thing that is to be stored meets another database; it is refused for now, and everybody comes again.
  await fetch(`${stage.server.url}/readyz`);
  assert.equal((await closed).code, 1013);
  assert.equal((await fetch(`${stage.server.url}/readyz`)).status, 200);

  const back = new VisitorWire(stage.server);
  const welcome = await back.welcome({ token, epoch: operator.epoch, cursor: { session, seq: last } });
  assert.equal(welcome.reset, true);
  const [page] = welcome.sessions;
  assert.equal(texts(page?.events ?? [])[0], 'kept');
  await back.say('after');
  const again = await stage.admin.connect({ epoch: operator.epoch, cursor: operator.gseq });
  assert.equal(again.welcome.reset, true);
  assert.deepEqual(
    readdirSync(dataDir).filter((name) => name.startsWith('restore-')),
    [],
  );
});

test('D5 D7 what cannot be backed up or put back is refused with a sentence, and changes nothing', async (t) => {
  const stage = await openStage();
  t.after(() => stage.stop());
  const { dataDir } = stage.server;
  const place = folder(t);
  const foreign = join(place, 'letter.txt');
  writeFileSync(foreign, 'Dear reader');
  const good = join(place, 'good');
  const data = (...args: string[]) => command('data', { DATA_DIR: dataDir }, ...args).ended;
  assert.equal((await data('backup', good)).status, 0);
  const newer = new DatabaseSync(good);
  newer.exec("insert into kysely_migration (name, timestamp) values ('999-of-tomorrow', '2030-01-01')");
  newer.close();
  for (const [args, status, message] of [
    [['backup'], 2, /^Name a file/],
    [['burn'], 2, /^There is no command "burn"/],
    [['move'], 2, /^Name the PostgreSQL to move into: DATABASE_URL=/],
    [['backup', foreign], 1, /letter\.txt is there already and is no backup/],
    [['backup', join(dataDir, 'chat.db')], 1, /is the database itself/],
    [['backup', join(place, 'nowhere', 'file')], 1, /^There is no folder \S+nowhere for the backup/],
    [['restore', join(place, 'nothing')], 1, /^There is no file/],
    [['restore', foreign], 1, /letter\.txt is no backup/],
    [['restore', good], 1, /made by a newer version of this server \(it has "999-of-tomorrow"/],
    [['compact'], 1, /^A server uses the data folder/],
  ] as const) {
    const refused = await data(...args);
    assert.equal(refused.status, status, `${args.join(' ')}: ${refused.stderr}`);
    assert.match(refused.stderr.replace(/^ {2}\d+ %\n/gm, ''), message);
    assert.doesNotMatch(refused.stderr, /\.ts:\d/, 'no stack');
  }
  assert.equal(readFileSync(foreign, 'utf8'), 'Dear reader');
  assert.ok(!existsSync(join(place, 'nothing')));
  assert.equal((await fetch(`${stage.server.url}/readyz`)).status, 200);
});
