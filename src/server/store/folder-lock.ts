import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { createPrivate } from './data-folder.ts';
import { StoreFault } from './fault.ts';

/** How long this server waits for a predecessor that is just ending. */
const WAIT_MS = 1000;

export interface FolderLock {
  release(): void;
}

interface Holder {
  readonly pid: number;
  readonly host: string;
  readonly since: string;
}

/**
 * Makes this process the only one that serves a data folder (D2). The operating system holds the lock, by way of SQLite: it
 * ends with the process, however that ends, and a reused process id does not matter. The holder's name is in a file of its
 * own, because a process that opens and closes a locked file loses its lock on it.
 */
export function lockFolder(dataDir: string): FolderLock {
  const file = join(dataDir, 'server.lock');
  const note = join(dataDir, 'server.json');
  createPrivate(file);
  let lock: DatabaseSync | undefined;
  try {
    lock = new DatabaseSync(file, { timeout: WAIT_MS });
    lock.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    lock?.close();
    const { errcode = 0, message } = error as { errcode?: number; message: string };
    if ((errcode & 0xff) === 5) throw new StoreFault(refusal(dataDir, readHolder(note)), { cause: error });
    throw new StoreFault(
      `The data folder ${dataDir} cannot be locked (${message}). Set DATA_DIR to a folder on a disk of this machine, and look at the rights of ${file}.`,
      { cause: error },
    );
  }
  const holder: Holder = { pid: process.pid, host: hostname(), since: new Date().toISOString() };
  try {
    writeFileSync(note, JSON.stringify(holder), { mode: 0o600 });
  } catch {
    // The disk is full. The lock holds all the same; only its holder cannot be named.
  }
  const held = lock;
  return {
    release() {
      rmSync(note, { force: true });
      held.close();
    },
  };
}

function readHolder(note: string): Holder | null {
  try {
    return JSON.parse(readFileSync(note, 'utf8')) as Holder;
  } catch {
    // The holder is just starting, or had no disk space to write its name.
    return null;
  }
}

function refusal(dataDir: string, holder: Holder | null): string {
  const who = holder
    ? `process ${holder.pid}${holder.host === hostname() ? '' : ` on ${holder.host}`}, since ${holder.since.slice(0, 19).replace('T', ' ')} UTC`
    : 'another process';
  const stop = holder && holder.host === hostname() ? `Stop it first (kill ${holder.pid})` : 'Stop it first';
  return `A server uses the data folder ${dataDir} already: ${who}. ${stop}, or give this one a folder of its own with DATA_DIR.`;
}
