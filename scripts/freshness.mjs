import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const SOURCES = [
  'src/client',
  'src/dashboard',
  'src/embed',
  'src/link',
  'src/protocol',
  'src/ui',
  'src/widget',
  'package-lock.json',
  'rollup.config.mjs',
  'scripts/build.mjs',
  'scripts/compress.mjs',
  'scripts/dashboard-page.ts',
  'scripts/deploy.mjs',
  'scripts/entries.ts',
  'tsconfig.json',
];
const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** Files below a path of the project, always in the same order; none when there is nothing. */
function filesOf(root, path) {
  const stat = statSync(join(root, path), { throwIfNoEntry: false });
  if (!stat) return [];
  if (!stat.isDirectory()) return [path];
  return readdirSync(join(root, path))
    .sort()
    .flatMap((name) => filesOf(root, `${path}/${name}`));
}

/**
 * Names the sources a build is made of by what is in them. Their times say nothing: an archive that is unpacked over the
 * former version brings files older than the build of that version.
 */
export function stampOf(root = ROOT) {
  const hash = createHash('sha256');
  for (const path of SOURCES.flatMap((path) => filesOf(root, path))) {
    const content = readFileSync(join(root, path));
    hash.update(`${path} ${content.length}\n`).update(content);
  }
  return hash.digest('hex');
}

/** Is `dist/` of the project's folder built from the sources as they are now? */
export function isBuildFresh(root = ROOT) {
  try {
    return readFileSync(join(root, 'dist/.stamp'), 'utf8').trim() === stampOf(root);
  } catch {
    return false;
  }
}
