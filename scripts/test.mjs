// `npm test`: what a pull request must pass, each step with its time. The checks run side by side; then the runners, each of which
// needs the whole machine, one after the other. The last line sums up the runners.
// `--verify` adds the format check (the word before a commit is done); `--only a,b` runs the named steps.
import { spawn } from 'node:child_process';
import { globSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { delimiter } from 'node:path';
import { fileURLToPath } from 'node:url';

if (Number(process.versions.node.split('.')[0]) < 22) {
  console.error(`The tests need Node 22.18 or newer, and this is ${process.versions.node}. Run them by "npm install && npm test".`);
  process.exit(1);
}
const { findBrowser } = await import('./browser.mjs');

const root = fileURLToPath(new URL('..', import.meta.url));
const nodeTests = () => globSync('test/{protocol,server}/**/*.test.ts', { cwd: root }).sort();
const e2eTests = () => globSync('test/e2e/**/*.{test,spec}.ts', { cwd: root });

const check = (name, ...commands) => ({ name, commands });
const runner = (name, count, ...commands) => ({ name, commands, count });
const last = (pattern) => (output) => Number([...output.matchAll(pattern)].at(-1)?.[1] ?? 0);
const both = (passed, failed) => (output) => ({ passed: last(passed)(output), failed: last(failed)(output) });

const steps = [
  // The longest first, so that none of them is waited for alone at the end.
  check('lint', [
    ...['eslint', '.', '--max-warnings', '0'],
    ...['--cache', '--cache-strategy', 'content', '--cache-location', 'node_modules/.cache/eslint/'],
  ]),
  check('types', ['tsc', '-b', '.', 'src/protocol', 'src/server', 'scripts', 'test', 'bench', 'demo/states']),
  check('build', ['node', 'scripts/build.mjs']),
  { ...check('format', ['prettier', '--check', '--log-level', 'warn', '.']), verify: true },
  check(
    'generated',
    ['node', 'scripts/generate-protocol.ts', '--check'],
    ['node', 'scripts/generate-readme.mjs', '--check'],
    ['node', 'scripts/generate-rules.ts', '--check'],
  ),
  check('boundaries', ['depcruise', 'src', '--config', '.dependency-cruiser.cjs', '--output-type', 'err']),
  check('dead code', ['knip', '--no-config-hints', '--no-progress']),
  { ...check('size', ['size-limit']), built: true },
  { ...check('package', ['publint', '--strict'], ['attw', '--pack', '.', '--profile', 'esm-only']), built: true },
  runner('units', both(/^(\d+) passed, \d+ failed/gm, /^\d+ passed, (\d+) failed/gm), ['wtr', '--config', 'wtr.config.mjs']),
  runner('node', both(/^ℹ pass (\d+)/gm, /^ℹ fail (\d+)/gm), [
    ...['node', '--test', `--test-concurrency=${availableParallelism()}`, '--test-reporter=spec'],
    ...nodeTests(),
  ]),
  // On a real PostgreSQL: the store, the story, and what only a server of its own can do.
  runner('postgres', both(/^ℹ pass (\d+)/gm, /^ℹ fail (\d+)/gm), [
    ...['node', 'scripts/postgres.mjs', '--', 'node', '--test', '--test-reporter=spec'],
    ...['test/server/store.test.ts', 'test/server/story.test.ts', ...globSync('test/postgres/*.test.ts', { cwd: root }).sort()],
  ]),
  // Every fault in small figures, about four minutes; `npm run test:faults` has the full ones.
  runner('faults', both(/^(\d+) passed, \d+ failed/gm, /^\d+ passed, (\d+) failed/gm), ['node', 'scripts/faults.mjs', '--subset']),
  // Playwright counts a test that times out as failed; one that never ran is a failure of its own.
  ...(e2eTests().length > 0
    ? [
        runner('e2e', (output) => ({ passed: last(/^\s*(\d+) passed\b/gm)(output), failed: last(/^\s*(\d+) failed\b/gm)(output) }), [
          'playwright',
          'test',
        ]),
      ]
    : []),
];

const option = (name) => process.argv[process.argv.indexOf(name) + 1];
const only = process.argv.includes('--only') ? option('--only').split(',') : null;
const chosen = steps.filter((step) => (only ? only.includes(step.name) : !step.verify || process.argv.includes('--verify')));

const env = { ...process.env, PATH: `${root}node_modules/.bin${delimiter}${process.env.PATH}`, CHROME_PATH: await findBrowser() };
// Colours would hide the numbers from the sum.
env.NO_COLOR = '1';
delete env.FORCE_COLOR;

/** Runs one command and gives back its output with the exit code; `show` shows the output as it comes. */
function run([command, ...args], show) {
  return new Promise((resolve) => {
    const windows = process.platform === 'win32';
    const child = spawn(command, args, { cwd: root, env, shell: windows, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const name of ['stdout', 'stderr'])
      child[name].on('data', (data) => {
        output += data;
        if (show) process[name].write(data);
      });
    child.on('error', (error) => resolve({ code: 1, output: `${output}\n${error.message}` }));
    child.on('close', (code) => resolve({ code: code ?? 1, output }));
  });
}

const sum = { passed: 0, failed: 0 };
const report = new Map();
const began = performance.now();
const seconds = (since) => `${((performance.now() - since) / 1000).toFixed(1).padStart(6)} s`;

async function runCheck({ name, commands }) {
  const started = performance.now();
  let ok = true;
  let said = '';
  for (const command of commands) {
    const { code, output } = await run(command);
    if (code !== 0) ok = false;
    said += output;
  }
  if (!ok) sum.failed++;
  // In one piece: the lines of two checks would be of no use to anybody.
  console.log(`\n── ${name}\n${said.trimEnd()}`);
  report.set(name, { ok, time: seconds(started) });
}

async function runRunner({ name, commands, count }) {
  console.log(`\n── ${name}`);
  const started = performance.now();
  let ok = true;
  for (const command of commands) {
    const { code, output } = await run(command, true);
    if (code !== 0) ok = false;
    const { passed, failed } = count(output);
    sum.passed += passed;
    // A runner that broke before its first test has failed all the same.
    sum.failed += code === 0 ? failed : Math.max(failed, 1);
  }
  report.set(name, { ok, time: seconds(started) });
}

const waiting = chosen.filter((step) => !step.count);
let build = Promise.resolve();
async function lane() {
  for (let step = waiting.shift(); step; step = waiting.shift()) {
    if (step.built) await build;
    const ended = runCheck(step);
    if (step.name === 'build') build = ended;
    await ended;
  }
}
await Promise.all(Array.from({ length: availableParallelism() }, lane));
const checked = seconds(began);
for (const step of chosen) if (step.count) await runRunner(step);

console.log('');
for (const { name, count } of chosen) {
  const { ok, time } = report.get(name);
  console.log(`${ok ? 'ok    ' : 'FAILED'} ${name.padEnd(11)} ${time}${count ? '' : ', side by side'}`);
}
console.log(`\nThe checks took ${checked.trim()}, everything ${seconds(began).trim()}.`);
console.log(`${sum.passed} passed, ${sum.failed} failed`);
process.exit([...report.values()].every(({ ok }) => ok) ? 0 : 1);
