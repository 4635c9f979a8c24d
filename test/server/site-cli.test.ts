import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { test } from 'node:test';
import type { LoginState } from '../../src/protocol/index.ts';
import { startServer } from '../support/server.ts';
import { logIn, VisitorWire } from '../support/wire.ts';

const CLI = fileURLToPath(new URL('../../src/server/site-cli.ts', import.meta.url));

test('M2 a site owner makes a site and allows its origins, beside the running server; administrators see it', async (t) => {
  const server = await startServer();
  t.after(() => server.stop());
  const cli = (...args: string[]) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [CLI, ...args], {
      env: { PATH: process.env['PATH'] ?? '', DATA_DIR: server.dataDir },
      encoding: 'utf8',
    });
    return { status, stdout, stderr };
  };
  const made = cli('add', 'shop', '--name', 'My Shop', '--origin', 'https://shop.example/', '--origin', 'https://www.shop.example');
  assert.deepEqual([made.status, made.stderr], [0, '']);
  assert.match(made.stdout, /data-site="shop"/);
  assert.match(cli('list').stdout, /^shop\tMy Shop\thttps:\/\/shop\.example https:\/\/www\.shop\.example$/m);

  const admin = await logIn(server);
  assert.ok((await admin.get<LoginState>('/v1/login')).sites.some((site) => site.key === 'shop'));
  const answer = async (origin: string) => {
    const wire = new VisitorWire(server, { origin });
    await wire.hello({ site: 'shop' });
    return (await wire.until(() => wire.frames[0], 'answer')).type;
  };
  assert.deepEqual([await answer('https://shop.example'), await answer('https://elsewhere.example')], ['welcome', 'error']);
  assert.equal(cli('origins', 'shop', '--origin', 'https://elsewhere.example').status, 0);
  assert.deepEqual([await answer('https://shop.example'), await answer('https://elsewhere.example')], ['error', 'welcome']);

  const more = cli(
    'allow',
    'shop',
    '--origin',
    'https://*.shop.example',
    '--origin',
    'capacitor://localhost',
    '--origin',
    'https://bücher.example',
  );
  assert.equal(more.status, 0);
  assert.match(
    more.stdout,
    /elsewhere\.example, https:\/\/\*\.shop\.example, capacitor:\/\/localhost, https:\/\/xn--bcher-kva\.example \(https:\/\/bücher/,
  );
  for (const origin of ['https://elsewhere.example', 'https://www.shop.example', 'capacitor://localhost'])
    assert.equal(await answer(origin), 'welcome', `M2 ${origin}`);
  assert.deepEqual([await answer('https://shop.example'), await answer('null')], ['error', 'error']);

  for (const [args, message] of [
    [[], /There is no command ""/],
    [['add', 'Shop!', '--name', 'x', '--origin', 'https://a.example'], /no key of a site/],
    [['add', 'shop', '--name', 'x', '--origin', 'https://a.example'], /already/],
    [['add', 'second', '--name', 'x'], /at least one --origin/],
    [['add', 'second', '--origin', 'https://a.example'], /--name/],
    [['add', 'second', '--name', 'x', '--origin', 'shop.example/page'], /no origin/],
    [['allow', 'nobody', '--origin', 'https://a.example'], /no site "nobody"/],
    [['allow', 'shop', '--origin', 'https://a.*.example'], /a \* elsewhere/],
    [['origins', 'nobody', '--origin', 'https://a.example'], /no site "nobody"/],
    [['list', '--wrong'], /--wrong/],
  ] as const) {
    const refused = cli(...args);
    assert.equal(refused.status, 2, args.join(' '));
    assert.match(refused.stderr, message);
    assert.doesNotMatch(refused.stderr, /\.ts:\d/, 'no stack');
  }
});
