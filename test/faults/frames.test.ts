import assert from 'node:assert/strict';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { connect as dial } from 'node:net';
import { join } from 'node:path';
import { test } from 'node:test';
import { nanoid } from 'nanoid';
import { WebSocket } from 'ws';
import { CLOSE, ERRORS } from '../../src/protocol/index.ts';
import { amount, figure, generator, SEED } from './support/figures.ts';
import { pause } from './support/fleet.ts';
import { freePort, freshFolder, prepareData, ServerProcess } from './support/server-process.ts';

const FRAMES = amount(1_000_000, 50_000);
const PER_CONNECTION = 100;
const CODES = new Set<number>([...Object.values(CLOSE), 1000, 1002, 1003, 1006, 1007, 1009, 4503]);

const GOOD = (session: string): object[] => [
  { type: 'message.send', cid: 'c', session: null, text: 'hello' },
  { type: 'message.send', cid: 'd', session, text: 'hello' },
  { type: 'session.end', cid: 'e', session },
  { type: 'session.rate', cid: 'f', session, score: 5, comment: 'good' },
  { type: 'visitor.update', cid: 'g', name: 'Vera', email: 'vera@example.com' },
  { type: 'typing', on: true },
  { type: 'read', session, seq: 1 },
  { type: 'page', page: { url: 'http://localhost/', title: 'Shop' } },
  { type: 'sync', session, after: 0 },
  { type: 'ping' },
  { type: 'visitor.block', cid: 'h', visitor: 'v', chat: null, reason: 'r', blockAddress: false },
];
const ODD: unknown[] = [
  null,
  true,
  -1,
  1e308,
  0.5,
  NaN,
  '',
  'x'.repeat(6000),
  '\u0000',
  '\ud800',
  '__proto__',
  [],
  {},
  [[[[]]]],
  { a: { b: {} } },
  '2026-01-01',
  Number.MAX_SAFE_INTEGER,
  "'; drop table events; --",
];

/** A frame that is wrong in one way or several. */
function mutate(random: () => number): string | Buffer {
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  const frame: Record<string, unknown> = { ...pick(GOOD(pick(['', 'x', nanoid()]))) };
  if ('cid' in frame) frame['cid'] = nanoid();
  const keys = Object.keys(frame);
  switch (Math.floor(random() * 10)) {
    case 0:
      delete frame[pick(keys)];
      break;
    case 1:
      frame[pick(['__proto__', 'constructor', 'toString', 'extra'])] = pick(ODD);
      break;
    case 2:
      return Buffer.from(Array.from({ length: 1 + random() * 60 }, () => Math.floor(random() * 256)));
    case 3: {
      const text = JSON.stringify(frame);
      return text.slice(0, Math.floor(random() * text.length));
    }
    case 4: {
      const bytes = Buffer.from(JSON.stringify(frame));
      const at = Math.floor(random() * bytes.length);
      bytes[at] = (bytes[at] ?? 0) ^ (1 << Math.floor(random() * 8));
      return bytes.toString('latin1');
    }
    case 5:
      return `${'['.repeat(1 + random() * 2000)}`;
    case 6:
      return `{"type":"message.send","type":"ping","__proto__":{"x":1},"cid":"${nanoid()}"}`;
    case 7:
      frame['type'] = pick([...ODD, 'hello', 'welcome', 'event', 'ack', 'toString', 'constructor']);
      break;
    default:
      frame[pick(keys)] = pick(ODD);
  }
  return JSON.stringify(frame);
}

/** Bytes below the level of frames: no mask, reserved bits, unknown opcodes, lengths that lie, bad UTF-8. */
const RAW: readonly number[][] = [
  [0x81, 0x02, 0x7b, 0x7d],
  [0xf1, 0x80, 0, 0, 0, 0],
  [0x83, 0x80, 0, 0, 0, 0],
  [0x89, 0xfe, 0x01, 0x00, 0, 0, 0, 0],
  [0x81, 0xff, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0],
  [0x81, 0x82, 0, 0, 0, 0, 0xc3, 0x28],
  [0x80, 0x81, 0, 0, 0, 0, 0x61],
  [0x88, 0x81, 0, 0, 0, 0, 0x03],
];

