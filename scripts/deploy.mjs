import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync, utimesSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Folders of files that browsers load by a name made of their content. */
const SERVED = ['embed', 'browser', 'dashboard'];
const HASHED = /-[\w-]{6,8}\.js(\.br|\.gz)?$/;
/** How long a page may be open and still ask for the files of the build it came with. */
const KEEP_MS = 30 * 24 * 3_600_000;

const filesIn = (folder) =>
  existsSync(folder) ? readdirSync(folder, { recursive: true }).filter((name) => statSync(join(folder, name)).isFile()) : [];

/**
 * Puts the build in `next` where `dist` is served from. Hashed files of the build before it go to `dist/former`, and stay
 * there for 30 days after their build has been replaced (N2).
 */
export function deploy(next, dist, now = new Date()) {
  for (const folder of SERVED) {
    const former = join(dist, 'former', folder);
    const current = new Set(filesIn(join(next, folder)));
    for (const name of filesIn(join(dist, folder))) {
      if (!HASHED.test(name) || current.has(name)) continue;
      mkdirSync(dirname(join(former, name)), { recursive: true });
      renameSync(join(dist, folder, name), join(former, name));
      utimesSync(join(former, name), now, now);
    }
    for (const name of filesIn(former))
      if (current.has(name) || statSync(join(former, name)).mtimeMs < now - KEEP_MS) rmSync(join(former, name));
  }
  for (const name of readdirSync(dist)) if (name !== 'former' && !name.startsWith('.')) rmSync(join(dist, name), { recursive: true });
  for (const name of readdirSync(next)) renameSync(join(next, name), join(dist, name));
  rmSync(next, { recursive: true });
}
