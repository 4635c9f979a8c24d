import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const SOURCES = [
  'src/client',
  'src/dashboard',
  'src/embed',
  'src/protocol',
  'src/ui',
  'src/widget',
  'package-lock.json',
  'rollup.config.mjs',
  'scripts/build.mjs',
  'scripts/compress.mjs',
  'scripts/deploy.mjs',
  'tsconfig.json',
];

function newest(path) {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (!stat) return 0;
  if (!stat.isDirectory()) return stat.mtimeMs;
  return Math.max(0, ...readdirSync(path).map((name) => newest(join(path, name))));
}

/** Is `dist/` of the project's folder built from the sources as they are now? */
export function isBuildFresh(root = fileURLToPath(new URL('..', import.meta.url))) {
  try {
    // With its line end a date is no date.
    const built = Date.parse(readFileSync(join(root, 'dist/.stamp'), 'utf8').trim());
    return built >= Math.max(...SOURCES.map((path) => newest(join(root, path))));
  } catch {
    return false;
  }
}
