// `npm run dev`: the server with its demo, the widget and the dashboard, each built again and loaded anew when a source is saved.
// `PORT=8081` takes another port. Its data are in `.dev/`. Nothing of this is in what `npm start` runs.
import { watch } from 'node:fs';
import { join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DASHBOARD_CSP } from '../src/server/http/static-routes.ts';
import { BrowserCode, productBundles } from './dev/browser-code.ts';
import { ChatServer } from './dev/chat-server.ts';
import { Front } from './dev/front.ts';
import { STATES_BUNDLE, statesPage } from './dev/states.ts';
import { DASHBOARD_ICON, dashboardPage } from './dashboard-page.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const port = Number(process.env['PORT'] ?? 8080);
const url = `http://localhost:${port}`;

const server = await ChatServer.at(root, url, join(root, '.dev'));
const [code] = await Promise.all([BrowserCode.of(root, [...productBundles(), STATES_BUNDLE]), server.start().catch(() => undefined)]);
const front = new Front({
  file: (path) => (path === '/dashboard/icon.svg' ? { body: DASHBOARD_ICON, type: 'image/svg+xml' } : code.file(path)),
  page: (path) =>
    path === '/dashboard/'
      ? { html: dashboardPage('dashboard.js'), headers: { 'content-security-policy': DASHBOARD_CSP } }
      : statesPage(path),
  port: () => server.ready.then(() => server.port),
});

/** Tells terminal and pages how the sources are now. */
async function report(done: string, began: number): Promise<void> {
  const problem =
    code.problem ??
    (await server.ready.then(
      () => null,
      (error: unknown) => (error as Error).message,
    ));
  front.changed(problem);
  console.log(problem ?? `${done} in ${(performance.now() - began).toFixed(0)} ms`);
}

const isServers = (path: string) => /^src\/(server|protocol)\//.test(path);
/** The server reads these again for each request. */
const isServed = (path: string) => path.startsWith('demo/');

async function update(changed: readonly string[]): Promise<void> {
  const began = performance.now();
  const parts: string[] = [];
  const restarts = changed.some(isServers);
  if (restarts) parts.push('server');
  const [rebuilt] = await Promise.all([code.update(changed), restarts ? server.start().catch(() => undefined) : undefined]);
  if (rebuilt) parts.push('browser code');
  if (changed.some(isServed)) parts.push('pages');
  if (parts.length > 0) await report(`${changed.join(', ')}: ${parts.join(' and ')}`, began);
}

// Editors write a file in several steps, and a checkout many files.
const SETTLED_MS = 25;
const changed = new Set<string>();
let timer: NodeJS.Timeout | undefined;
let updating = Promise.resolve();
for (const folder of ['src', 'demo', 'test'])
  watch(join(root, folder), { recursive: true }, (_event, name) => {
    if (name === null || /(~|\.sw.|\.tmp)$/.test(name)) return;
    changed.add(`${folder}/${name.split(sep).join('/')}`);
    clearTimeout(timer);
    timer = setTimeout(() => {
      const paths = [...changed];
      changed.clear();
      updating = updating.then(() => update(paths));
    }, SETTLED_MS);
  });

let ending = false;
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.on(signal, () => {
    if (ending) return;
    ending = true;
    front.close();
    void Promise.all([server.stop(), code.dispose()]).then(() => process.exit(0));
  });

front.server.once('error', (error: NodeJS.ErrnoException) => {
  console.error(error.code === 'EADDRINUSE' ? `Port ${port} is in use by another program. Choose another with PORT=8081.` : error.message);
  process.kill(process.pid, 'SIGTERM');
});
front.server.listen(port, 'localhost', () => {
  void server.ready.then(
    (said) => {
      console.log(`${said.trimEnd()}\n`);
    },
    () => undefined,
  );
  void report('Everything was built', 0);
});
