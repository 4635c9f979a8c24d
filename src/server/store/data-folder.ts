import { accessSync, chmodSync, closeSync, constants, existsSync, mkdirSync, openSync, readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { StoreFault } from './fault.ts';

const DATABASE = 'chat.db';
/** What the server itself puts into the folder. */
const OWN = /^(chat\.db(-wal|-shm|-journal)?|reserve|server\.(lock|json)(-journal)?|demo-login\.json|restore-.*)$/;

/** The file of the embedded database. */
export const databaseFile = (dataDir: string): string => join(dataDir, DATABASE);

/** Makes the folder when it is missing, and sees to it that nobody but its owner reads what is in it (D10). */
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
  // A folder with other things in it, such as /tmp, is not ours to close.
  if (names.every((name) => OWN.test(name))) makePrivate(dataDir, 0o700);
  for (const name of names) {
    if (!OWN.test(name)) continue;
    makePrivate(join(dataDir, name), 0o600);
    requireAccess(join(dataDir, name));
  }
  createPrivate(databaseFile(dataDir));
}

/** A copy that root has put back can be opened, and fails at the first write: it is asked for before. */
function requireAccess(file: string): void {
  try {
    accessSync(file, constants.R_OK | constants.W_OK);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // Of a process that is just ending.
    if (code === 'ENOENT') return;
    throw new StoreFault(
      `The file ${file} cannot be written (${code ?? String(error)}). Give it to the user of this server (chown), or set DATA_DIR to another folder.`,
      { cause: error },
    );
  }
}

/** SQLite gives the rights of the database to the files beside it. */
export function createPrivate(file: string): void {
  if (existsSync(file)) return;
  try {
    closeSync(openSync(file, 'a', 0o600));
  } catch {
    // Opening the database says better what is wrong.
  }
}

function makePrivate(path: string, mode: number): void {
  try {
    if ((statSync(path).mode & 0o777 & ~mode) !== 0) chmodSync(path, mode);
  } catch {
    // Somebody else's, as a mounted volume may be: its owner decides.
  }
}

/** `mkdirSync(…, {recursive: true})` never returns where a file system refuses folders, as /proc does. */
function makeFolder(path: string): void {
  if (existsSync(path)) return;
  makeFolder(dirname(path));
  mkdirSync(path, { mode: 0o700 });
}
