import { buildApp } from './app.ts';
import { ConfigError, readConfig } from './config.ts';
import { prepareDemo } from './demo.ts';
import { closeSetup, ignoredAdmin, openSetup, prepareAdmin, SETUP_HOURS } from './first-start.ts';
import { StoreFault } from './store/fault.ts';
import { SERVER_URL, writeMeta } from './store/meta.ts';
import { unusedData } from './store/unused.ts';
import { hasOperators } from './store/operators.ts';

/** A server that hangs while it stops must not keep its successor waiting (R10). */
const STOP_MAX_MS = 24_500;

/** Reads the configuration, builds the server, listens, and stops gracefully. Exit code 2: wrong configuration; 1: the start failed. */
export async function serve(): Promise<void> {
  try {
    await start();
  } catch (error) {
    if (error instanceof ConfigError) {
      process.stderr.write(`${error.message}\n`);
      process.exit(2);
    }
    const { code, syscall, port } = error as NodeJS.ErrnoException & { port?: number };
    if (error instanceof StoreFault) process.stderr.write(`${error.message}\n`);
    else if (code === 'EADDRINUSE')
      process.stderr.write(`Port ${port ?? ''} is in use by another program. Stop it, or choose another with PORT=8081.\n`);
    else if (code === 'EACCES') process.stderr.write(`Port ${port ?? ''} may not be used by this user. Choose one above 1023 with PORT.\n`);
    else if (syscall === 'listen' || syscall === 'getaddrinfo')
      process.stderr.write(
        `HOST is "${process.env['HOST'] ?? ''}": this machine has no such address (${code ?? ''}). Give 127.0.0.1, an address of this machine, or 0.0.0.0 for all of them.\n`,
      );
    else process.stderr.write(`The server could not start: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    process.exit(1);
  }
}

async function start(): Promise<void> {
  const config = readConfig(process.env, { demo: process.argv.includes('--demo') });
  const unused = await unusedData(config.dataDir, config.databaseUrl);
  if (unused !== null) process.stderr.write(`${unused}\n`);
  const app = await buildApp({
    config,
    onTaken: (fault) => {
      // The other server may have written already, so nothing that this one would still send can be trusted.
      process.stderr.write(`${fault.message}\n`);
      process.exit(1);
    },
  });
  const { store, clock } = app.services;

  const demo = config.demo ? await prepareDemo(store.write, config, clock.now()) : null;
  await prepareAdmin(store.write, config, clock.now());
  const ignored = await ignoredAdmin(store.read, config);
  const setupToken = (await hasOperators(store.read)) ? null : await openSetup(store.write, clock.now());
  if (setupToken === null) await closeSetup(store.write);

  try {
    await app.http.listen({ host: config.host, port: config.port });
  } catch (error) {
    await app.close();
    throw error;
  }
  const bound = app.http.server.address();
  const port = typeof bound === 'object' && bound ? bound.port : config.port;
  const url = config.publicUrl ?? `http://localhost:${port}`;
  await writeMeta(store.write, SERVER_URL, url);

  // The handlers are set before anything is printed: an owner who reads that the server is up may stop it at once.
  let closing = false;
  const stop = () => {
    if (closing) return;
    closing = true;
    const limit = setTimeout(() => {
      process.stderr.write('The server did not stop in time. Everything it acknowledged is stored.\n');
      process.exit(1);
    }, STOP_MAX_MS);
    limit.unref();
    app.close().then(
      () => {
        process.exit(0);
      },
      (error: unknown) => {
        process.stderr.write(`The server did not stop cleanly: ${String(error)}\n`);
        process.exit(1);
      },
    );
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);

  const lines = [`Chat server on ${url}`, ''];
  if (demo) lines.push(`  Demo page   ${url}/demo/`);
  lines.push(`  Dashboard   ${url}/dashboard/${setupToken === null ? '' : `#/setup/${setupToken}`}`);
  if (demo)
    lines.push(
      `              log in as ${demo.email}${demo.password === null ? ' with the password you chose' : `, password ${demo.password}`}`,
    );
  if (setupToken !== null) lines.push(`              open this link once, within ${SETUP_HOURS} hours, to make the first administrator`);
  if (demo) lines.push('', '  Paste this into a page of your own:', `  <script async src="${url}/chat.js" data-site="demo"></script>`);
  if (ignored !== null) lines.push('', ...ignored.split('\n').map((line) => `  ${line}`));
  lines.push('', 'Ctrl-C stops the server.', '');
  process.stdout.write(lines.join('\n'));
}
