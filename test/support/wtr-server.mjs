// Gives browser tests a real server: `/__server.json` answers `{url, site, email, password}`.
// The server starts with the first question, so suites that do not ask do not wait for it.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../../src/server/main.ts', import.meta.url));
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
  return { info: { url, site: 'demo', ...LOGIN }, stop };
}

/** Plugin of @web/test-runner. */
export function realServer() {
  let starting;
  return {
    name: 'real-server',
    async serve(context) {
      if (context.path !== '/__server.json') return undefined;
      starting ??= startServer();
      try {
        return { body: JSON.stringify((await starting).info), type: 'json', headers: { 'cache-control': 'no-store' } };
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
