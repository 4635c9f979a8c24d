// `npm test`: what a pull request must pass, one step after the other, each with its time. The last line sums up the runners.
// `--verify` adds the format check (the word before a commit is done); `--only a,b` runs the named steps.
import { spawn } from 'node:child_process';
import { globSync } from 'node:fs';
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
  { ...check('format', ['prettier', '--check', '--log-level', 'warn', '.']), verify: true },
  check('types', ['tsc', '-b', '.', 'src/protocol', 'src/server', 'scripts', 'test', 'bench']),
  check('lint', [
    'eslint',
    '.',
    '--max-warnings',
    '0',
    '--cache',
    '--cache-strategy',
    'content',
    '--cache-location',
    'node_modules/.cache/eslint/',
  ]),
  check('boundaries', ['depcruise', 'src', '--config', '.dependency-cruiser.cjs', '--output-type', 'err']),
  check(
    'generated',
    ['node', 'scripts/generate-protocol.ts', '--check'],
    ['node', 'scripts/generate-readme.mjs', '--check'],
    ['node', 'scripts/generate-rules.ts', '--check'],
  ),
  check('dead code', ['knip', '--no-config-hints', '--no-progress']),
  check('build', ['node', 'scripts/build.mjs']),
  check('size', ['size-limit']),
  check('package', ['publint', '--strict'], ['attw', '--pack', '.', '--profile', 'esm-only']),
  runner('units', both(/^(\d+) passed, \d+ failed/gm, /^\d+ passed, (\d+) failed/gm), ['wtr', '--config', 'wtr.config.mjs']),
  runner('node', both(/^ℹ pass (\d+)/gm, /^ℹ fail (\d+)/gm), ['node', '--test', '--test-reporter=spec', ...nodeTests()]),
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

/** Runs one command, shows its output as it comes, and gives it back with the exit code. */
function run([command, ...args]) {
  return new Promise((resolve) => {
    const windows = process.platform === 'win32';
    const child = spawn(command, args, { cwd: root, env, shell: windows, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    const show = (stream) => (data) => {
      output += data;
      stream.write(data);
    };
    child.stdout.on('data', show(process.stdout));
    child.stderr.on('data', show(process.stderr));
    child.on('error', (error) => resolve({ code: 1, output: `${output}\n${error.message}` }));
    child.on('close', (code) => resolve({ code: code ?? 1, output }));
  });
}

const sum = { passed: 0, failed: 0 };
const report = [];
for (const { name, commands, count } of chosen) {
  console.log(`\n── ${name}`);
  const started = performance.now();
  let ok = true;
  for (const command of commands) {
    const { code, output } = await run(command);
    if (code !== 0) ok = false;
    if (!count) continue;
    const { passed, failed } = count(output);
    sum.passed += passed;
    // A runner that broke before its first test has failed all the same.
    sum.failed += code === 0 ? failed : Math.max(failed, 1);
  }
  if (!ok && !count) sum.failed++;
  report.push(`${ok ? 'ok    ' : 'FAILED'} ${name.padEnd(11)} ${((performance.now() - started) / 1000).toFixed(1).padStart(6)} s`);
}

console.log(`\n${report.join('\n')}\n`);
console.log(`${sum.passed} passed, ${sum.failed} failed`);
process.exit(report.some((line) => line.startsWith('FAILED')) ? 1 : 0);
