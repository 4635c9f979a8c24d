// Builds everything into dist/ and leaves a stamp that `npm start` compares with the sources.
import { spawnSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { compress } from './compress.mjs';
import { deploy } from './deploy.mjs';
import { stampOf } from './freshness.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const dist = new URL('../dist/', import.meta.url);
const next = new URL('.next/', dist);
const started = new Date();
// Before anything is read: a source saved during the build builds again.
const stamp = stampOf(root);
const rollup = fileURLToPath(new URL('../node_modules/rollup/dist/bin/rollup', import.meta.url));
rmSync(next, { recursive: true, force: true });
const { status } = spawnSync(process.execPath, [rollup, '-c', '--silent'], { cwd: root, stdio: 'inherit' });
if (status !== 0) process.exit(status ?? 1);
for (const folder of ['embed/', 'browser/', 'browser/chunks/', 'dashboard/']) compress(new URL(folder, next));
// A build that is killed from here on leaves a folder that is neither the old build nor the new one.
rmSync(new URL('.stamp', dist), { force: true });
deploy(fileURLToPath(next), fileURLToPath(dist), started);
writeFileSync(new URL('.stamp', dist), `${stamp}\n`);
