import { randomFillSync } from 'node:crypto';
import { closeSync, fsyncSync, openSync, rmSync, statfsSync, statSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

/** Room for some thousand small commits: blocks, ends, log-ins. */
const RESERVE_BYTES = 1024 * 1024;

/**
 * Space held by a file, so that a full disk does not stop everything. When a commit finds no room, the file is removed, and
 * small work that must go on (blocking, ending, reading) uses its space. Messages wait until there is room for the file again.
 */
export class Reserve {
  readonly #file: string;
  #spent: boolean;

  constructor(file: string) {
    this.#file = file;
    this.#spent = !this.#isThere() && !this.#make();
  }

  /** Gives up the space; true when that freed any. */
  spend(): boolean {
    if (this.#spent) return false;
    this.#spent = true;
    return this.#remove();
  }

  /** The space was needed and is not held again yet. */
  get wasSpent(): boolean {
    return this.#spent;
  }

  /** Like `wasSpent`, but first takes the space back if there is room for it. */
  get isSpent(): boolean {
    if (this.#spent && this.#hasRoom()) this.#spent = !this.#make();
    return this.#spent;
  }

  #isThere(): boolean {
    return statSync(this.#file, { throwIfNoEntry: false })?.size === RESERVE_BYTES;
  }

  /** Called with each message while the disk is full, so it must not write. */
  #hasRoom(): boolean {
    try {
      const { bavail, bsize } = statfsSync(dirname(this.#file));
      return bavail * bsize > 2 * RESERVE_BYTES;
    } catch {
      // A disk that cannot even report its free space counts as full.
      return false;
    }
  }

  #remove(): boolean {
    try {
      rmSync(this.#file, { force: true });
      return true;
    } catch {
      // Nothing was freed. The commit fails with its own error, and this one must not hide it.
      return false;
    }
  }

  #make(): boolean {
    try {
      const file = openSync(this.#file, 'w', 0o600);
      try {
        // Zeros would take no room on a file system that compresses.
        const noise = randomFillSync(Buffer.alloc(RESERVE_BYTES));
        for (let at = 0; at < RESERVE_BYTES;) at += writeSync(file, noise, at);
        fsyncSync(file);
      } finally {
        closeSync(file);
      }
      return true;
    } catch {
      // The disk is full or fails: messages are refused with `storage_full` until the file can be made.
      this.#remove();
      return false;
    }
  }
}
