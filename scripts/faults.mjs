// `npm run test:faults`: the faults we can make, one file after the other, so that each is measured on a machine of its own; two
// that mostly wait run at the same time.
// `--subset`: the figures `npm test` has time for. `--only kill,wal`: these files. `SEED=n` repeats a run's choices,
// `FIGURE=n` sets another figure for the chosen file. What is scaled down is printed beside the figure.
import { spawn } from 'node:child_process';
import { globSync, mkdtempSync, readFileSync, rmSync, existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const subset = process.argv.includes('--subset');
const option = (name) => (process.argv.includes(name) ? process.argv[process.argv.indexOf(name) + 1] : undefined);
const only = option('--only')?.split(',');
const seed = process.env.SEED ?? String(Math.floor(Math.random() * 2 ** 31));
const folder = mkdtempSync(join(tmpdir(), 'chat-figures-'));
const figures = join(folder, 'figures.jsonl');

const name = (file) => basename(file, '.test.ts');
const files = globSync('test/faults/*.test.ts', { cwd: root })
  .sort()
  .filter((file) => !only || only.includes(name(file)));
const env = { ...process.env, SEED: seed, FAULTS: subset ? 'subset' : 'full', FAULTS_FIGURES: figures, NO_COLOR: '1' };
delete env.FORCE_COLOR;

/** A half-open connection and backoff are waited for in these, and the processor has little to do. */
const WAITS = ['network', 'planted'];

/** `show`: as it comes; else in one piece at its end. */
function run(file, show) {
  return new Promise((resolve) => {
    // Alone in its process: a global garbage collector makes measurements of memory mean something.
    const args = ['--expose-gc', '--test-force-exit', '--test-reporter=spec', file];
    const child = spawn(process.execPath, args, { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of ['stdout', 'stderr'])
      child[stream].on('data', (data) => {
        output += data;
        if (show) process[stream].write(data);
      });
    child.on('close', (code) => {
      if (!show) console.log(`── ${name(file)}\n${output}`);
      const count = (word) => Number([...output.matchAll(new RegExp(`^ℹ ${word} (\\d+)`, 'gm'))].at(-1)?.[1] ?? 0);
      const failed = count('fail') + count('cancelled');
      // A file that broke before its first test, or skipped one, has failed all the same.
      resolve({ passed: count('pass'), failed: code === 0 ? failed + count('skipped') + count('todo') : Math.max(failed, 1) });
    });
  });
}

console.log(`Faults, ${subset ? 'the subset' : 'full figures'}; SEED=${seed}\n`);
const sum = { passed: 0, failed: 0 };
const times = [];
async function measure(file, show = true) {
  if (show) console.log(`── ${name(file)}`);
  const began = performance.now();
  const { passed, failed } = await run(file, show);
  sum.passed += passed;
  sum.failed += failed;
  times.push(
    `${failed > 0 ? 'FAILED' : 'ok    '} ${name(file).padEnd(14)} ${((performance.now() - began) / 1000).toFixed(1).padStart(7)} s`,
  );
}
const waits = (file) => WAITS.includes(name(file));
for (const file of files) if (!waits(file)) await measure(file);
await Promise.all(files.filter(waits).map((file) => measure(file, false)));

console.log(`\n${times.join('\n')}\n`);
const entries = existsSync(figures)
  ? readFileSync(figures, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
  : [];
for (const { fault, asked, reached, scaled } of entries)
  console.log(`${fault}\n  asked    ${asked}\n  reached  ${reached}${scaled ? `\n  scaled   ${scaled}` : ''}`);
rmSync(folder, { recursive: true, force: true });
console.log(`\nSEED=${seed}${subset ? '; this was the subset, npm run test:faults has the full figures' : ''}`);
console.log(`${sum.passed} passed, ${sum.failed} failed`);
process.exit(sum.failed > 0 || files.length === 0 ? 1 : 0);
