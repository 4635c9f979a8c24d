#!/usr/bin/env node
// Gives the command after `--` a PostgreSQL of its own: `node scripts/postgres.mjs -- node --test …` sets TEST_DATABASE_URL (a role
// that may make databases). PGURL names one that runs already; else the system's package is used, and installed where that is
// allowed. Where there is none it says so loudly and ends with success: nothing was proven, nothing is broken.
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { aptInstall, onPath } from './browser.mjs';

/** The folder of PostgreSQL's programs; Debian keeps them off the PATH. */
function findPrograms() {
  const base = '/usr/lib/postgresql';
  const versions = existsSync(base) ? readdirSync(base).sort((a, b) => Number(b) - Number(a)) : [];
  const folder = versions.map((version) => join(base, version, 'bin')).find((path) => existsSync(join(path, 'initdb')));
  return folder ?? onPath(['initdb'])?.replace(/\/initdb$/, '');
}

/** PostgreSQL refuses to run as root. */
function plainUser() {
  if (process.getuid?.() !== 0) return {};
  const id = (flag) => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
}

function freePort() {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

/** Starts a cluster in a folder of its own; null where there is no PostgreSQL and none can be installed. */
export async function startPostgres() {
  if (process.env.PGURL) return { url: process.env.PGURL, programs: null, stop: async () => {} };
  const programs = findPrograms() ?? (aptInstall(['postgresql']) ? findPrograms() : undefined);
  if (!programs) return null;
  const user = plainUser();
  const folder = mkdtempSync(join(tmpdir(), 'chat-postgres-'));
  if (user.uid !== undefined) chownSync(folder, user.uid, user.gid);
  const data = join(folder, 'data');
  const secret = join(folder, 'password');
  writeFileSync(secret, 'only-for-tests\n');
  const as = { ...user, cwd: folder, env: { PATH: process.env.PATH, LC_ALL: 'C.UTF-8' } };
  const { status, stderr } = spawnSync(
    join(programs, 'initdb'),
    ['-D', data, '-U', 'postgres', '-A', 'scram-sha-256', `--pwfile=${secret}`, '-E', 'UTF8', '-N'],
    { ...as, encoding: 'utf8' },
  );
  if (status !== 0) throw new Error(`initdb failed: ${stderr}`);
  const port = await freePort();
  const settings = ['listen_addresses=127.0.0.1', 'fsync=off', 'full_page_writes=off', 'max_connections=60'];
  const server = spawn(join(programs, 'postgres'), ['-D', data, '-p', String(port), '-k', folder, ...settings.flatMap((s) => ['-c', s])], {
    ...as,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let log = '';
  server.stderr.on('data', (chunk) => (log = (log + chunk).slice(-20_000)));
  const ended = new Promise((resolve) => server.once('exit', resolve));
  const stop = async () => {
    server.kill('SIGINT');
    await ended;
    rmSync(folder, { recursive: true, force: true });
  };
  const ready = () => spawnSync(join(programs, 'pg_isready'), ['-h', '127.0.0.1', '-p', String(port), '-q']).status === 0;
  for (const end = performance.now() + 30_000; !ready();) {
    if (server.exitCode !== null || performance.now() > end) {
      await stop();
      throw new Error(`PostgreSQL did not start:\n${log}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return { url: `postgres://postgres:only-for-tests@127.0.0.1:${port}/postgres`, programs, stop };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [command, ...args] = process.argv.slice(process.argv.indexOf('--') + 1);
  const postgres = await startPostgres();
  if (!postgres) {
    console.error(
      'SKIPPED: there is no PostgreSQL here and none could be installed (Debian: apt-get install postgresql). Nothing was run on it.',
    );
    process.exit(0);
  }
  const child = spawn(command, args, { stdio: 'inherit', env: { ...process.env, TEST_DATABASE_URL: postgres.url } });
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
  const code = await new Promise((resolve) => child.once('exit', (status) => resolve(status ?? 1)));
  await postgres.stop();
  process.exit(code);
}
