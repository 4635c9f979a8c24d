import { Worker } from 'node:worker_threads';
import type { HashDone, HashJob } from './password-worker.ts';

interface Waiting {
  resolve(result: string | boolean): void;
  reject(error: Error): void;
}

let worker: Worker | undefined;
let jobs = 0;
const waiting = new Map<number, Waiting>();

/** The first password starts the worker. It ends with the program, and keeps the program alive only while it works. */
function startWorker(): Worker {
  const started = new Worker(new URL('./password-worker.ts', import.meta.url));
  started.unref();
  started.on('message', ({ id, result, failure }: HashDone) => {
    const job = waiting.get(id);
    waiting.delete(id);
    if (waiting.size === 0) started.unref();
    if (result === undefined) job?.reject(new Error(failure));
    else job?.resolve(result);
  });
  started.on('error', (error: unknown) => {
    worker = undefined;
    for (const job of waiting.values()) job.reject(error instanceof Error ? error : new Error(String(error)));
    waiting.clear();
  });
  return started;
}

function run(job: Omit<HashJob, 'id'>): Promise<string | boolean> {
  worker ??= startWorker();
  worker.ref();
  const id = ++jobs;
  return new Promise((resolve, reject) => {
    waiting.set(id, { resolve, reject });
    worker?.postMessage({ id, ...job } satisfies HashJob);
  });
}

/** Keyboards write the same letter as one character or with a separate accent. Only the first form is hashed. */
export const hashPassword = async (password: string): Promise<string> => String(await run({ password: password.normalize('NFC') }));

export async function verifyPassword(stored: string, password: string): Promise<boolean> {
  const normal = password.normalize('NFC');
  // An earlier version hashed the password as it was typed.
  return (await run({ password: normal, stored })) === true || (normal !== password && (await run({ password, stored })) === true);
}

let decoy: Promise<string> | undefined;

/** Takes as long as a real check, so that the duration does not tell whether the account exists. */
export async function verifyNothing(password: string): Promise<void> {
  decoy ??= hashPassword('nobody has this password');
  await verifyPassword(await decoy, password);
}
