/**
 * What opening the widget costs a page: from the click to a usable panel at a fourth of the processor, as ratios to an element
 * of about 24 KB that only renders a list and a text box, in one run; and the heap of the open panel over an empty page. The
 * widget `deep-chat` is measured beside it. Needs a build. `npm run bench -- embed [rounds]`
 */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync } from 'node:zlib';
import { chromium, type Browser, type Page } from '@playwright/test';
import { build } from 'esbuild';
import { spawnServer } from '../test/support/spawn-server.ts';

const ROUNDS = Number(process.argv[2] ?? 9);
const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** A page with a button that brings one chat, and the way to see that somebody can write in it. */
interface Contender {
  readonly name: string;
  readonly body: string;
  readonly files: Readonly<Record<string, string>>;
  /** In the page: clicks. */
  readonly click: string;
  /** In the page: whether the text box is there, in an expression. */
  readonly usable: string;
}

const PLAIN = `
  import { html, LitElement } from 'lit';
  import { repeat } from 'lit/directives/repeat.js';
  import * as placing from '@floating-ui/dom';
  import * as scrolling from 'lenis';
  import * as trapping from 'focus-trap';
  import * as storing from 'idb-keyval';
  const LINES = ['Where is my order?', 'Returns and guarantee', 'Help me choose a tent'];
  class PlainChat extends LitElement {
    // Parsed and evaluated as every bundle's code is, and never run.
    static tools = { placing, scrolling, trapping, storing };
    render() {
      return html\`<ul>\${repeat(LINES, (line) => line, (line) => html\`<li>\${line}</li>\`)}</ul><textarea></textarea>\`;
    }
  }
  customElements.define('plain-chat', PlainChat);
  document.body.append(document.createElement('plain-chat'));
`;

async function bundle(contents: string): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: ROOT },
    bundle: true,
    minify: true,
    format: 'esm',
    conditions: ['production'],
    write: false,
  });
  return outputFiles[0]!.text;
}

const button = (file: string): string => `<button onclick="import('./${file}')">Chat</button>`;

async function contenders(chat: string): Promise<readonly Contender[]> {
  const plain = await bundle(PLAIN);
  const deep = await bundle("import 'deep-chat'; document.body.append(document.createElement('deep-chat'));");
  const size = (code: string): string => `${(brotliCompressSync(code).length / 1000).toFixed(1)} kB`;
  return [
    {
      name: `list and text box, ${size(plain)}`,
      body: button('plain.js'),
      files: { 'plain.js': plain },
      click: "document.querySelector('button').click()",
      usable: "document.querySelector('plain-chat')?.shadowRoot?.querySelector('textarea')",
    },
    {
      name: 'this widget',
      body: `<script async src="${chat}/chat.js" data-site="demo"></script>`,
      files: {},
      click: "document.querySelector('chat-widget').shadowRoot.querySelector('.launcher').click()",
      usable: "document.querySelector('chat-widget').shadowRoot.querySelector('chat-widget-panel')?.shadowRoot.querySelector('.topics')",
    },
    {
      name: `deep-chat, ${size(deep)}`,
      body: button('deep.js'),
      files: { 'deep.js': deep },
      click: "document.querySelector('button').click()",
      usable: "document.querySelector('deep-chat')?.shadowRoot?.querySelector('#text-input')",
    },
  ];
}

/**
 * Serves the contenders' pages as a site of its own does. Pages that Playwright answers by itself would be cut off from the chat
 * server: the browser does not know that they come from this machine.
 */
async function serve(all: readonly Pick<Contender, 'body' | 'files'>[]): Promise<Server> {
  const site = createServer(({ url = '' }, response) => {
    const [, index, file] = url.split('/');
    const { body, files } = all[Number(index)] ?? { body: '', files: {} };
    const code = files[file ?? ''];
    response.setHeader('content-type', code === undefined ? 'text/html' : 'text/javascript');
    response.end(code ?? `<!doctype html><title>Bench</title><body>${body}`);
  });
  await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve));
  return site;
}

async function open(browser: Browser, url: string): Promise<Page> {
  const page = await (await browser.newContext()).newPage();
  await page.goto(url);
  await page.waitForFunction(
    "document.querySelector('body > button') ?? document.querySelector('chat-widget')?.shadowRoot?.firstChild ?? !document.scripts.length",
  );
  return page;
}

/** Milliseconds from the click to the frame after the text box stands there. */
async function opening(browser: Browser, url: string, { click, usable }: Contender): Promise<number> {
  const page = await open(browser, url);
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Emulation.setCPUThrottlingRate', { rate: 4 });
  const ms = await page.evaluate<number>(`(async () => {
    const start = performance.now();
    ${click};
    do await new Promise(requestAnimationFrame); while (!(${usable}));
    await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
    return performance.now() - start;
  })()`);
  await page.context().close();
  return ms;
}

/** Bytes of the heap in use, after the chat was opened where there is one. */
async function heap(browser: Browser, url: string, contender?: Contender): Promise<number> {
  const page = await open(browser, url);
  if (contender) {
    await page.evaluate(contender.click);
    await page.waitForFunction(contender.usable);
    await page.waitForTimeout(3000);
  }
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('HeapProfiler.collectGarbage');
  const { usedSize } = await devtools.send('Runtime.getHeapUsage');
  await page.context().close();
  return usedSize;
}

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1]!;

const server = await spawnServer();
const browser = await chromium.launch({ executablePath: process.env['CHROME_PATH'] ?? '/usr/bin/chromium', args: ['--no-sandbox'] });
const all = await contenders(server.url);
const site = await serve(all);
const addressOf = (contender?: Contender): string =>
  `http://127.0.0.1:${(site.address() as AddressInfo).port}/${contender ? all.indexOf(contender) : ''}/`;
try {
  const times = new Map(all.map(({ name }) => [name, [] as number[]]));
  // In turns, so that what else the machine does meets all of them.
  for (let round = 0; round <= ROUNDS; round++)
    for (const contender of all) {
      const ms = await opening(browser, addressOf(contender), contender);
      // The first round warms the server and the browser.
      if (round) times.get(contender.name)!.push(ms);
    }
  const empty = await heap(browser, addressOf());
  const base = median(times.get(all[0]!.name)!);
  console.log(`${'click to usable, a fourth of the processor'.padEnd(44)}      ms    ratio   heap, kB`);
  for (const contender of all) {
    const ms = median(times.get(contender.name)!);
    const kilobytes = ((await heap(browser, addressOf(contender), contender)) - empty) / 1000;
    console.log(
      contender.name.padEnd(44),
      ms.toFixed(0).padStart(7),
      (ms / base).toFixed(2).padStart(8),
      kilobytes.toFixed(0).padStart(10),
    );
  }
} finally {
  await browser.close();
  site.close();
  await server.stop();
}
