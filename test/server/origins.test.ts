import assert from 'node:assert/strict';
import http from 'node:http';
import { describe, test } from 'node:test';
import { nanoid } from 'nanoid';
import { readConfig } from '../../src/server/config.ts';
import { describeOrigin, isAllowedOrigin, parseOrigin } from '../../src/server/access/origins.ts';
import { ADMIN, startServer } from '../support/server.ts';

describe('origins', () => {
  test('M2 what a site may allow: as browsers send it, whatever way it was spelt', () => {
    for (const [written, kept] of [
      ['https://shop.example', 'https://shop.example'],
      [' HTTPS://Shop.Example:443/ ', 'https://shop.example'],
      ['http://shop.example:8080', 'http://shop.example:8080'],
      ['https://*.shop.example', 'https://*.shop.example'],
      ['https://*.Shop.example:8443/', 'https://*.shop.example:8443'],
      ['http://localhost:*', 'http://localhost:*'],
      ['http://127.0.0.1:*', 'http://127.0.0.1:*'],
      ['https://[2001:DB8::1]:8443', 'https://[2001:db8::1]:8443'],
      ['capacitor://localhost', 'capacitor://localhost'],
      ['ionic://localhost', 'ionic://localhost'],
      ['tauri://localhost', 'tauri://localhost'],
      ['chrome-extension://abcdefgh', 'chrome-extension://abcdefgh'],
      ['null', 'null'],
      ['file:///home/me/page.html', 'null'],
      ['https://магазин.example', 'https://xn--80aairftm.example'],
      ['https://*.bücher.example', 'https://*.xn--bcher-kva.example'],
    ] as const)
      assert.equal(parseOrigin(written), kept, written);
    assert.equal(
      describeOrigin('https://*.xn--bcher-kva.example:8443'),
      'https://*.xn--bcher-kva.example:8443 (https://*.bücher.example:8443)',
    );
  });

  test('M2 what is refused says what to write instead', () => {
    for (const [written, instead] of [
      ['shop.example', 'https://shop.example'],
      ['//shop.example', 'https://shop.example'],
      ['localhost:3000', 'http://localhost:3000'],
      ['https://shop.example/page?x=1', 'https://shop.example'],
      ['https://https://shop.example', 'https://shop.example'],
      ['https://me:secret@shop.example', 'https://shop.example'],
      ['wss://shop.example', 'https://shop.example'],
      ['https://www.*.shop.example', 'https://*.shop.example'],
      ['https://*.*.shop.example', 'https://*.shop.example'],
      ['https://*shop.example', 'https://*.shop.example'],
      ['https://shop.example:*', 'https://shop.example'],
      ['capacitor://localhost/index.html', 'capacitor://localhost'],
      ['https://*', 'https://*.shop.example'],
      ['https://*.com', 'https://*.shop.example'],
    ] as const)
      assert.throws(() => parseOrigin(written), new RegExp(`Write ${instead.replace(/[.*/]/g, '\\$&')}( |$)`), written);
    for (const written of [
      '',
      '*',
      'https://',
      'https://a b',
      'https://shop.example;rm',
      'https://*.1.2.3',
      'javascript://x',
      'data://x',
      'https://$(id).example',
    ])
      assert.throws(() => parseOrigin(written), { name: 'Error' }, written);
  });

  test('M2 an origin is compared as a whole', () => {
    const allowed = ['https://shop.example', 'https://*.wild.example', 'http://localhost:*', 'capacitor://localhost', 'null'];
    for (const origin of [
      'https://shop.example',
      'https://www.wild.example',
      'https://a.b.wild.example',
      'http://localhost',
      'http://localhost:5173',
      'capacitor://localhost',
      'null',
      'file://',
    ])
      assert.equal(isAllowedOrigin(origin, allowed), true, origin);
    for (const origin of [
      'http://shop.example',
      'https://shop.example:8443',
      'https://shop.example.evil.test',
      'https://wild.example',
      'https://.wild.example',
      'https://evilwild.example',
      'http://www.wild.example',
      'https://www.wild.example:8443',
      'https://evil.test/.wild.example',
      'https://evil.test?.wild.example',
      'https://*.wild.example',
      'http://localhost.evil.test',
      'capacitor://elsewhere',
      'https://SHOP.example',
      'http://localhost:*',
      '',
    ])
      assert.equal(isAllowedOrigin(origin, allowed), false, origin);
    assert.equal(isAllowedOrigin('null', ['https://shop.example']), false, 'files and sandboxed pages are allowed by name alone');
  });

  test('M1 PUBLIC_URL is known however it is spelt', () => {
    for (const written of ['https://chat.example', 'HTTPS://Chat.Example:443/', 'https://chat.example/'])
      assert.equal(readConfig({ PUBLIC_URL: written }).publicUrl, 'https://chat.example');
  });

  test('M1 PUBLIC_URL is one address of one host: a list and a pattern are refused', () => {
    for (const written of ['https://a.example,https://b.example', 'https://*.example', 'https://chat.example//chat', 'https://a b.example'])
      assert.throws(() => readConfig({ PUBLIC_URL: written }), /PUBLIC_URL is .*: give the address browsers use/, written);
    assert.equal(readConfig({ PUBLIC_URL: 'http://[::1]:8080/chat' }).publicUrl, 'http://[::1]:8080/chat');
  });

  test('T3 the e-mail of the first administrator is judged as everywhere else', () => {
    const admin = { CHAT_ADMIN_EMAIL: 'chief\u200b@shop.example', CHAT_ADMIN_PASSWORD: 'tight-corner-7' };
    assert.throws(() => readConfig(admin), /CHAT_ADMIN_EMAIL is .*: give an address like/);
  });
});

