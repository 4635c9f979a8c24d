import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { request, type IncomingHttpHeaders } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, test, type TestContext } from 'node:test';
import { startServer, type TestServerOptions } from '../support/server.ts';
import { routesOf } from './routes.ts';

const root = mkdtempSync(join(tmpdir(), 'chat-files-'));
after(() => {
  rmSync(root, { recursive: true });
});
const put = (...files: string[]) => {
  for (const file of files) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), `content of ${file}`);
  }
};
const encoded = (file: string) => [file, `${file}.br`, `${file}.gz`];
put(...['dist/embed/chat.js', 'dist/embed/client-a1B_c2.js', 'dist/former/embed/client-old_-1.js'].flatMap(encoded));
put(...['dist/dashboard/index.html', 'dist/dashboard/icon.svg', 'dist/dashboard/dashboard-A1b2C3d4.js'].flatMap(encoded));
put('dist/embed/chat.js.map', 'dist/embed/client-a1B_c2.js.map', 'dist/.stamp', 'dist/index.js', 'dist/embed/.hidden');
put('dist/browser/index.js', 'dist/browser/chunks/en-A1b2C3d4.js', 'demo/index.html', 'demo/site.css');

async function serverOf(t: TestContext, options: TestServerOptions = {}) {
  const server = await startServer({ root, ...options });
  t.after(() => server.stop());
  const ask = (path: string, headers: Record<string, string> = {}, method = 'GET') =>
    new Promise<{ status: number; headers: IncomingHttpHeaders; body: string }>((resolve, reject) => {
      request({ port: server.port, host: '127.0.0.1', path, method, headers }, (answer) => {
        let body = '';
        answer.on('data', (data) => (body += String(data)));
        answer.on('end', () => {
          resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body });
        });
      })
        .on('error', reject)
        .end();
    });
  return { server, ask };
}

const YEAR = 'public, max-age=31536000, immutable';
const HOUR = 'public, max-age=3600';
const ASK = 'no-cache';

test('N1 each static address says how long it may be kept, whatever the encoding', async (t) => {
  const { ask } = await serverOf(t, { env: { SOURCE_MAPS: 'on' } });
  const right: Record<string, string> = {
    '/chat.js': HOUR,
    '/chat.js?v=1': HOUR,
    '/embed/chat.js': HOUR,
    '/embed/chat.js.map': ASK,
    '/embed/client-a1B_c2.js': YEAR,
    '/embed/client-a1B_c2.js?1764356400000': YEAR,
    '/embed/client-a1B_c2.js.map': ASK,
    '/embed/client-old_-1.js': YEAR,
    '/dashboard/': ASK,
    '/dashboard/index.html': ASK,
    '/dashboard/icon.svg': ASK,
    '/dashboard/dashboard-A1b2C3d4.js': YEAR,
    '/sdk/browser/index.js': ASK,
    '/sdk/browser/chunks/en-A1b2C3d4.js': YEAR,
    '/demo/': ASK,
    '/demo/site.css': ASK,
  };
  for (const [path, cache] of Object.entries(right))
    for (const encoding of ['br', 'gzip', 'gzip, deflate, br, zstd', 'identity', undefined]) {
      const { status, headers } = await ask(path, encoding === undefined ? {} : { 'accept-encoding': encoding });
      const where = `${path} ${encoding}`;
      assert.equal(status, 200, where);
      assert.equal(headers['cache-control'], cache, where);
      if (headers['content-encoding']) assert.match(headers.vary ?? '', /accept-encoding/i, where);
    }
});

test('N5 a file that is not there is an error another page can read, and is not kept', async (t) => {
  const { ask } = await serverOf(t);
  for (const path of ['/embed/client-gone01.js', '/sdk/browser/nothing.js']) {
    const { status, headers } = await ask(path, { origin: 'https://shop.example' });
    assert.equal(status, 404);
    assert.equal(headers['access-control-allow-origin'], '*');
    assert.equal(headers['cache-control'], 'no-cache');
  }
});

test('N11 source maps, demo pages and what the build notes down are served only where they are wanted', async (t) => {
  const status = async (ask: (path: string) => Promise<{ status: number }>, ...paths: string[]) =>
    Promise.all(paths.map(async (path) => (await ask(path)).status));
  const plain = await serverOf(t, { demo: false });
  const hidden = [
    '/embed/chat.js.map',
    '/embed/client-a1B_c2.js.map',
    '/embed/.hidden',
    '/embed/chat.js.br',
    '/sdk/.stamp',
    '/sdk/index.js',
  ];
  assert.deepEqual(await status(plain.ask, ...hidden, '/demo/', '/demo/site.css'), [404, 404, 404, 404, 404, 404, 404, 404]);
  assert.equal((await plain.ask('/embed/client-a1B_c2.js')).headers['sourcemap'], undefined);
  const wanted = await serverOf(t, { env: { SOURCE_MAPS: 'on' } });
  assert.deepEqual(await status(wanted.ask, '/embed/client-a1B_c2.js.map', '/demo/'), [200, 200]);
  assert.equal((await wanted.ask('/embed/client-a1B_c2.js', { 'accept-encoding': 'br' })).headers['sourcemap'], 'client-a1B_c2.js.map');
  assert.deepEqual(await status(wanted.ask, '/sdk/.stamp', '/embed/.hidden'), [404, 404]);
});

