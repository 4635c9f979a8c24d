#!/usr/bin/env node
// Prints the path of a Chromium-family browser and installs one when the machine has none:
// CHROME_PATH > PATH > well-known places > Playwright's own > `playwright install` > the system's package (root on Debian and Ubuntu).
import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome', 'chrome', 'microsoft-edge'];
const PLACES = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  '/snap/bin/chromium',
];

/** What a browser needs in a container: no sandbox of its own for root, no background traffic. */
export const CHROME_ARGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-dev-shm-usage',
];

export function executable(path) {
  try {
    accessSync(path, constants.X_OK);
    return path;
  } catch {
    return undefined;
  }
}

/** The first of `names` that is a program on PATH. */
export function onPath(names) {
  for (const name of names)
    for (const folder of (process.env.PATH ?? '').split(delimiter)) {
      const found = folder && executable(join(folder, name));
      if (found) return found;
    }
  return undefined;
}

async function fromPlaywright() {
  try {
    const path = (await import('playwright-core')).chromium.executablePath();
    return existsSync(path) ? path : undefined;
  } catch {
    return undefined;
  }
}

const log = (text) => process.stderr.write(`browser: ${text}\n`);

function run(command, args, timeout, env) {
  log(`${command} ${args.join(' ')}`);
  return spawnSync(command, args, { stdio: ['ignore', 2, 2], timeout, env: { ...process.env, ...env } }).status === 0;
}

/** Installs Debian packages when this process may; false when it may not or it failed. */
export function aptInstall(packages) {
  if (process.platform !== 'linux' || process.getuid?.() !== 0 || !executable('/usr/bin/apt-get')) return false;
  run('/usr/bin/apt-get', ['update', '-q'], 120_000);
  return run(
    '/usr/bin/apt-get',
    ['-o', 'DPkg::Lock::Timeout=120', 'install', '-y', '-q', '--no-install-recommends', ...packages],
    300_000,
    // No runlevel, so that a server among them is not started.
    { DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' },
  );
}

/** A program of the system, installed from its package when it is absent; undefined where that cannot be. */
export function findProgram(name, packages) {
  const find = () => onPath([name]) ?? executable(join('/usr/sbin', name));
  return find() ?? (aptInstall(packages) ? find() : undefined);
}

/** Path of a browser; throws with what to do when there is none and none can be installed. */
export async function findBrowser({ install = true } = {}) {
  const { CHROME_PATH } = process.env;
  if (CHROME_PATH) {
    if (!executable(CHROME_PATH)) throw new Error(`CHROME_PATH=${CHROME_PATH} is not a program that can be run.`);
    return CHROME_PATH;
  }
  const present = onPath(NAMES) ?? PLACES.find((path) => existsSync(path)) ?? (await fromPlaywright());
  if (present || !install) return present;
  log('none found, installing one');
  const cli = fileURLToPath(new URL('../node_modules/playwright/cli.js', import.meta.url));
  run(process.execPath, [cli, 'install', 'chromium', '--only-shell'], 180_000, { PLAYWRIGHT_DOWNLOAD_CONNECTION_TIMEOUT: '8000' });
  const installed = (await fromPlaywright()) ?? (aptInstall(['chromium']) ? onPath(NAMES) : undefined);
  if (installed) return installed;
  throw new Error(
    'There is no Chromium and none could be installed. Install one (Debian, Ubuntu: apt-get install chromium; elsewhere: npx playwright install chromium) or set CHROME_PATH.',
  );
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    console.log(await findBrowser());
  } catch (error) {
    log(error.message);
    process.exit(1);
  }
}
