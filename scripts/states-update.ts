// `npm run states:update`: takes the pictures of all states anew where they differ from those in `test/states/pictures/`.
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isSmall, smallPng } from './dev/small-png.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = join(root, 'test/states/pictures');
const playwright = join(root, 'node_modules/@playwright/test/cli.js');
const asked = ['test', '--project', 'states', '--update-snapshots', ...process.argv.slice(2)];
const { status } = spawnSync(process.execPath, [playwright, ...asked], { cwd: root, stdio: 'inherit' });

for (const name of readdirSync(folder)) {
  const png = readFileSync(join(folder, name));
  if (isSmall(png)) continue;
  writeFileSync(join(folder, name), smallPng(png));
  console.log(`new: test/states/pictures/${name}`);
}
process.exit(status ?? 1);
