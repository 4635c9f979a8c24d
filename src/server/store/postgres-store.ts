import { CommandError } from '../command-error.ts';
import type { Connections, StoreHooks } from './connect.ts';
import { postgresFault, StoreFault } from './fault.ts';
import { readMeta } from './meta.ts';
import { migrate } from './migrate.ts';
import { MOVING } from './move.ts';
import { PostgresLock } from './postgres-lock.ts';
import { PostgresPools } from './postgres-pool.ts';
import { firstConnection, placeOf } from './postgres-start.ts';

/** Opens a PostgreSQL database. `exclusive`: as the only server of this data. */
export async function connectPostgres(
  url: string,
  { exclusive, moving }: { exclusive: boolean; moving: boolean },
  hooks: StoreHooks,
): Promise<Connections> {
  const place = placeOf(url);
  const first = await firstConnection(url, hooks.onWait);
  const lock = exclusive ? new PostgresLock(url, place, hooks) : null;
  try {
    if (lock) await lock.take(first);
    else await first.end();
  } catch (error) {
    throw error instanceof StoreFault ? error : postgresFault(error, place);
  }

  const pools = new PostgresPools(url);
  const { onLost } = hooks;
  const check = () => {
    if (lock && !lock.isHeld) throw new CommandError('unavailable');
  };
  const write = pools.open(2, { onLost, check });
  const read = pools.open(8, { onLost });
  const close = async () => {
    await read.destroy();
    await write.destroy();
    await lock?.release();
  };
  try {
    await migrate(write);
    if (!moving && (await readMeta(write, MOVING)) !== null)
      throw new StoreFault(
        `The move of a data folder into "${place.database}" on ${place.host} is not finished. Run it again: npm run data -- move`,
      );
  } catch (error) {
    await close();
    throw error instanceof StoreFault ? error : postgresFault(error, place);
  }
  return { read, write, reserve: null, close };
}
