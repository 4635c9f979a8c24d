import { existsSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { databaseFile } from './data-folder.ts';
import { MOVED } from './move.ts';

/** A hint for the owner when data lies in two places and one of them is not used; null when there is nothing to say. */
export async function unusedData(dataDir: string, databaseUrl: string | null): Promise<string | null> {
  const file = databaseFile(dataDir);
  if (!existsSync(file)) return null;
  const { sessions, moved } = look(file);
  if (databaseUrl === null)
    return moved === null
      ? null
      : `The data of ${dataDir} was moved to ${moved}. This server uses the old data that stayed behind, because DATABASE_URL is not set.`;
  if (moved !== null || sessions === 0 || databaseUrl.startsWith('pglite:')) return null;
  const { placeOf } = await import('./postgres-start.ts');
  const { host, database } = placeOf(databaseUrl);
  return `DATABASE_URL is set, so "${database}" on ${host} is used; the ${sessions ?? 'unknown number of'} chat sessions in the data folder ${dataDir} are not. "npm run data -- move" copies them into it while the server is stopped; without DATABASE_URL they are used.`;
}

function look(file: string): { sessions: number | null; moved: string | null } {
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(file, { timeout: 100 });
    const one = (text: string) => Object.values(database?.prepare(text).get() ?? {})[0] as string | number | undefined;
    return {
      sessions: Number(one('select count(*) from sessions')),
      moved: (one(`select value from meta where key = '${MOVED}'`) as string) ?? null,
    };
  } catch {
    // The file is damaged or belongs to another program. Unlike a database without sessions, it is worth a hint.
    return { sessions: null, moved: null };
  } finally {
    database?.close();
  }
}
