import { randomFillSync } from 'node:crypto';
import { closeSync, fsyncSync, openSync, rmSync, statfsSync, statSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

/** Room for some thousand small commits: blocks, ends, log-ins. */
const RESERVE_BYTES = 1024 * 1024;

/**
 * Space that is held by a file, so that a full disk does not stop everything: when a commit finds no room, the file is
 * given up, and what is small and must go on (blocking somebody, ending, reading) has its space. Messages wait until there
 * is room for the file again.
 */
export class Reserve {
  readonly #file: string;
  #spent: boolean;

  constructor(file: string) {
    this.#file = file;
    this.#spent = !this.#isThere() && !this.#make();
  }

  /** Gives the space up; true when that freed any. */
  spend(): boolean {
    if (this.#spent) return false;
    this.#spent = true;
    return this.#remove();
  }

  /** The space was needed and is not held again yet. */
  get wasSpent(): boolean {
    return this.#spent;
  }

  /** The same, after looking whether it can be held again: the space was needed, and there is no room to hold it again. */
  get isSpent(): boolean {
    if (this.#spent && this.#hasRoom()) this.#spent = !this.#make();
    return this.#spent;
  }

  #isThere(): boolean {
    return statSync(this.#file, { throwIfNoEntry: false })?.size === RESERVE_BYTES;
  }

  /** Asked with each message while the disk is full, so it costs no writing. */
  #hasRoom(): boolean {
    try {
      const { bavail, bsize } = statfsSync(dirname(this.#file));
      return bavail * bsize > 2 * RESERVE_BYTES;
    } catch {
      // A disk that does not even say how full it is has no room.
      return false;
    }
  }

  #remove(): boolean {
    try {
      rmSync(this.#file, { force: true });
      return true;
    } catch {
      // Nothing was freed. Whoever commits goes on with his own error, and must not hang on this one.
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
      // No room, or a disk that fails: messages are refused with `storage_full` until it can be made.
      this.#remove();
      return false;
    }
  }
}
