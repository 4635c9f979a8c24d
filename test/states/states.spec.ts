import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { expect, test as base } from '@playwright/test';
import { type Look, PLAIN, queryOf } from '../../demo/states/state.ts';
import { STATES } from '../../demo/states/states.ts';
import { BrowserCode } from '../../scripts/dev/browser-code.ts';
import { Front } from '../../scripts/dev/front.ts';
import { STATES_BUNDLE, statesPage } from '../../scripts/dev/states.ts';

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
      await expect(state.part === undefined ? page.locator('body') : page.locator(state.part)).toBeAttached();
      expect(problems).toEqual([]);
    });