test('N4 N5 no answer of a route that speaks of people may be stored, refusals and errors included', async (t) => {
  const { server, ask } = await serverOf(t, { env: { PUBLIC_URL: 'https://chat.example' } });
  const routes = routesOf(server.app).filter(({ url }) => /^\/(v1|healthz|readyz)/.test(url));
  assert.ok(routes.length > 15);
  const asked = [
    ...routes.map(({ method, url }) => ({ method, path: url.replaceAll(/:\w+/g, 'demo') })),
    ...routes.map(({ url }) => ({ method: 'HEAD', path: url.replaceAll(/:\w+/g, 'demo') })),
    ...['/v1/nothing', '/v1/visitor/nothing', '/v1/%E0%A4%A', '/v1', '/v1/visitor/config?site=demo'].map((path) => ({
      method: 'GET',
      path,
    })),
    { method: 'OPTIONS', path: '/v1/visitor/config?site=demo' },
    { method: 'OPTIONS', path: '/v1/visitor/poll?site=nothing' },
    { method: 'DELETE', path: '/v1/visitor/config' },
  ];
  for (const { method, path } of asked)
    for (const headers of [{}, { origin: 'https://evil.example' }, { origin: 'http://localhost:3000' }]) {
      const answer = await ask(path, headers, method);
      const where = `${method} ${path} ${JSON.stringify(headers)} ${answer.status}`;
      assert.equal(answer.headers['cache-control'], 'no-store', where);
      assert.equal(answer.headers['strict-transport-security'], 'max-age=31536000', where);
      if (!path.startsWith('/v1/visitor/')) continue;
      assert.equal(answer.headers['access-control-allow-origin'], headers.origin, where);
      assert.match(answer.headers.vary ?? '', /Origin/, where);
    }
  const [status, headers] = await new Promise<[number | undefined, IncomingHttpHeaders]>((resolve, reject) => {
    request(
      {
        port: server.port,
        path: '/v1/visitor/commands?site=demo',
        method: 'POST',
        headers: { origin: 'http://localhost:3000', 'content-type': 'text/plain' },
      },
      (answer) => {
        answer.resume();
        resolve([answer.statusCode, answer.headers]);
      },
    )
      .on('error', reject)
      .end('x'.repeat(2_000_000));
  });
  assert.deepEqual(
    [status, headers['cache-control'], headers['access-control-allow-origin']],
    [413, 'no-store', 'http://localhost:3000'],
    'a body that is too large',
  );
});

test('N4 over plain http nothing is said of https', async (t) => {
  const { ask } = await serverOf(t);
  assert.equal((await ask('/healthz')).headers['strict-transport-security'], undefined);
});

test('N6 under a path, which the proxy leaves on or takes off', async (t) => {
  const { ask, server } = await serverOf(t, { env: { PUBLIC_URL: 'http://Shop.Example/chat/' } });
  for (const prefix of ['', '/chat']) {
    assert.equal((await ask(`${prefix}/chat.js`)).body, 'content of dist/embed/chat.js');
    assert.equal((await ask(`${prefix}/dashboard/`)).status, 200);
    assert.equal((await ask(`${prefix}/v1/visitor/config?site=demo`)).status, 200);
    assert.equal((await ask(`${prefix}/dashboard`)).headers.location, '/chat/dashboard/');
    assert.equal((await ask(`${prefix}/`)).headers.location, '/chat/dashboard/');
  }
  assert.equal((await ask('/chat')).headers.location, '/chat/dashboard/');
  assert.equal((await ask('/chatter/chat.js')).status, 404);
  const own = { origin: 'http://shop.example' };
  assert.equal((await ask('/chat/v1/visitor/config?site=demo', own)).status, 200);
  const { headers } = await fetch(`${server.url}/chat/v1/login`, {
    method: 'POST',
    headers: { ...own, 'content-type': 'application/json' },
    body: JSON.stringify({ email: 'anna@nordvik.example', password: 'tight-corner-7', remember: true }),
  });
  assert.deepEqual(
    headers.getSetCookie().filter((cookie) => !/; Path=\/chat\/;/.test(cookie)),
    [],
    'no cookie goes to the rest of the host',
  );
});

