/**
 * Runs in a worker: moves committed pages from the write-ahead log into the database file, twice a second and on request. Cutting
 * the log takes the lock that commits need, so the worker only asks for it, and the process that commits says when.
 */
import { statSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { parentPort, workerData } from 'node:worker_threads';

const INTERVAL_MS = 500;
/** A log that nothing was written to for this long is cut to length zero. */
const QUIET_MS = 5000;
/** How long commits that wait for an empty log may also wait for a reader. */
const READER_MS = 100;
const { file } = workerData as { file: string };
let database: DatabaseSync | undefined;

function checkpoint(kind: 'PASSIVE' | 'TRUNCATE', waitMs = 0): void {
  try {
    database ??= new DatabaseSync(file);
    database.exec(`PRAGMA busy_timeout = ${waitMs}`);
    database.exec(`PRAGMA wal_checkpoint(${kind})`);
  } catch {
    // The disk is full or fails. The log keeps the commits, and the next round tries again. Throwing would end the server.
  }
}

function isQuiet(): boolean {
  const log = statSync(`${file}-wal`, { throwIfNoEntry: false });
  return log !== undefined && log.size > 0 && Date.now() - log.mtimeMs > QUIET_MS;
}

const timer = setInterval(() => {
  if (isQuiet()) parentPort?.postMessage('quiet');
  else checkpoint('PASSIVE');
}, INTERVAL_MS);

parentPort?.on('message', (order: 'move' | 'empty' | 'cut' | 'stop') => {
  if (order === 'move') {
    checkpoint('PASSIVE');
    parentPort?.postMessage('moved');
  } else if (order === 'empty') {
    checkpoint('TRUNCATE', READER_MS);
    parentPort?.postMessage('emptied');
  } else if (order === 'cut') {
    // A log that only lies there is not worth anybody's waiting for a reader.
    checkpoint('TRUNCATE');
    parentPort?.postMessage('emptied');
  } else {
    clearInterval(timer);
    database?.close();
    parentPort?.close();
  }
});