test(
  `R7 R11 ${FRAMES} mutated and malformed frames: no crash, memory flat, the right close code`,
  { timeout: FRAMES * 5 + 120_000 },
  async () => {
    const random = generator(SEED);
    const dataDir = freshFolder();
    await prepareData(dataDir, 0);
    const server = new ServerProcess(await freePort(), dataDir);
    const memoryFile = join(dataDir, 'memory.json');
    await server.start({ preload: './test/faults/preload/memory.mjs', env: { MEMORY_FILE: memoryFile } });
    const codes = new Map<string, number>();
    const answers = new Map<string, number>();
    const count = (map: Map<string, number>, key: string | number) => map.set(String(key), (map.get(String(key)) ?? 0) + 1);
    const wrong: string[] = [];
    let sent = 0;
    /** After each quarter. */
    const memory: { held: number; rss: number }[] = [];

    const connection = async (number: number): Promise<void> => {
      const socket = new WebSocket(`ws://127.0.0.1:${server.port}/v1/visitor/socket`, {
        perMessageDeflate: false,
        headers: { origin: 'http://localhost', 'x-forwarded-for': `198.18.${(number >> 8) & 255}.${number & 255}` },
      });
      socket.on('error', () => undefined);
      const closed = new Promise<number>((resolve) => socket.once('close', resolve));
      socket.on('message', (data: Buffer) => {
        const frame = JSON.parse(data.toString()) as { type: string; code?: string };
        count(answers, frame.type === 'error' ? (frame.code ?? '') : frame.type);
        if (frame.type === 'error' && !(frame.code !== undefined && frame.code in ERRORS)) wrong.push(data.toString());
        if (frame.code === 'internal') wrong.push(data.toString());
      });
      await once(socket, 'open');
      // One in ten has no manners from the first frame on.
      const rude = random() < 0.1;
      if (!rude) socket.send(JSON.stringify({ type: 'hello', protocol: 1, site: 'demo', tab: nanoid() }));
      for (let i = 0; i < PER_CONNECTION && socket.readyState === WebSocket.OPEN && sent < FRAMES; i++) {
        const frame = mutate(random);
        socket.send(frame, { binary: typeof frame !== 'string' });
        sent++;
        if (i % 25 === 24) await pause(1);
      }
      if (random() < 0.05 && socket.readyState === WebSocket.OPEN) socket.send('x'.repeat(70_000));
      // Clients that are still connected have their ping answered: nothing was spoiled.
      if (socket.readyState === WebSocket.OPEN) socket.close(1000);
      const code = await closed;
      count(codes, code);
      if (!CODES.has(code)) wrong.push(`close code ${code}`);
    };

    try {
      for (let number = 0; sent < FRAMES; number += 10) {
        await Promise.all(Array.from({ length: 10 }, (_, i) => connection(number + i)));
        if (sent >= (FRAMES / 4) * (memory.length + 1)) memory.push(await server.memory(memoryFile));
        if (number % 200 === 0) await raw(server.port, RAW[(number / 200) % RAW.length] ?? []);
        assert.ok(server.running, `the server ended: ${server.stderr}`);
      }
      assert.deepEqual(wrong.slice(0, 5), [], `seed ${SEED}: ${server.stderr.slice(-1500)}`);
      for (const bytes of RAW) await raw(server.port, bytes);
      assert.ok((await fetch(`${server.url}/readyz`)).ok);
      const [first, ...later] = memory;
      assert.ok(first && later.length === 3);
      const grown = (of: 'held' | 'rss') => Math.max(...later.map((one) => one[of])) - first[of];
      const list = (of: 'held' | 'rss') => memory.map((one) => one[of].toFixed(0)).join(', ');
      figure({
        fault: 'mutated and malformed frames',
        asked: `${FRAMES}: no crash, memory flat, the right close code`,
        reached: `${sent} frames, no crash; after each quarter ${list('held')} MB are held, ${list('rss')} MB resident; closes ${[...codes].map(([code, n]) => `${n} × ${code}`).join(', ')}; answers ${[...answers].map(([code, n]) => `${n} ${code}`).join(', ')}`,
      });
      assert.ok(grown('held') < 16, `after each quarter ${list('held')} MB are held`);
      assert.ok(grown('rss') < 80, `after each quarter ${list('rss')} MB are resident`);
    } finally {
      await server.kill();
      rmSync(dataDir, { recursive: true, force: true });
    }
  },
);

/** Upgrades by hand and sends bytes that are no frames; resolves when the server has cut the connection. */
async function raw(port: number, bytes: readonly number[]): Promise<void> {
  const socket = dial(port, '127.0.0.1');
  socket.on('error', () => undefined);
  socket.write(
    'GET /v1/visitor/socket HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nOrigin: http://localhost\r\n\r\n',
  );
  await once(socket, 'data');
  const over = once(socket, 'close');
  socket.on('data', () => undefined);
  socket.write(Buffer.from(bytes));
  await over;
}
