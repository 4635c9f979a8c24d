// Builds everything into dist/ and leaves a stamp that `npm start` compares with the sources.
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { compress } from './compress.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const started = new Date().toISOString();
const rollup = fileURLToPath(new URL('../node_modules/rollup/dist/bin/rollup', import.meta.url));
const { status } = spawnSync(process.execPath, [rollup, '-c', '--silent'], { cwd: root, stdio: 'inherit' });
if (status !== 0) process.exit(status ?? 1);
compress(new URL('../dist/embed/', import.meta.url));
compress(new URL('../dist/dashboard/', import.meta.url));
// The time of the start: a file saved during the build is newer and builds again.
writeFileSync(new URL('../dist/.stamp', import.meta.url), `${started}\n`);
