import assert from 'node:assert/strict';
import { readFileSync, rmSync } from 'node:fs';
import { test } from 'node:test';
import { nanoid } from 'nanoid';
import { WebSocket } from 'ws';
import { reconnectDelay } from '../../src/link/backoff.ts';
import type { VisitorWelcome } from '../../src/protocol/index.ts';
import { checkSpread } from './history.ts';
import { amount, figure, FULL, generator, limit, percentile, SEED } from './support/figures.ts';
import { until } from './support/fleet.ts';
import { freePort, freshFolder, prepareData, ServerProcess } from './support/server-process.ts';

/** Files a process may have open bounds what one machine can play. */
const FILES = Number(/Max open files\s+(\d+)/.exec(readFileSync('/proc/self/limits', 'utf8'))?.[1] ?? 1024);
const WANTED = amount(10_000, 2000);
const CONNECTIONS = Math.min(WANTED, FILES - 200);

test(`R6 ${CONNECTIONS} connections come back after a kill within 30 s`, { timeout: 240_000 }, async () => {
  const random = generator(SEED);
  const dataDir = freshFolder();
  await prepareData(dataDir, 0);
  const server = new ServerProcess(await freePort(), dataDir);
  const open = new Set<WebSocket>();
  const tries: number[] = [];
  const first: number[] = [];
  let storm = 1000;
  let killedAt = Infinity;
  let over = false;

  const connect = (number: number, token: string | undefined, attempt: number): void => {
    if (over) return;
    const began = performance.now();
    const socket = new WebSocket(server.url.replace('http', 'ws') + '/v1/visitor/socket', {
      perMessageDeflate: false,
      headers: { origin: 'http://localhost', 'x-forwarded-for': `198.18.${(number >> 8) & 255}.${number & 255}` },
    });
    let own = token;
    let welcomed = false;
    socket.on('error', () => undefined);
    socket.on('open', () => {
      socket.send(JSON.stringify({ type: 'hello', protocol: 1, site: 'demo', tab: nanoid(), ...(own !== undefined && { token: own }) }));
    });
    socket.on('message', (data: Buffer) => {
      const frame = JSON.parse(data.toString()) as VisitorWelcome;
      if (frame.type !== 'welcome') return;
      welcomed = true;
      own = frame.newToken ?? own;
      storm = Math.max(storm, frame.stormMs);
      open.add(socket);
      if (performance.now() > killedAt) tries.push(performance.now() - began);
    });
    socket.on('close', () => {
      open.delete(socket);
      const next = welcomed ? 0 : attempt + 1;
      const delay = reconnectDelay(welcomed ? 0 : attempt, welcomed, storm, random, performance.now() - killedAt);
      if (welcomed && killedAt !== Infinity) first.push(delay);
      setTimeout(() => {
        connect(number, own, next);
      }, delay);
    });
  };

  try {
    await server.start();
    for (let number = 0; number < CONNECTIONS; number++) {
      connect(number, undefined, 0);
      if (number % 50 === 49) await until(() => open.size >= number - 200, 60_000, 'connecting');
    }
    await until(() => open.size === CONNECTIONS, 60_000, 'everybody is connected');
    killedAt = performance.now();
    await server.kill();
    await until(() => open.size === 0, 10_000, 'everybody is gone');
    await server.start();
    const from = performance.now();
    await until(() => open.size === CONNECTIONS, 120_000, `all back, ${open.size} are`);
    const back = performance.now() - from;
    // The system's own mark of the most the process ever had.
    const most = Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${server.pid}/status`, 'utf8'))?.[1] ?? NaN) / 1024;
    const p99 = percentile(tries, 0.99);
    const allowed = limit(2000);
    figure({
      fault: 'connections reconnecting after a kill',
      asked: `${FULL ? '10,000' : CONNECTIONS}: all back ≤ 30 s, p99 of a try ≤ 2 s, server ≤ 400 MB`,
      reached: `${CONNECTIONS} all back after ${(back / 1000).toFixed(1)} s, p99 of a try ${p99.toFixed(0)} ms, server ${most.toFixed(0)} MB at most, window ${storm} ms${allowed.note}`,
      ...(CONNECTIONS < WANTED ? { scaled: `this machine allows ${FILES} open files` } : {}),
    });
    assert.deepEqual(checkSpread(first, storm), []);
    assert.ok(back <= limit(30_000).ms, `${back} ms`);
    assert.ok(p99 <= allowed.ms, `${p99} ms`);
    assert.ok(most <= 400, `${most} MB`);
  } finally {
    over = true;
    for (const socket of open) socket.terminate();
    await server.kill();
    rmSync(dataDir, { recursive: true, force: true });
  }
});
