/** A fault of the database or its folder that the owner can fix. The message says what is wrong and what to change, without any password. */
export class StoreFault extends Error {}

/** The PostgreSQL server, database and user, as far as they may be shown. */
export interface Place {
  readonly host: string;
  readonly database: string;
  readonly user: string;
}

interface DriverError {
  readonly code?: string;
  readonly message?: string;
  readonly errcode?: number;
}

/** Conditions of a database that is just starting, is being moved, or is not reachable yet. The server waits for them to pass. */
const PASSING = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOENT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ETIMEDOUT',
  'EPIPE',
  '25006',
  '53300',
  '57P01',
  '57P02',
  '57P03',
]);

const LOST = /^(Connection terminated|timeout expired|Client has encountered a connection error)/;

/** Whether the database may answer by itself a little later. */
export function isPassing(error: unknown): boolean {
  const { code = '', message = '' } = (error ?? {}) as DriverError;
  return PASSING.has(code) || LOST.test(message);
}

/** Turns an error of PostgreSQL into a message for the owner. */
export function postgresFault(error: unknown, place: Place): StoreFault {
  const { code = '', message = String(error) } = (error ?? {}) as DriverError;
  const { host, database, user } = place;
  const say = (text: string) => new StoreFault(text, { cause: error });
  if (code === '3D000')
    return say(`There is no database "${database}" on ${host}. Create it (createdb ${database}), or correct the name in DATABASE_URL.`);
  if (code === '28P01')
    return say(
      `PostgreSQL on ${host} refused the password of "${user}". Correct user and password in DATABASE_URL (special characters as %40).`,
    );
  if (/password must be a string/.test(message))
    return say(
      `PostgreSQL on ${host} asks "${user}" for a password. Add it to DATABASE_URL: postgres://${user}:PASSWORD@${host}/${database}.`,
    );
  if (code === '28000')
    return say(
      `PostgreSQL on ${host} does not let "${user}" in (${message}). Correct the user in DATABASE_URL, or allow them in pg_hba.conf.`,
    );
  if (code === '42501')
    return say(
      `"${user}" may not change the database "${database}" on ${host} (${message}). Make them its owner: ALTER DATABASE "${database}" OWNER TO "${user}"; or name another user in DATABASE_URL.`,
    );
  if (code === '25006')
    return say(
      `The database "${database}" on ${host} can only be read, as a standby can. Name the primary in DATABASE_URL, or wait until it takes writes.`,
    );
  if (code === '53300')
    return say(`PostgreSQL on ${host} has no connection left. Raise max_connections, or close other programs that use it.`);
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN')
    return say(`The name ${host} of DATABASE_URL is not known here (${code}). Correct it, or start the database.`);
  if (/SSL|certificate/i.test(`${code} ${message}`))
    return say(
      `The encrypted connection to PostgreSQL on ${host} failed (${message}). Correct sslmode in DATABASE_URL, or the certificate.`,
    );
  if (isPassing(error))
    return say(`PostgreSQL on ${host} does not answer (${code || message}). Start it, or correct the address in DATABASE_URL.`);
  return say(`PostgreSQL on ${host} refused: ${message}${code ? ` (${code})` : ''}. DATABASE_URL names the database.`);
}

/** Turns an error of the embedded database into a message for the owner; null when it is none they could fix. */
export function embeddedFault(error: unknown, file: string): StoreFault | null {
  const { errcode, message = '' } = (error ?? {}) as DriverError;
  const say = (text: string) => new StoreFault(text, { cause: error });
  switch (errcode === undefined ? undefined : errcode & 0xff) {
    case 5:
      return say(`The database ${file} is in use by another program (${message}). Stop it and start again.`);
    case 8:
    case 14:
      return say(
        `The database ${file} cannot be written (${message}). Give it to the user of this server, or set DATA_DIR to another folder.`,
      );
    case 10:
      return say(`The disk of ${file} fails (${message}). Look at the system's log, and move DATA_DIR to another disk.`);
    case 11:
    case 26:
      return say(`The database ${file} is damaged (${message}). Put a backup back: npm run data -- restore FILE.`);
    case 13:
      return say(`The disk of ${file} is full. Free some space and start again.`);
    default:
      return null;
  }
}
