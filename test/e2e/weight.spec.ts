import { brotliCompressSync } from 'node:zlib';
import { expect, test } from './fixtures.ts';

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
  expect(await total(), JSON.stringify(files)).toBeLessThanOrEqual(5 * 1024);
  expect(files.map((file) => file.url)).toEqual(['/chat.js', '/v1/visitor/config']);
  await tab.open();
  expect(await total(), JSON.stringify(files)).toBeLessThanOrEqual(36 * 1024);
});

test('at a fourth of the processor no task is long until the launcher stands, and layout shift is 0 until the panel is open', async ({
  newVisitor,
}) => {
  const visitor = await newVisitor();
  await visitor.context.addInitScript(() => {
    const seen: string[] = ((window as unknown as { seen: string[] }).seen = []);
    const observer = new PerformanceObserver((list) => {
      for (const entry of list.getEntries())
        seen.push(`${entry.entryType} ${entry.startTime} ${entry.duration || (entry as unknown as { value: number }).value}`);
    });
    for (const type of ['layout-shift', 'longtask']) observer.observe({ type, buffered: true });
  });
  // A page with nothing on it but the widget: what is measured is ours.
  await visitor.context.route('**/empty.html', (route) =>
    route.fulfill({
      contentType: 'text/html',
      body: '<!doctype html><html lang="en"><title>Empty</title><p>Some text</p><script async src="/chat.js" data-site="demo"></script>',
    }),
  );
  const page = await visitor.context.newPage();
  const cdp = await visitor.context.newCDPSession(page);
  await cdp.send('Emulation.setCPUThrottlingRate', { rate: 4 });
  await page.goto(`${visitor.proxy.url}/demo/empty.html`);
  const launcher = page.getByRole('button', { name: 'Open chat' });
  await launcher.waitFor();
  const seen = () => page.evaluate(() => (window as unknown as { seen: string[] }).seen);
  expect(await seen()).toEqual([]);
  await page.evaluate(() => (document.querySelector('chat-widget') as unknown as { show(): Promise<void> }).show());
  await page.getByRole('dialog', { name: 'Nordvik Outdoor' }).waitFor();
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
  expect((await seen()).filter((entry) => entry.startsWith('layout-shift'))).toEqual([]);
});
