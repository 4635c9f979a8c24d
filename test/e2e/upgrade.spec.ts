import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { BrowserContext, Page } from '@playwright/test';
import { buildApp, type App } from '../../src/server/app.ts';
import { readConfig } from '../../src/server/config.ts';
import { prepareDemo } from '../../src/server/demo.ts';
import { expect, test as base, VisitorTab } from './fixtures.ts';

const PROJECT = fileURLToPath(new URL('../..', import.meta.url));
const { deploy } = (await import(new URL('../../scripts/deploy.mjs', import.meta.url).href)) as {
  deploy(next: string, dist: string): void;
};

interface Site {
  readonly url: string;
  /** Puts another build there. Its files have other names. */
  upgrade(): void;
  /** Takes away what former builds left, as a container does that was built afresh. */
  forget(): void;
}

/** A project of its own folder with the real build in it, a server on it, and a browser profile that keeps its cache. */
const test = base.extend<{ site: Site; profile: BrowserContext }>({
  site: async ({}, use) => {
    const root = mkdtempSync(join(tmpdir(), 'chat-upgrade-'));
    const dist = join(root, 'dist');
    for (const folder of ['embed', 'dashboard']) cpSync(join(PROJECT, 'dist', folder), join(dist, folder), { recursive: true });
    cpSync(join(PROJECT, 'demo'), join(root, 'demo'), { recursive: true });
    const config = readConfig({ PORT: '0', DATA_DIR: join(root, 'data'), LOG_LEVEL: 'silent' }, { demo: true });
    const app: App = await buildApp({ config, root });
    await prepareDemo(app.services.store.write, config, Date.now());
    await app.http.listen({ host: '127.0.0.1', port: 0 });
    const { port } = app.http.server.address() as { port: number };
    await use({
      url: `http://127.0.0.1:${port}`,
      upgrade: () => {
        deploy(renamed(dist), dist);
      },
      forget: () => {
        rmSync(join(dist, 'former'), { recursive: true, force: true });
      },
    });
    await app.close();
    rmSync(root, { recursive: true });
  },
  profile: async ({ browser }, use) => {
    const context = await browser.newContext();
    await use(context);
    await context.close();
  },
});

/** The same build under names of another content. */
function renamed(dist: string): string {
  const next = join(dist, '.next');
  mkdirSync(next);
  cpSync(join(dist, 'dashboard'), join(next, 'dashboard'), { recursive: true });
  cpSync(join(dist, 'embed'), join(next, 'embed'), { recursive: true });
  const folder = join(next, 'embed');
  const names = readdirSync(folder).filter((name) => /-[\w-]{6}\.js$/.test(name));
  for (const name of readdirSync(folder).filter((file) => /\.(br|gz|map)$/.test(file))) rmSync(join(folder, name));
  for (const name of readdirSync(folder)) {
    let code = readFileSync(join(folder, name), 'utf8');
    for (const chunk of names) code = code.replaceAll(chunk, chunk.replace(/.{6}\.js$/, 'UPGRAD.js'));
    writeFileSync(join(folder, name), code);
    if (names.includes(name)) renameSync(join(folder, name), join(folder, name.replace(/.{6}\.js$/, 'UPGRAD.js')));
  }
  return next;
}

async function visit(profile: BrowserContext, site: Site): Promise<{ page: Page; tab: VisitorTab; loaded: string[] }> {
  const page = await profile.newPage();
  const loaded: string[] = [];
  page.on('response', (response) => loaded.push(`${response.status()} ${new URL(response.url()).pathname}`));
  await page.goto(`${site.url}/demo/`);
  const tab = new VisitorTab(page);
  await expect(tab.launcher).toBeVisible();
  return { page, tab, loaded };
}

test('N2 a page that was open during an upgrade goes on with the files it came with', async ({ site, profile }) => {
  const { tab, loaded } = await visit(profile, site);
  site.upgrade();
  await tab.say('Before and after');
  expect(loaded.filter((line) => line.startsWith('404'))).toEqual([]);
  expect(loaded.join()).not.toContain('UPGRAD');
  const later = await profile.newPage();
  await later.goto(`${site.url}/demo/`);
  await new VisitorTab(later).open();
});

test('N2 a returning visitor whose former files are gone gets the new ones: chat.js comes from the cache and finds them by their name without a hash', async ({
  site,
  profile,
}) => {
  const first = await visit(profile, site);
  await first.page.close();
  site.upgrade();
  site.forget();
  const { tab, loaded } = await visit(profile, site);
  await tab.say('After the upgrade');
  expect(loaded.filter((line) => /^404 .*\/(client|panel)-/.test(line)).length).toBeGreaterThan(0);
  expect(loaded.some((line) => /^200 \/embed\/panel-UPGRAD\.js/.test(line))).toBe(true);
});

test('N3 when nothing can be loaded the visitor sees it where they clicked, and Try again opens the chat once it can', async ({
  site,
  profile,
}) => {
  const { page, tab } = await visit(profile, site);
  await profile.route('**/embed/**', (route) => route.abort());
  await tab.launcher.click();
  const card = page.getByRole('alert').filter({ hasText: 'The chat could not be loaded' });
  await expect(card).toBeVisible();
  const again = card.getByRole('button', { name: 'Try again' });
  await again.click();
  await expect(again).toBeVisible();
  await profile.unroute('**/embed/**');
  await again.click();
  await expect(tab.panel).toBeVisible();
  await expect(card).toHaveCount(0);
});
