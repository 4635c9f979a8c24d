import { accessSync, chmodSync, closeSync, constants, existsSync, mkdirSync, openSync, readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { StoreFault } from './fault.ts';

const DATABASE = 'chat.db';
/** Files that the server itself puts into the folder. */
const OWN = /^(chat\.db(-wal|-shm|-journal)?|reserve|server\.(lock|json)(-journal)?|demo-login\.json|restore-.*)$/;

/** The file of the embedded database. */
export const databaseFile = (dataDir: string): string => join(dataDir, DATABASE);

/** Makes the folder if it is missing, and makes sure that only its owner can read its files (D10). */
export function openFolder(dataDir: string): void {
  try {
    makeFolder(dataDir);
    accessSync(dataDir, constants.W_OK | constants.X_OK);
  } catch (error) {
    throw new StoreFault(
      `The data folder ${dataDir} cannot be written (${(error as NodeJS.ErrnoException).code ?? String(error)}). Set DATA_DIR to a folder this user may write, or change its owner.`,
      { cause: error },
    );
  }
  const names = readdirSync(dataDir);
  // A folder with other files in it, such as /tmp, is not ours to close to others.
  if (names.every((name) => OWN.test(name))) makePrivate(dataDir, 0o700);
  for (const name of names) {
    if (!OWN.test(name)) continue;
    makePrivate(join(dataDir, name), 0o600);
    requireAccess(join(dataDir, name));
  }
  createPrivate(databaseFile(dataDir));
}

/** A database file that root has restored can be opened but fails at the first write, so access is checked beforehand. */
function requireAccess(file: string): void {
  try {
    accessSync(file, constants.R_OK | constants.W_OK);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // The file belonged to a process that is just ending.
    if (code === 'ENOENT') return;
    throw new StoreFault(
      `The file ${file} cannot be written (${code ?? String(error)}). Give it to the user of this server (chown), or set DATA_DIR to another folder.`,
      { cause: error },
    );
  }
}

/** Creates the file for its owner only. SQLite copies the database's permissions to the files beside it. */
export function createPrivate(file: string): void {
  if (existsSync(file)) return;
  try {
    closeSync(openSync(file, 'a', 0o600));
  } catch {
    // Opening the database gives a better error.
  }
}

function makePrivate(path: string, mode: number): void {
  try {
    if ((statSync(path).mode & 0o777 & ~mode) !== 0) chmodSync(path, mode);
  } catch {
    // The path belongs to somebody else, as a mounted volume may: its owner decides.
  }
}

/** `mkdirSync(…, {recursive: true})` never returns where a file system refuses folders, as /proc does. */
function makeFolder(path: string): void {
  if (existsSync(path)) return;
  makeFolder(dirname(path));
  mkdirSync(path, { mode: 0o700 });
}
