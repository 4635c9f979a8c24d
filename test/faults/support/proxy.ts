import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { pause } from './fleet.ts';

export type Weather = 'fair' | 'delay' | 'cut' | 'reset' | 'drip' | 'half-open' | 'late-end';

/** The fate of one connection, drawn from the seed. */
interface Fate {
  readonly weather: Weather;
  /** Bytes after which it strikes. */
  readonly after: number;
  readonly delayMs: number;
}

export interface FaultProxy {
  readonly port: number;
  readonly url: string;
  readonly struck: Readonly<Record<Weather, number>>;
  /** From now on every connection is as it should be. */
  clear(): void;
  stop(): Promise<void>;
}

const BAD: readonly Weather[] = ['delay', 'cut', 'reset', 'drip', 'half-open', 'late-end'];

/**
 * A TCP proxy between client and server that delays, cuts, resets, hands bytes over one by one, falls silent without closing
 * (half-open), or keeps the old connection's bytes back and delivers them when the new one is in use (late end).
 */
export async function faultProxy(target: number, random: () => number, weathers: readonly Weather[] = BAD): Promise<FaultProxy> {
  const struck: Record<Weather, number> = { fair: 0, delay: 0, cut: 0, reset: 0, drip: 0, 'half-open': 0, 'late-end': 0 };
  const open = new Set<Socket>();
  let clear = false;

  const server = createServer({ noDelay: true }, (client) => {
    const weather = clear || random() < 0.25 ? 'fair' : (weathers[Math.floor(random() * weathers.length)] ?? 'fair');
    const fate: Fate = { weather, after: 300 + random() * 3000, delayMs: 1 + random() * 30 };
    struck[weather]++;
    const upstream = connect({ port: target, host: '127.0.0.1', noDelay: true });
    for (const [from, to] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      open.add(from);
      from.on('error', () => undefined);
      from.once('close', () => open.delete(from));
      carry(from, to, fate, from === client);
    }
  });

  function carry(from: Socket, to: Socket, { weather, after, delayMs }: Fate, upwards: boolean): void {
    let bytes = 0;
    let silent = false;
    let queue = Promise.resolve();
    from.on('data', (data: Buffer) => {
      bytes += data.length;
      const strikes = bytes > after && !clear;
      if (weather === 'half-open' && strikes) silent = true;
      if (silent) return;
      if (weather === 'cut' && strikes) {
        // The first half of what came still arrives.
        to.write(data.subarray(0, data.length >> 1));
        to.end();
        from.destroy();
      } else if (weather === 'reset' && strikes) {
        from.resetAndDestroy();
        to.resetAndDestroy();
      } else if (weather === 'delay') queue = queue.then(() => pause(delayMs)).then(() => void to.write(data));
      else if (weather === 'drip') queue = queue.then(() => drip(data, to));
      else if (weather === 'late-end' && strikes && upwards) {
        // The client loses its connection now; the server gets the rest much later, when the client is back.
        queue = queue.then(() => pause(150)).then(() => void to.write(data));
        from.resetAndDestroy();
      } else queue = queue.then(() => void to.write(data));
    });
    from.on('close', () => {
      if (weather === 'half-open' && silent) return;
      void queue.then(() => to.end());
    });
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    port,
    url: `http://127.0.0.1:${port}`,
    struck,
    clear() {
      clear = true;
    },
    stop() {
      for (const socket of open) socket.destroy();
      return new Promise((resolve) =>
        server.close(() => {
          resolve();
        }),
      );
    },
  };
}

async function drip(data: Buffer, to: Socket): Promise<void> {
  for (let i = 0; i < data.length && !to.destroyed; i++) {
    to.write(data.subarray(i, i + 1));
    // A turn between bytes, so that each leaves in a packet of its own.
    if (i % 4 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
}
