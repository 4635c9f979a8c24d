import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page } from '@playwright/test';
import { addSite } from '../../src/server/store/sites.ts';
import { expect, inStore, test } from './fixtures.ts';

/** Opens a page of another origin with what stands in its HTML. Returns what its console said. */
async function open(page: Page, html: string): Promise<string[]> {
  const shop = createServer((_request, response) => {
    response.setHeader('content-type', 'text/html').end(`<!doctype html><html lang="en"><title>Shop</title>${html}`);
  });
  await new Promise<void>((resolve) => shop.listen(0, '127.0.0.1', resolve));
  page.once('close', () => shop.close());
  const said: string[] = [];
  page.on('console', (message) => {
    if (/error|warning/.test(message.type())) said.push(message.text());
  });
  await page.goto(`http://127.0.0.1:${(shop.address() as AddressInfo).port}/`);
  return said;
}

const launchers = (page: Page) => page.getByRole('button', { name: /^Open chat/ });

test.describe('M3', () => {
  for (const [what, html] of [
    ['a tag without data-site, the site in its address', '<script src="SERVER/chat.js?site=demo"></script>'],
    [
      'a tag without data-site, the site in a global',
      '<script>chatWidget = { site: "demo" }</script><script src="SERVER/chat.js"></script>',
    ],
    ['a version with a slash in the address', '<script async src="SERVER/chat.js?v=a/b" data-site="demo"></script>'],
    ['a module, which has no current script', '<script type="module" src="SERVER/chat.js" data-site="demo"></script>'],
    [
      'a text that was fetched and run, without any tag',
      `<script>chatWidget = { server: 'SERVER', site: 'demo' }; fetch('SERVER/chat' + '.js').then((r) => r.text()).then((t) => (0, eval)(t))</script>`,
    ],
    [
      'the same tag twice',
      '<script src="SERVER/chat.js" data-site="demo"></script><script src="SERVER/chat.js" data-site="demo"></script>',
    ],
    ['an element and the tag', '<chat-widget site="demo"></chat-widget><script src="SERVER/chat.js" data-site="demo"></script>'],
    ['an element that says nothing and the tag', '<chat-widget></chat-widget><script src="SERVER/chat.js" data-site="demo"></script>'],
    [
      'an element below the tag',
      '<p>Shop</p><script src="SERVER/chat.js" data-site="demo"></script><chat-widget server="SERVER" site="demo"></chat-widget>',
    ],
    ['a tag in the head', '<script async src="SERVER/chat.js" data-site="demo"></script></head><body><p id="chatWidget">Shop</p></body>'],
  ] as const)
    test(`${what}: one chat`, async ({ server, browser }) => {
      const page = await browser.newPage();
      const said = await open(page, html.replaceAll('SERVER', server.url));
      await expect(launchers(page)).toHaveCount(1);
      await launchers(page).click();
      await expect(page.getByRole('dialog', { name: 'Nordvik Outdoor' })).toBeVisible();
      expect(said).toEqual([]);
      await page.close();
    });

  test('two tags for two sites: two chats, each in its corner', async ({ server, browser }) => {
    await inStore(server, (db) => addSite(db, { key: 'shop', name: 'Second Shop', origins: ['http://127.0.0.1:*'], welcome: {} }, 1));
    const page = await browser.newPage();
    await open(
      page,
      `<script src="${server.url}/chat.js" data-site="demo"></script><script src="${server.url}/chat.js" data-site="shop"></script>`,
    );
    await expect(launchers(page)).toHaveCount(2);
    const [one, two] = [await launchers(page).nth(0).boundingBox(), await launchers(page).nth(1).boundingBox()];
    expect(Math.abs(one!.x - two!.x)).toBeGreaterThan(200);
    await launchers(page).nth(1).click();
    await expect(page.getByRole('dialog', { name: 'Second Shop' })).toBeVisible();
    await page.close();
  });

  test('no site anywhere, and an element of another script: the console says so', async ({ server, browser }) => {
    const page = await browser.newPage();
    const said = await open(page, `<script src="${server.url}/chat.js"></script>`);
    await expect.poll(() => said.join()).toContain('chat.js needs data-site');
    await page.close();
    const other = await browser.newPage();
    const words = await open(
      other,
      `<script>customElements.define('chat-widget', class extends HTMLElement {})</script><script src="${server.url}/chat.js" data-site="demo"></script>`,
    );
    await expect.poll(() => words.join()).toContain('<chat-widget> is another script’s here');
    await other.close();
  });
});
