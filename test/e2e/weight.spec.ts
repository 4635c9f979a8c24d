import { readFileSync } from 'node:fs';
import { brotliCompressSync } from 'node:zlib';
import { expect, test } from './fixtures.ts';

const { 'size-limit': limits } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  'size-limit': { name: string; limit: string }[];
};
const budget = (name: string): number => Number.parseFloat(limits.find((one) => one.name === name)!.limit);

// One after the other: each measures.
test.describe.configure({ mode: 'default' });
// Playwright records a page with tasks of its own in that page.
test.use({ trace: 'off', screenshot: 'off' });

test('until the launcher stands a page downloads two files, and until the panel is open few more', async ({ newVisitor }) => {
  const visitor = await newVisitor();
  const files: { url: string; bytes: number }[] = [];
  const pending: Promise<void>[] = [];
  visitor.context.on('response', (response) => {
    const { pathname } = new URL(response.url());
    if (/^\/(chat\.js|embed\/|v1\/)/.test(pathname))
      pending.push(
        response.body().then((body) => {
          files.push({ url: pathname, bytes: brotliCompressSync(body).length });
        }),
      );
  });
  const total = async () => {
    await Promise.all(pending);
    return files.reduce((sum, file) => sum + file.bytes, 0);
  };
  const tab = await visitor.tab();
  await expect(tab.launcher).toBeVisible();
  // The settings carry the launcher's texts.
  const settings = 512;
  expect(await total(), JSON.stringify(files)).toBeLessThanOrEqual(budget('until the launcher stands') + settings);
  expect(files.map((file) => file.url)).toEqual(['/chat.js', '/v1/visitor/config']);
  await tab.open();
  expect(await total(), JSON.stringify(files)).toBeLessThanOrEqual(budget('until the panel is open') + settings);
});

/** Other work on the machine only makes a task longer, so the quietest of these openings shows how long ours are. */
const OPENINGS = 6;

// Runs in the page, because a question through the debugger is a task as well, and not a short one.
const watchOpening = (): void => {
  const seen: string[] = [];
  const observer = new PerformanceObserver((list) => {
    for (const entry of list.getEntries())
      seen.push(`${entry.entryType} at ${entry.startTime}: ${entry.duration || (entry as unknown as { value: number }).value}`);
  });
  for (const type of ['layout-shift', 'longtask']) observer.observe({ type, buffered: true });
  const deep = (root: ParentNode | null | undefined, selector: string) => root?.querySelector(selector);
  const frames = async (until: () => unknown): Promise<void> => {
    while (!until()) await new Promise(requestAnimationFrame);
  };
  addEventListener('DOMContentLoaded', () => {
    void (async () => {
      await frames(() => deep(document.querySelector('chat-widget')?.shadowRoot, 'button'));
      const element = document.querySelector('chat-widget')!;
      await (element as unknown as { show(): Promise<void> }).show();
      await frames(() => deep(deep(element.shadowRoot, 'chat-widget-panel')?.shadowRoot, '.topics'));
      // Entries come after their frame.
      for (let frame = 0; frame < 20; frame++) await new Promise(requestAnimationFrame);
      console.info(`opened ${JSON.stringify(seen)}`);
    })();
  });
};

test('at a fourth of the processor no task is long and layout shift is 0, until the panel is open', async ({ newVisitor }) => {
  const openings: string[][] = [];
  while (openings.length < OPENINGS && openings.at(-1)?.length !== 0) {
    const visitor = await newVisitor();
    await visitor.context.addInitScript(watchOpening);
    // The page has nothing on it but the widget, so that every task is ours.
    await visitor.context.route('**/empty.html', (route) =>
      route.fulfill({
        contentType: 'text/html',
        body: '<!doctype html><html lang="en"><title>Empty</title><p>Some text</p><script async src="/chat.js" data-site="demo"></script>',
      }),
    );
    const page = await visitor.context.newPage();
    const cdp = await visitor.context.newCDPSession(page);
    await cdp.send('Emulation.setCPUThrottlingRate', { rate: 4 });
    const opened = page.waitForEvent('console', (message) => message.text().startsWith('opened '));
    await page.goto(`${visitor.proxy.url}/demo/empty.html`);
    const seen = JSON.parse((await opened).text().slice('opened '.length)) as string[];
    expect(seen.filter((entry) => entry.startsWith('layout-shift'))).toEqual([]);
    openings.push(seen);
    await visitor.context.close();
  }
  expect(openings.at(-1), openings.map((opening) => opening.join(', ')).join('\n')).toEqual([]);
});
