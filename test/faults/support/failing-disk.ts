import { execFileSync } from 'node:child_process';
import { rmSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freshFolder } from './server-process.ts';

const SOURCE = fileURLToPath(new URL('../preload/failing-disk.c', import.meta.url));

/** Which calls fail, and how: 28 is ENOSPC, 5 is EIO. */
export type Fault = 'write 28' | 'write 5' | 'sync 5';

/** A disk below `dataDir` that fails on demand. Throws when there is no C compiler to make it with. */
export function failingDisk(dataDir: string): { env: Record<string, string>; fail(fault: Fault): void; heal(): void; remove(): void } {
  const folder = freshFolder();
  const library = join(folder, 'failing-disk.so');
  execFileSync('cc', ['-shared', '-fPIC', '-O2', '-o', library, SOURCE, '-ldl'], { stdio: 'pipe' });
  const control = join(folder, 'fault');
  return {
    env: { LD_PRELOAD: library, DISK_FOLDER: dataDir, DISK_FAULT: control },
    fail(fault) {
      writeFileSync(`${control}.new`, fault);
      renameSync(`${control}.new`, control);
    },
    heal: () => {
      rmSync(control, { force: true });
    },
    remove: () => {
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
