import assert from 'node:assert/strict';
import { readFileSync, rmSync } from 'node:fs';
import { test } from 'node:test';
import { nanoid } from 'nanoid';
import { WebSocket } from 'ws';
import { VisitorWire } from '../support/wire.ts';
import { figure, limit, percentile } from './support/figures.ts';
import { freePort, freshFolder, prepareData, ServerProcess } from './support/server-process.ts';

const VISITORS = 120;
const SLOW = 30;
const TEXT = 'x'.repeat(4500);

test('R11 readers that stop reading: memory stays bounded, they are closed, the others hardly notice', { timeout: 120_000 }, async () => {
  const dataDir = freshFolder();
  const [cookie = ''] = await prepareData(dataDir, 1);
  const server = new ServerProcess(await freePort(), dataDir);
  const memory = () => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${server.pid}/status`, 'utf8'))?.[1] ?? 0) / 1024;
  try {
    await server.start();
    /** Each visitor says nine long things; the latencies of their acks. */
    const speak = async (from: number): Promise<number[]> => {
      const times: number[] = [];
      for (let start = 0; start < VISITORS; start += 20)
        await Promise.all(
          Array.from({ length: 20 }, async (_, i) => {
            const wire = new VisitorWire(server as never, { address: `198.18.${from}.${start + i}` });
            await wire.welcome();
            for (let message = 0; message < 9; message++) {
              const began = performance.now();
              await wire.say(TEXT);
              times.push(performance.now() - began);
            }
            await wire.close();
          }),
        );
      return times;
    };
    const operator = async (): Promise<{ socket: WebSocket; closed: Promise<number> }> => {
      const socket = new WebSocket(`ws://127.0.0.1:${server.port}/v1/operator/socket`, {
        perMessageDeflate: false,
        headers: { cookie, origin: server.url },
      });
      socket.on('error', () => undefined);
      const closed = new Promise<number>((resolve) => socket.once('close', resolve));
      await new Promise((resolve) => socket.once('open', resolve));
      socket.send(JSON.stringify({ type: 'hello', protocol: 1, site: 'demo', tab: nanoid() }));
      await new Promise((resolve) => socket.once('message', resolve));
      return { socket, closed };
    };

    const readers = await Promise.all(Array.from({ length: SLOW }, operator));
    await speak(1);
    const usual = await speak(2);
    const before = memory();
    // From now on they read nothing, and do not say so.
    for (const { socket } of readers) socket.pause();
    const slow = [...(await speak(3)), ...(await speak(4))];
    const grown = memory() - before;
    for (const { socket } of readers) socket.resume();
    const codes = await Promise.all(
      readers.map(({ closed }) => Promise.race([closed, new Promise<number>((resolve) => setTimeout(resolve, 5000, 0))])),
    );
    // Other work on the machine shows in the figures before and after.
    const after = await speak(5);
    const [a, b] = [Math.max(percentile(usual, 0.99), percentile(after, 0.99)), percentile(slow, 0.99)];
    const allowed = limit(2 * a);
    figure({
      fault: 'slow readers',
      asked: "memory bounded, the others' p99 under 2×",
      reached: `${SLOW} operators who do not read, ${(slow.length * TEXT.length) >> 20} MB for each: memory +${grown.toFixed(0)} MB, closed with ${[...new Set(codes)].join(', ')}; p99 of an ack ${a.toFixed(0)} → ${b.toFixed(0)} ms${allowed.note}`,
    });
    // Without a bound each of them would hold everything that was said.
    assert.ok(grown < 120, `memory grew by ${grown} MB`);
    assert.ok(
      codes.every((code) => code === 4008 || code === 1006),
      codes.join(),
    );
    assert.ok(b < Math.max(allowed.ms, a + 30), `p99 ${a} → ${b} ms`);
  } finally {
    await server.kill();
    rmSync(dataDir, { recursive: true, force: true });
  }
});
