import { setTimeout as delay } from 'node:timers/promises';
import { CLOSE } from '../../protocol/index.ts';
import type { Services } from '../services.ts';
import { stormMs } from './visitor-hello.ts';

/** The whole stop has 25 s (R10); connections are sent away within the first 18. */
const WINDOW_MAX_MS = 18_000;
const MS_PER_CONNECTION = 2;

/** The time over which connections are sent away: a handful at once, thousands spread out, so that they do not return together. */
export const drainWindowMs = (connections: number) => Math.min(WINDOW_MAX_MS, connections * MS_PER_CONNECTION);

/** Tells every connection to come back later and closes it once its commands are answered (R10). */
export async function drain({ hub, unitOfWork }: Pick<Services, 'hub' | 'unitOfWork'>, random: () => number): Promise<void> {
  const connections = hub.everyone();
  const window = drainWindowMs(connections.length);
  const storm = stormMs(connections.length);
  await Promise.all(
    connections.map(async (connection) => {
      await delay(Math.floor(random() * window));
      connection.send({ type: 'goaway', reconnectInMs: Math.floor(random() * storm) });
      // Jobs run in turn: when this one is done, so is everything the connection had asked for.
      await unitOfWork.run(() => Promise.resolve()).catch(() => undefined);
      // One turn later the answers have been sent too.
      await new Promise((resolve) => setImmediate(resolve));
      connection.close(CLOSE.draining);
    }),
  );
}
