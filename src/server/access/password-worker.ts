/** Runs in a worker, so that the system can be told that hashing may wait for everything else. */
import { setPriority } from 'node:os';
import { parentPort } from 'node:worker_threads';
import { hashSync, verifySync } from '@node-rs/argon2';

export interface HashJob {
  readonly id: number;
  readonly password: string;
  /** Compare with this hash; without it a new one is made. */
  readonly stored?: string;
}
export interface HashDone {
  readonly id: number;
  readonly result?: string | boolean;
  readonly failure?: string;
}

/** Argon2id with the parameters of OWASP's password storage cheat sheet (19 MiB, two passes). */
const PARAMETERS = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

// On Linux 0 is this thread alone; elsewhere it would be the whole server.
if (process.platform === 'linux') {
  try {
    setPriority(0, 10);
  } catch {
    // A system that forbids it: hashing is only less polite.
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
