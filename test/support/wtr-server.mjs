// Gives browser tests a real server: `/__server.json` answers `{url, site, email, password, key, es256}`; with `key` (HS256)
// and
// `es256` (a private JWK) tests sign a visitor's identity. `/__age.json?days=31` makes every token so much older.
// The server starts with the first request, so suites without one do not wait for it.
import { execFile, spawn } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const MAIN = fileURLToPath(new URL('../../src/server/main.ts', import.meta.url));
const SITE_CLI = fileURLToPath(new URL('../../src/server/site-cli.ts', import.meta.url));
const LOGIN = { email: 'anna@nordvik.example', password: 'correct horse battery' };

async function startServer() {
  const folder = await mkdtemp(join(tmpdir(), 'chat-widget-test-'));
  const env = {
    ...process.env,
    HOST: '127.0.0.1',
    PORT: '0',
    DATA_DIR: folder,
    CHAT_ADMIN_EMAIL: LOGIN.email,
    CHAT_ADMIN_PASSWORD: LOGIN.password,
  };
  delete env.PUBLIC_URL;
  const child = spawn(process.execPath, [MAIN, '--demo'], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = once(child, 'exit');
  let output = '';
  const url = await new Promise((resolve, reject) => {
    const read = (data) => {
      output += data;
      const port = /http:\/\/(?:localhost|127\.0\.0\.1):(\d+)/.exec(output)?.[1];
      if (port) resolve(`http://127.0.0.1:${port}`);
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`The test server ended with code ${code}:\n${output}`)));
  });
  const stop = async () => {
    child.kill('SIGTERM');
    await ended;
    await rm(folder, { recursive: true, force: true });
  };
  return { info: { url, site: 'demo', ...LOGIN, ...(await siteKeys(folder)) }, age: (days) => ageTokens(folder, days), stop };
}

/** The site's keys, set and read by the commands that its owner would use. */
async function siteKeys(folder) {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const file = join(folder, 'es256.pem');
  await writeFile(file, publicKey.export({ type: 'spki', format: 'pem' }));
  const env = { ...process.env, DATA_DIR: folder };
  const { stdout } = await promisify(execFile)(process.execPath, [SITE_CLI, 'key', 'demo', '--es256', file], { env });
  return { key: /Identity key \(HS256\): (\S+)/.exec(stdout)?.[1], es256: privateKey.export({ format: 'jwk' }) };
}

/** The running server's clock cannot be moved, so its tokens are made older instead. */
async function ageTokens(folder, days) {
  const { connect } = await import('../../src/server/store/connect.ts');
  const store = await connect({ dataDir: folder, databaseUrl: null });
  try {
    await store.write
      .updateTable('visitor_tokens')
      .set(({ eb }) => ({ created_at: eb('created_at', '-', days * 86_400_000) }))
      .execute();
  } finally {
    await store.close();
  }
}

/** Plugin of @web/test-runner. */
export function realServer() {
  let starting;
  return {
    name: 'real-server',
    async serve(context) {
      if (context.path !== '/__server.json' && context.path !== '/__age.json') return undefined;
      starting ??= startServer();
      try {
        const server = await starting;
        if (context.path === '/__age.json') await server.age(Number(context.query.days));
        return { body: JSON.stringify(server.info), type: 'json', headers: { 'cache-control': 'no-store' } };
      } catch (error) {
        context.status = 503;
        return { body: JSON.stringify({ error: String(error) }), type: 'json' };
      }
    },
    async serverStop() {
      if (starting) await (await starting.catch(() => undefined))?.stop();
    },
  };
}
