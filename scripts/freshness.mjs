import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const SOURCES = [
  'src/client',
  'src/dashboard',
  'src/embed',
  'src/protocol',
  'src/ui',
  'src/widget',
  'package-lock.json',
  'rollup.config.mjs',
  'tsconfig.json',
];

function newest(path) {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (!stat) return 0;
  if (!stat.isDirectory()) return stat.mtimeMs;
  return Math.max(0, ...readdirSync(path).map((name) => newest(join(path, name))));
}

/** Is dist/ built from the sources as they are now? */
export function isBuildFresh() {
  try {
    return Date.parse(readFileSync(join(root, 'dist/.stamp'), 'utf8')) >= Math.max(...SOURCES.map((path) => newest(join(root, path))));
  } catch {
    return false;
  }
}
