#!/usr/bin/env node
// `npm run test:orca`: runs the journeys of test/orca beside a real screen reader and reads what it speaks (U1). Orca, the
// accessibility bus and a screen of memory are Debian's packages; where they cannot be had, it says so loudly and ends with
// success: nothing was proven, nothing is broken.
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { aptInstall, onPath } from './browser.mjs';

const PROGRAMS = ['orca', 'dbus-run-session', 'Xvfb', 'openbox'];
const PACKAGES = ['orca', 'at-spi2-core', 'dbus-x11', 'dbus', 'xvfb', 'openbox', 'python3-pyatspi'];
const BUS = '/usr/libexec/at-spi-bus-launcher';

const isThere = () => PROGRAMS.every((name) => onPath([name]));

if (process.platform !== 'linux' || !(isThere() || (aptInstall(PACKAGES) && isThere()))) {
  console.error(`SKIPPED: there is no Orca here and none could be installed (Debian: apt-get install ${PACKAGES.join(' ')}).`);
  process.exit(0);
}

// A bus of its own: an Orca of whoever runs the test is left alone.
if (!process.env.ORCA_SESSION) {
  const { status } = spawnSync('dbus-run-session', ['--', process.execPath, import.meta.filename, ...process.argv.slice(2)], {
    stdio: 'inherit',
    env: { ...process.env, ORCA_SESSION: '1' },
  });
  process.exit(status ?? 1);
}

const folder = mkdtempSync(join(tmpdir(), 'chat-orca-'));
const log = join(folder, 'orca.log');
const runtime = join(folder, 'run');
mkdirSync(runtime, { mode: 0o700 });
// Orca keeps its log in a buffer of 8 KB: what it said last would not be there to read.
const UNBUFFERED = `import builtins
plain = builtins.open
def at_once(file, mode='r', buffering=-1, *rest, **named):
    return plain(file, mode, 1 if str(file) == ${JSON.stringify(log)} else buffering, *rest, **named)
builtins.open = at_once
`;
writeFileSync(join(folder, 'sitecustomize.py'), UNBUFFERED);
const running = [];
const env = {
  ...process.env,
  HOME: folder,
  XDG_RUNTIME_DIR: runtime,
  LC_ALL: 'C.UTF-8',
  ORCA_LOG: log,
  PYTHONPATH: folder,
  // Nothing is to be heard: without a speech server Orca writes down what it would say, and waits for nobody.
  SPEECHD_ADDRESS: `unix_socket:${join(folder, 'none')}`,
  SPEECHD_CMD: '/bin/false',
};

function start(command, args, stdio = 'ignore') {
  const child = spawn(command, args, { env, stdio });
  running.push(child);
  return child;
}

async function until(what, look) {
  for (const end = performance.now() + 20_000; performance.now() < end;) {
    if (look()) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`${what} did not start.`);
}

const spoken = () => {
  try {
    return readFileSync(log, 'utf8');
  } catch {
    return '';
  }
};

let code = 1;
try {
  const screen = start(
    'Xvfb',
    ['-displayfd', '3', '-screen', '0', '1400x900x24', '-nolisten', 'tcp'],
    ['ignore', 'ignore', 'ignore', 'pipe'],
  );
  const number = await new Promise((resolve, reject) => {
    screen.stdio[3].once('data', (chunk) => resolve(String(chunk).trim()));
    screen.once('exit', () => reject(new Error('Xvfb did not start.')));
  });
  env.DISPLAY = `:${number}`;
  // A window manager: Orca listens to the active window.
  start('openbox', []);
  start(BUS, ['--launch-immediately', '--a11y=1', '--screen-reader=1']);
  start('orca', ['--debug-file', log]);
  await until('Orca', () => spoken().includes('Screen reader on.'));
  const test = start(
    process.execPath,
    ['node_modules/.bin/playwright', 'test', '--config', 'playwright.orca.config.ts', ...process.argv.slice(2)],
    'inherit',
  );
  code = await new Promise((resolve) => test.once('exit', (status) => resolve(status ?? 1)));
} catch (error) {
  console.error(error.message);
} finally {
  // Orca does not end by a polite signal while it waits for an application.
  for (const child of running.reverse()) child.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}
process.exit(code);
