/** Runs in a worker, so that hashing can have a lower priority than everything else. */
import { setPriority } from 'node:os';
import { parentPort } from 'node:worker_threads';
import { hashSync, verifySync } from '@node-rs/argon2';

export interface HashJob {
  readonly id: number;
  readonly password: string;
  /** The hash to compare with; without it a new hash is made. */
  readonly stored?: string;
}
export interface HashDone {
  readonly id: number;
  readonly result?: string | boolean;
  readonly failure?: string;
}

/** Argon2id with the parameters of OWASP's password storage cheat sheet (19 MiB, two passes). */
const PARAMETERS = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

// On Linux, 0 means this thread alone; elsewhere it would mean the whole server.
if (process.platform === 'linux') {
  try {
    setPriority(0, 10);
  } catch {
    // The system forbids it; hashing then runs at normal priority.
  }
}

parentPort?.on('message', ({ id, password, stored }: HashJob) => {
  let done: HashDone;
  try {
    done = { id, result: stored === undefined ? hashSync(password, PARAMETERS) : verifySync(stored, password) };
  } catch (error) {
    done = { id, failure: String(error) };
  }
  parentPort?.postMessage(done);
});