test('N6 without a path that is known, redirects are relative', async (t) => {
  const { ask } = await serverOf(t);
  const to = async (path: string) => new URL((await ask(path)).headers.location ?? '', `https://shop.example/chat${path}`).pathname;
  assert.equal(await to('/dashboard'), '/chat/dashboard/');
  assert.equal(await to('/demo'), '/chat/demo/');
  assert.equal(await to('/'), '/chat/dashboard/');
});

test('N6 a log-in over https under a path is for that path alone', async (t) => {
  const { server } = await serverOf(t, { env: { PUBLIC_URL: 'https://shop.example/chat' } });
  const { headers } = await fetch(`${server.url}/v1/login`, {
    method: 'POST',
    headers: { origin: 'https://shop.example', 'content-type': 'application/json' },
    body: JSON.stringify({ email: 'anna@nordvik.example', password: 'tight-corner-7', remember: false }),
  });
  const cookies = headers.getSetCookie();
  const cookie = cookies.find((text) => text.includes('chat_login')) ?? '';
  assert.ok(cookies.every((text) => /^__Secure-.*; Path=\/chat\/;.*; Secure/.test(text)));
  const me = await fetch(`${server.url}/v1/login`, { headers: { cookie: cookie.split(';')[0]! } });
  assert.equal(me.status, 200);
});

test('F6 a head or a body that dawdles is cut', async (t) => {
  const { server } = await serverOf(t, { limits: { requestMs: 400 } });
  const dawdle = (text: string) =>
    new Promise<string>((resolve) => {
      let answer = '';
      const socket = connect(server.port, '127.0.0.1', () => socket.write(text));
      // A byte now and then, so that no idle limit is met.
      const drip = setInterval(() => socket.write('x'), 50);
      socket.on('data', (data) => (answer += String(data)));
      socket.on('error', () => undefined);
      socket.on('close', () => {
        clearInterval(drip);
        resolve(answer);
      });
    });
  assert.match(await dawdle('GET /healthz HTTP/1.1\r\nHost: a\r\nX-Slow: '), /^HTTP\/1.1 408 /);
  await dawdle('POST /v1/login HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 5000\r\n\r\n{');
  const { DEFAULT_LIMITS } = await import('../../src/server/access/limits.ts');
  assert.equal(DEFAULT_LIMITS.requestMs, 20_000);
});

test('N2 a build keeps the hashed files of the builds before it for 30 days after they were replaced', async () => {
  const { deploy } = (await import(new URL('../../scripts/deploy.mjs', import.meta.url).href)) as {
    deploy(next: string, dist: string, now: Date): void;
  };
  const at = mkdtempSync(join(tmpdir(), 'chat-dist-'));
  const dist = join(at, 'dist');
  const build = (day: number, ...files: string[]) => {
    for (const file of files) {
      mkdirSync(dirname(join(dist, '.next', file)), { recursive: true });
      writeFileSync(join(dist, '.next', file), `day ${day}`);
      // Long before it is replaced.
      utimesSync(join(dist, '.next', file), new Date(0), new Date(0));
    }
    deploy(join(dist, '.next'), dist, new Date(Date.UTC(2026, 0, 1 + day)));
  };
  const files = (folder: string) =>
    readdirSync(join(dist, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.\w+$/.test(name))
      .sort();
  try {
    build(
      0,
      'embed/chat.js',
      'embed/client-aaaaaa.js',
      'embed/client-aaaaaa.js.br',
      'embed/client-aaaaaa.js.map',
      'dashboard/index.html',
      'index.js',
    );
    build(40, 'embed/chat.js', 'embed/client-bbbbbb.js', 'browser/chunks/en-AAAAAAAA.js', 'dashboard/index.html', 'index.js');
    assert.deepEqual(files('embed'), ['chat.js', 'client-bbbbbb.js']);
    assert.deepEqual(files('former/embed'), ['client-aaaaaa.js', 'client-aaaaaa.js.br']);
    build(69, 'embed/chat.js', 'embed/client-cccccc.js', 'browser/chunks/en-BBBBBBBB.js', 'index.js');
    assert.deepEqual(files('former/embed'), ['client-aaaaaa.js', 'client-aaaaaa.js.br', 'client-bbbbbb.js']);
    assert.deepEqual(files('former/browser'), ['chunks/en-AAAAAAAA.js']);
    // Back to a build that was there before.
    build(71, 'embed/chat.js', 'embed/client-bbbbbb.js');
    assert.deepEqual(files('former/embed'), ['client-cccccc.js']);
    assert.deepEqual(files('embed'), ['chat.js', 'client-bbbbbb.js']);
  } finally {
    rmSync(at, { recursive: true });
  }
});