describe('settings that are missing', () => {
  const ask = (port: number, path: string, headers: Record<string, string>, body?: object) =>
    new Promise<{ status: number; code: string; message: string }>((resolve, reject) => {
      http
        .request(
          { port, host: '127.0.0.1', path, method: body ? 'POST' : 'GET', headers: { 'content-type': 'application/json', ...headers } },
          (answer) => {
            let text = '';
            answer.on('data', (data: Buffer) => (text += data.toString()));
            answer.on('end', () => {
              const { error } = JSON.parse(text) as { error?: { code: string; message: string } };
              resolve({ status: answer.statusCode ?? 0, code: error?.code ?? '', message: error?.message ?? '' });
            });
          },
        )
        .on('error', reject)
        .end(body && JSON.stringify(body));
    });

  test('M1 a dashboard under a name the server does not know: the answer and the notice name PUBLIC_URL', async (t) => {
    const server = await startServer();
    t.after(() => server.stop());
    const { notices } = server.app.services;
    const origin = `http://chat.lan:${server.port}`;
    const credentials = { email: ADMIN.email, password: ADMIN.password, remember: false };
    const refused = await ask(server.port, '/v1/login', { host: `chat.lan:${server.port}`, origin }, credentials);
    assert.deepEqual([refused.status, refused.code], [403, 'origin_not_allowed']);
    assert.match(refused.message, new RegExp(`PUBLIC_URL=${origin}`));
    assert.deepEqual(
      notices.of('any').map(({ kind, fix }) => [kind, fix]),
      [['public_url', `PUBLIC_URL=${origin}`]],
    );
    // A foreign page is no missing setting.
    await ask(server.port, '/v1/login', { host: `127.0.0.1:${server.port}`, origin: 'https://evil.example' }, credentials);
    assert.equal(notices.of('any').length, 1);
  });

  test('M1 a page that is not on the list is told the command that puts it there, and so is an administrator, once', async (t) => {
    const server = await startServer();
    t.after(() => server.stop());
    const site = await server.app.services.store.read.selectFrom('sites').select('id').where('key', '=', 'demo').executeTakeFirstOrThrow();
    for (const [origin, fix] of [
      ['https://www.shop.example', 'npm run site -- allow demo --origin https://www.shop.example'],
      ['null', 'npm run site -- allow demo --origin null'],
      ['capacitor://localhost', 'npm run site -- allow demo --origin capacitor://localhost'],
    ] as const) {
      for (let i = 0; i < 2; i++) {
        const { status, message } = await ask(server.port, '/v1/visitor/config?site=demo', { origin });
        assert.equal(status, 403);
        assert.ok(message.endsWith(fix), message);
      }
      const [notice] = server.app.services.notices.of(site.id);
      assert.deepEqual([notice?.kind, notice?.fix, notice?.count], ['origin', fix, 2]);
    }
    assert.equal(server.app.services.notices.of(nanoid()).length, 0, 'another site is not told');
    // Nothing that no browser sends is put into a command.
    await ask(server.port, '/v1/visitor/config?site=demo', { origin: 'https://x.example;reboot' });
    assert.equal(server.app.services.notices.of(site.id).length, 3);
  });

  test('M1 a proxy that is not trusted is named once, with the line to add', async (t) => {
    const server = await startServer({ env: { TRUSTED_PROXIES: '10.0.0.0/8' } });
    t.after(() => server.stop());
    for (let i = 0; i < 3; i++) await ask(server.port, '/v1/visitor/config?site=demo', { 'x-forwarded-for': '203.0.113.5' });
    assert.deepEqual(
      server.app.services.notices.of('any').map(({ kind, fix, count }) => [kind, fix, count]),
      [['proxy', 'TRUSTED_PROXIES=10.0.0.0/8,127.0.0.1', 3]],
    );
  });
});
