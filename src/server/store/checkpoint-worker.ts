/** Runs in a worker: moves committed pages from the write-ahead log into the database file twice a second. */
import { DatabaseSync } from 'node:sqlite';
import { parentPort, workerData } from 'node:worker_threads';

const INTERVAL_MS = 500;
const { file } = workerData as { file: string };
let database: DatabaseSync | undefined;

const timer = setInterval(() => {
  try {
    database ??= new DatabaseSync(file);
    database.exec('PRAGMA busy_timeout = 0');
    database.exec('PRAGMA wal_checkpoint(PASSIVE)');
  } catch {
    // A full or failing disk: the log keeps what was committed, and the next round tries again. Throwing would end the server.
  }
}, INTERVAL_MS);

parentPort?.once('message', () => {
  clearInterval(timer);
  database?.close();
  parentPort?.close();
});
