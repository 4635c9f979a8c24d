import { readFileSync } from 'node:fs';
import type { Browser, Page } from '@playwright/test';
import { ADMIN } from '../support/server.ts';
import { Dashboard, expect, test as base, VisitorTab } from '../e2e/fixtures.ts';

/** What Orca has said so far, in order. */
function said(): string[] {
  const log = readFileSync(process.env['ORCA_LOG']!, 'utf8');
  return [...log.matchAll(/SPEECH OUTPUT: '([^]*?)'(?:\{| voice|\n)/g)].map((match) => match[1]!);
}

/** How often a text was said since `from`. */
const times = (text: string, from: number): number => said().slice(from).join('\n').split(text).length - 1;

/** A window that Orca reads; the other side sits at a browser without a window. */
const test = base.extend<{ seen: (url: string) => Promise<Page> }>({
  seen: async ({ playwright, launchOptions }, use) => {
    let browser: Browser | undefined;
    await use(async (url) => {
      const args = [...(launchOptions.args ?? []), '--force-renderer-accessibility'];
      browser = await playwright.chromium.launch({ ...launchOptions, headless: false, args, env: process.env });
      const page = await browser.newPage({ viewport: { width: 1280, height: 720 } });
      await page.goto(url);
      await page.bringToFront();
      return page;
    });
    await browser?.close();
  },
});

/** Orca has come to the page and has said all it has to say of it. */
async function settled(): Promise<number> {
  let before = -1;
  await expect
    .poll(
      () => {
        const now = said().length;
        const isQuiet = now === before;
        before = now;
        return isQuiet;
      },
      { intervals: [1500], timeout: 30_000 },
    )
    .toBe(true);
  return said().length;
}

const once = (text: string, from: number) =>
  expect.poll(() => times(text, from), { message: `${text}: ${said().slice(from).join(' | ')}`, timeout: 15_000 }).toBe(1);

test('U1 a visitor hears a message with the panel open, with it closed, and each line of a burst; the end is said once', async ({
  seen,
  server,
  newDashboard,
}) => {
  const tab = new VisitorTab(await seen(`${server.url}/demo/`));
  const dashboard = await newDashboard();
  await tab.say('Hello there');
  await dashboard.join('Hello there');

  let from = await settled();
  await dashboard.answer('While it is open');
  await once(': While it is open', from);

  await tab.page.keyboard.press('Escape');
  await expect(tab.panel).toBeHidden();
  from = await settled();
  await dashboard.answer('While it is closed');
  await once(': While it is closed', from);

  from = await settled();
  const lines = Array.from({ length: 12 }, (_, i) => `Burst line ${String(i + 1).padStart(2, '0')}`);
  for (const line of lines) {
    await dashboard.reply.fill(line);
    await dashboard.reply.press('Enter');
  }
  for (const line of lines) await once(line, from);
  const heard = said().slice(from).join('\n');
  expect([...heard.matchAll(/Burst line \d\d/g)].map(([line]) => line)).toEqual(lines);

  await tab.open();
  from = await settled();
  await tab.end();
  await once('You ended the chat', from);
});

test('U1 an operator hears a new chat in front of another, a message in it, and that the visitor ended the chat', async ({
  seen,
  server,
  newVisitor,
}) => {
  const dashboard = new Dashboard(await seen(`${server.url}/dashboard/`));
  await dashboard.logIn(ADMIN);
  const first = await (await newVisitor()).tab();
  await first.say('First question');
  await dashboard.join('First question');
  await dashboard.reply.focus();

  let from = await settled();
  const second = await (await newVisitor()).tab();
  await second.say('Second question');
  await once('Second question', from);

  from = await settled();
  await dashboard.reply.pressSequentially('We will');
  await first.end();
  await once('ended the chat', from);
  await expect(dashboard.reply).toBeFocused();
  await expect(dashboard.reply).toHaveValue('We will');
});
