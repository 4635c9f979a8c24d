import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { expect, test as base } from '@playwright/test';
import { type Look, PLAIN, queryOf } from '../../demo/states/state.ts';
import { STATES } from '../../demo/states/states.ts';
import { BrowserCode } from '../../scripts/dev/browser-code.ts';
import { Front } from '../../scripts/dev/front.ts';
import { STATES_BUNDLE, statesPage } from '../../scripts/dev/states.ts';
import { spawnServer } from '../support/spawn-server.ts';

/** The page as the development server has it, with no server behind. */
const test = base.extend<object, { url: string }>({
  url: [
    async ({}, use) => {
      const code = await BrowserCode.of(fileURLToPath(new URL('../..', import.meta.url)), [STATES_BUNDLE]);
      const front = new Front({ file: (path) => code.file(path), page: statesPage, port: () => undefined });
      front.server.listen(0, '127.0.0.1');
      await once(front.server, 'listening');
      expect(code.problem).toBe(null);
      await use(`http://127.0.0.1:${(front.server.address() as AddressInfo).port}/demo/states`);
      front.close();
      await code.dispose();
    },
    { scope: 'worker' },
  ],
});

test('all states are on one page, with a heading that the keyboard reaches, and none is served by the real server', async ({
  page,
  url,
}) => {
  await page.goto(`${url}?theme=dark&lang=ru&dir=rtl&width=360px`);
  await expect(page.locator('section')).toHaveCount(Object.keys(STATES).length);
  const panel = page.locator('#panel-welcome');
  await panel.getByRole('link', { name: STATES['panel-welcome']!.title }).focus();
  const drawn = panel.frameLocator('iframe');
  await expect(drawn.locator('html[data-theme="dark"][lang="ru"][dir="rtl"]')).toBeAttached();
  await expect(drawn.getByRole('dialog')).toBeVisible();
  await expect(panel.locator('iframe')).toHaveAttribute('width', '360');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/state=panel-welcome&theme=dark&lang=ru&dir=rtl/);

  const server = await spawnServer();
  try {
    for (const path of ['/demo/states', '/demo/states/']) expect((await fetch(server.url + path)).status).toBe(404);
  } finally {
    await server.stop();
  }
});

const LOOKS: Readonly<Record<string, Look>> = {
  plain: PLAIN,
  dark: { ...PLAIN, theme: 'dark' },
  ru: { ...PLAIN, lang: 'ru' },
  rtl: { ...PLAIN, dir: 'rtl' },
};

for (const [name, state] of Object.entries(STATES))
  for (const look of ['plain', state.also].filter((one) => one !== undefined))
    test(`${name}, ${look}`, async ({ page, url }) => {
      const problems: string[] = [];
      page.on('pageerror', ({ message }) => problems.push(message));
      page.on('console', (message) => message.type() === 'error' && problems.push(message.text()));
      const [width, height] = state.size;
      await page.setViewportSize({ width, height });
      await page.goto(`${url}?${new URLSearchParams({ state: name, ...queryOf(LOOKS[look]!) }).toString()}`);
      await page.locator('html[data-drawn]').waitFor({ state: 'attached' });
      await expect(state.part === undefined ? page : page.locator(state.part)).toHaveScreenshot(`${name}.${look}.png`);
      expect(problems).toEqual([]);
    });
