/** Runs in a worker: moves committed pages from the write-ahead log into the database file twice a second. */
import { DatabaseSync } from 'node:sqlite';
import { parentPort, workerData } from 'node:worker_threads';

const INTERVAL_MS = 500;
const database = new DatabaseSync((workerData as { file: string }).file);
database.exec('PRAGMA busy_timeout = 0');
const timer = setInterval(() => {
  database.exec('PRAGMA wal_checkpoint(PASSIVE)');
}, INTERVAL_MS);

parentPort?.once('message', () => {
  clearInterval(timer);
  database.close();
  parentPort?.close();
});
