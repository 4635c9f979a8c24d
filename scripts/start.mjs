// `npm start`: builds what is missing or stale, then runs the server with its demo site until Ctrl-C.
// Nothing but plain Node here: this file must load on an old Node to say that it is too old.
import { spawn, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 22 || (major === 22 && minor < 18)) {
  console.error(`The server needs Node 22.18 or newer, and this is ${process.versions.node}.`);
  console.error(
    'Run it by "npm install && npm start", which brings a fitting Node along on Linux and Windows; elsewhere install one from nodejs.org.',
  );
  process.exit(1);
}

const root = fileURLToPath(new URL('..', import.meta.url));
const { isBuildFresh } = await import('./freshness.mjs');
if (!isBuildFresh()) {
  console.log('Building the widget and the dashboard (once, about half a minute) …');
  const { status } = spawnSync(process.execPath, [fileURLToPath(new URL('build.mjs', import.meta.url))], { stdio: 'inherit' });
  if (status !== 0) {
    console.error('The build failed; the lines above say where.');
    process.exit(status ?? 1);
  }
}

const server = spawn(
  process.execPath,
  [fileURLToPath(new URL('../src/server/main.ts', import.meta.url)), '--demo', ...process.argv.slice(2)],
  {
    cwd: root,
    stdio: 'inherit',
  },
);
// A terminal's Ctrl-C reaches the server by itself, a `kill` reaches only this process; the server takes either twice without harm.
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => server.kill(signal));
server.on('error', (error) => {
  console.error(`The server could not be started: ${error.message}`);
  process.exit(1);
});
server.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 1)));
