// Launcher of @web/test-runner for WebKitGTK (Debian: webkit2gtk-driver and xvfb). It speaks WebDriver by itself,
// because WebDriver clients drop doubled letters and cannot size the viewport here.
import { spawn } from 'node:child_process';
import { createServer } from 'node:net';

const KEYS = {
  Enter: '\uE007',
  Tab: '\uE004',
  Escape: '\uE00C',
  Backspace: '\uE003',
  Delete: '\uE017',
  Space: ' ',
  Home: '\uE011',
  End: '\uE010',
  PageUp: '\uE00E',
  PageDown: '\uE00F',
  ArrowLeft: '\uE012',
  ArrowUp: '\uE013',
  ArrowRight: '\uE014',
  ArrowDown: '\uE015',
  Shift: '\uE008',
  Control: '\uE009',
  Alt: '\uE00A',
  Meta: '\uE03D',
};
const BUTTONS = { left: 0, middle: 1, right: 2 };

const freePort = () =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });

async function display(children) {
  const x = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', '1600x1200x24', '-nolisten', 'tcp'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  });
  children.push(x);
  return new Promise((resolve, reject) => {
    x.on('error', reject);
    x.on('exit', (code) => reject(new Error(`Xvfb ended with code ${code}`)));
    x.stdio[3].once('data', (data) => resolve(`:${String(data).trim()}`));
  });
}

async function startWebKit(miniBrowser) {
  const children = [];
  const env = { ...process.env, LIBGL_ALWAYS_SOFTWARE: '1', NO_AT_BRIDGE: '1', GDK_BACKEND: 'x11' };
  env.DISPLAY ||= await display(children);
  const port = await freePort();
  children.push(spawn('WebKitWebDriver', [`--port=${port}`], { env, stdio: process.env.DEBUG_WEBKIT ? 'inherit' : 'ignore' }));

  const request = async (method, path, body) => {
    const response = await fetch(`http://127.0.0.1:${port}${path}`, {
      method,
      body: method === 'POST' ? JSON.stringify(body ?? {}) : undefined,
      headers: { 'content-type': 'application/json' },
    });
    const { value } = await response.json();
    if (value?.error) throw new Error(`${value.error}: ${value.message} (${method} ${path})`);
    return value;
  };
  for (let attempt = 0; ; attempt++) {
    try {
      await request('GET', '/status');
      break;
    } catch (error) {
      if (attempt > 60) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  const { sessionId } = await request('POST', '/session', {
    capabilities: {
      alwaysMatch: { 'webkitgtk:browserOptions': { binary: miniBrowser, args: ['--automation', '--full-screen', '--private'] } },
    },
  });
  const session = `/session/${sessionId}`;
  const execute = (script, ...args) => request('POST', `${session}/execute/sync`, { script, args });
  const actions = (action) => request('POST', `${session}/actions`, { actions: [action] });
  const keyboard = (list) => actions({ type: 'key', id: 'keyboard', actions: list });
  const mouse = (list) => actions({ type: 'pointer', id: 'mouse', parameters: { pointerType: 'mouse' }, actions: list });
  const down = (key) => ({ type: 'keyDown', value: KEYS[key] ?? key });
  const up = (key) => ({ type: 'keyUp', value: KEYS[key] ?? key });
  const press = (options) => ({ type: 'pointerDown', button: BUTTONS[options?.button ?? 'left'] });
  const release = (options) => ({ type: 'pointerUp', button: BUTTONS[options?.button ?? 'left'] });
  const move = (x, y) => ({ type: 'pointerMove', x: Math.round(x), y: Math.round(y), duration: 0 });

  // The part of Playwright's Page that @web/test-runner-commands uses.
  const page = {
    keyboard: {
      type: (text) => keyboard([...text].flatMap((char) => [down(char), up(char)])),
      press: (chord) => {
        const keys = chord.split('+');
        return keyboard([...keys.map(down), ...keys.reverse().map(up)]);
      },
      down: (key) => keyboard([down(key)]),
      up: (key) => keyboard([up(key)]),
    },
    mouse: {
      move: (x, y) => mouse([move(x, y)]),
      click: (x, y, options) => mouse([move(x, y), press(options), release(options)]),
      down: (options) => mouse([press(options)]),
      up: (options) => mouse([release(options)]),
    },
    async setViewportSize({ width, height }) {
      for (let attempt = 0; attempt < 4; attempt++) {
        const [w, h] = await execute('return [innerWidth, innerHeight]');
        if (w === width && h === height) return;
        const rect = await request('GET', `${session}/window/rect`);
        await request('POST', `${session}/window/rect`, { width: rect.width + width - w, height: rect.height + height - h });
        await new Promise((resolve) => setTimeout(resolve, 60));
      }
      throw new Error(`WebKit's window would not take ${width}x${height}.`);
    },
    goto: (url) => request('POST', `${session}/url`, { url }),
    evaluate: (script) => execute(script),
    url: () => request('GET', `${session}/url`),
    screenshot: async () => Buffer.from(await request('GET', `${session}/screenshot`), 'base64'),
  };
  const close = async () => {
    await request('DELETE', session).catch(() => undefined);
    for (const child of children.reverse()) child.kill();
  };
  return { page, close };
}

export function webkitLauncher(miniBrowser) {
  let starting;
  let webkit;
  const active = new Map();
  return {
    name: 'WebKit',
    // The stock commands then drive getPage().
    type: 'playwright',
    concurrency: 1,
    async initialize() {},
    async startSession(id, url) {
      webkit = await (starting ??= startWebKit(miniBrowser));
      active.set(id, url);
      await webkit.page.goto(url);
    },
    isActive: (id) => active.has(id),
    getBrowserUrl: (id) => active.get(id),
    getPage: () => webkit.page,
    async stopSession(id) {
      active.delete(id);
      await webkit.page.goto('about:blank');
      return { testCoverage: undefined };
    },
    async startDebugSession() {
      throw new Error('WebKit has no debug mode here.');
    },
    async stop() {
      await webkit?.close();
    },
  };
}
