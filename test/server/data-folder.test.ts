import assert from 'node:assert/strict';
import { chmodSync, chownSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { test, type TestContext } from 'node:test';
import { connect } from '../../src/server/store/connect.ts';
import { startServer } from '../support/server.ts';
import { startProgram } from './spawned.ts';

function folder(t: TestContext): string {
  const path = mkdtempSync(join(tmpdir(), 'chat-folder-'));
  t.after(() => {
    rmSync(path, { recursive: true, force: true });
  });
  return path;
}

function program(t: TestContext, dataDir: string) {
  const started = startProgram({ DATA_DIR: dataDir });
  t.after(() => started.kill('SIGKILL'));
  return started;
}

test('D2 a second server on the same data folder is refused with the holder; a killed one holds nothing', async (t) => {
  const dataDir = folder(t);
  const first = program(t, dataDir);
  const port = await first.port;
  const { pid, since } = JSON.parse(readFileSync(join(dataDir, 'server.json'), 'utf8')) as { pid: number; since: string };
  const second = program(t, dataDir);
  assert.equal((await second.exit).code, 1);
  assert.equal(
    second.output.stderr,
    `A server uses the data folder ${dataDir} already: process ${pid}, since ${since.slice(0, 19).replace('T', ' ')} UTC. ` +
      `Stop it first (kill ${pid}), or give this one a folder of its own with DATA_DIR.\n`,
  );
  assert.equal((await fetch(`http://127.0.0.1:${port}/readyz`)).status, 200, 'the first goes on');

  first.kill('SIGKILL');
  await first.exit;
  // When a container starts again, another process may have the number of the dead one.
  writeFileSync(join(dataDir, 'server.json'), JSON.stringify({ pid: process.pid, host: hostname(), since }));
  const third = program(t, dataDir);
  assert.ok(await third.port);
  third.kill('SIGTERM');
  assert.equal((await third.exit).code, 0);
  assert.equal(statSync(join(dataDir, 'server.json'), { throwIfNoEntry: false }), undefined);
});

test('D2 within one process too: two servers never share a folder, and commands beside a server are no servers', async (t) => {
  const server = await startServer({ dataDir: folder(t) });
  t.after(() => server.stop());
  await assert.rejects(startServer({ dataDir: server.dataDir }), /uses the data folder/);
  const beside = await connect({ dataDir: server.dataDir, databaseUrl: null });
  await beside.close();
});

test('D7 a database made by a newer version is refused as such', async (t) => {
  const dataDir = folder(t);
  await (await startServer({ dataDir })).stop();
  const database = new DatabaseSync(join(dataDir, 'chat.db'));
  database.exec("insert into kysely_migration (name, timestamp) values ('999-of-tomorrow', '2030-01-01')");
  database.close();
  const older = program(t, dataDir);
  assert.equal((await older.exit).code, 1);
  assert.match(older.output.stderr, /^The database was made by a newer version of this server \(it has "999-of-tomorrow"/);
  assert.doesNotMatch(older.output.stderr, /\.ts:\d/, 'no stack');
});

test('D3 a file that is no database is a sentence with the way back', async (t) => {
  const dataDir = folder(t);
  writeFileSync(join(dataDir, 'chat.db'), 'no database '.repeat(1000));
  const refused = program(t, dataDir);
  assert.equal((await refused.exit).code, 1);
  assert.match(refused.output.stderr, /^The database \S+chat\.db is damaged .*npm run data -- restore FILE\.\n$/);
});

test('D3 a file that the server may not write, as one that root has put back, is a sentence that names it', async (t) => {
  const dataDir = folder(t);
  await (await startServer({ dataDir })).stop();
  // Root may write everything: the server is somebody else then.
  const uid = process.getuid?.() === 0 ? 65_534 : undefined;
  if (uid !== undefined) chownSync(dataDir, uid, uid);
  for (const name of ['chat.db', 'chat.db-wal']) {
    const file = join(dataDir, name);
    writeFileSync(file, '', { flag: 'a' });
    chmodSync(file, 0o400);
    const refused = startProgram({ DATA_DIR: dataDir }, [], uid);
    t.after(() => refused.kill('SIGKILL'));
    assert.equal((await refused.exit).code, 1);
    assert.equal(
      refused.output.stderr,
      `The file ${file} cannot be written (EACCES). Give it to the user of this server (chown), or set DATA_DIR to another folder.\n`,
    );
    rmSync(file);
  }
});

const mode = (path: string) => (statSync(path).mode & 0o777).toString(8);

test('D10 the data folder and every file in it are their owner’s alone, those of before too', async (t) => {
  const dataDir = join(folder(t), 'data');
  mkdirSync(dataDir, { mode: 0o755 });
  const umask = process.umask(0o022);
  t.after(() => process.umask(umask));
  await (await startServer({ dataDir })).stop();
  chmodSync(join(dataDir, 'chat.db'), 0o644);
  chmodSync(dataDir, 0o755);
  const server = await startServer({ dataDir });
  const seen = ['.', 'chat.db', 'chat.db-wal', 'chat.db-shm', 'reserve', 'server.lock', 'server.json'].map((name) =>
    mode(join(dataDir, name)),
  );
  await server.stop();
  assert.deepEqual(seen, ['700', '600', '600', '600', '600', '600', '600']);

  // A folder that others use too, such as /tmp, stays open to them; the database in it is closed all the same.
  const shared = folder(t);
  writeFileSync(join(shared, 'of others'), '');
  chmodSync(shared, 0o755);
  const other = await startServer({ dataDir: shared });
  await other.stop();
  assert.deepEqual([mode(shared), mode(join(shared, 'chat.db'))], ['755', '600']);
});
