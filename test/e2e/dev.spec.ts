import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@playwright/test';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** A copy of the sources, so that nobody else's tests see them change. */
function copyProject(): string {
  const folder = mkdtempSync(join(tmpdir(), 'chat-dev-'));
  for (const part of ['src', 'demo', 'scripts', 'test', 'package.json', 'tsconfig.json'])
    cpSync(join(ROOT, part), join(folder, part), { recursive: true });
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  return folder;
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  return port;
}

let folder: string;
let url: string;
let dev: ChildProcess;
let said = '';

test.beforeAll(async () => {
  folder = copyProject();
  const port = await freePort();
  url = `http://localhost:${port}`;
  dev = spawn(process.execPath, ['scripts/dev.ts'], {
    cwd: folder,
    env: { ...process.env, PORT: String(port) },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  dev.stdout?.on('data', (data: Buffer) => (said += data.toString()));
  await expect.poll(() => said, { timeout: 20_000 }).toContain('Everything was built');
});

test.afterAll(() => {
  dev.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

test('npm run dev: what is saved is on the page at once, a mistake is shown and mended by the next save, Ctrl-C ends everything', async ({
  page,
}) => {
  const source = (path: string) => join(folder, path);
  const saved = async (what: string, save: () => void, shown: () => Promise<void>): Promise<void> => {
    const began = performance.now();
    save();
    await shown();
    test.info().annotations.push({ type: what, description: `${(performance.now() - began).toFixed(0)} ms` });
  };
  const mark = page.locator('html[data-saved="yes"]');
  const problem = page.locator('#dev-problem');

  await page.goto(`${url}/demo/`);
  const launcher = page.getByRole('button', { name: 'Open chat' });
  await expect(launcher).toBeVisible();

  const tag = source('src/embed/chat.ts');
  const before = readFileSync(tag, 'utf8');
  await saved(
    'widget',
    () => appendFileSync(tag, "document.documentElement.dataset['saved'] = 'yes';\n"),
    () => expect(mark).toBeVisible(),
  );
  await saved(
    'mistake',
    () => writeFileSync(tag, `${before}}`),
    () => expect(problem).toContainText('src/embed/chat.ts'),
  );
  await saved(
    'mended',
    () => writeFileSync(tag, before),
    () => expect(problem).toBeHidden(),
  );
  await expect(mark).toBeHidden();
  await expect(launcher).toBeVisible();

  const server = source('src/server/base-path.ts');
  const code = readFileSync(server, 'utf8');
  await page.evaluate(() => (document.documentElement.dataset['saved'] = 'yes'));
  await saved(
    'server',
    () => appendFileSync(server, 'export const saved = true;\n'),
    () => expect(mark).toBeHidden(),
  );
  await expect(launcher).toBeVisible();
  await saved(
    'mistake of the server',
    () => writeFileSync(server, `${code}}`),
    () => expect(problem).toContainText('base-path.ts'),
  );
  await saved(
    'mended server',
    () => writeFileSync(server, code),
    () => expect(problem).toBeHidden(),
  );
  await expect(launcher).toBeVisible();

  // Under the policy that the real server sends.
  const answer = await page.goto(`${url}/dashboard/`);
  expect(answer?.headers()['content-security-policy']).toContain("script-src 'self';");
  const [, email, password] = /log in as (\S+), password (\S+)/.exec(said) ?? [];
  await page.getByRole('textbox', { name: 'Email' }).fill(email ?? '');
  await page.getByLabel('Password', { exact: true }).fill(password ?? '');
  await page.getByRole('button', { name: 'Log in' }).click();
  await expect(page.getByRole('heading', { name: 'Inbox', exact: true })).toBeVisible();
  await page.evaluate(() => (document.documentElement.dataset['saved'] = 'yes'));
  await saved(
    'dashboard',
    () => appendFileSync(source('src/dashboard/index.ts'), ' '),
    () => expect(mark).toBeHidden(),
  );
  await expect(page.getByRole('heading', { name: 'Inbox', exact: true })).toBeVisible();

  dev.kill('SIGINT');
  expect(await once(dev, 'exit')).toEqual([0, null]);
  await expect(fetch(url)).rejects.toThrow();
  console.log(
    test
      .info()
      .annotations.map(({ type, description }) => `${type}: ${description}`)
      .join(', '),
  );
});
