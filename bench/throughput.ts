/**
 * Acknowledged messages a second and their latency, at 1 and at 100 visitors' connections, as ratios to a floor measured
 * in the same run: a bare ws echo that stores each message with the same SQLite settings, in one commit each or grouped.
 * Both sides run in processes of their own. `node bench/throughput.ts [seconds]`
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { nanoid } from 'nanoid';
import { WebSocket, WebSocketServer } from 'ws';
import { openSqlite } from '../src/server/store/sqlite.ts';

type Kind = 'each' | 'grouped' | 'ours';
interface Figures {
  readonly perSecond: number;
  readonly p50: number;
  readonly p99: number;
}

const kind = process.env['BENCH_SERVER'] as Kind | undefined;
if (kind === 'ours') await serveOurs();
else if (kind) serveFloor(kind === 'grouped');
else await main(Number(process.argv[2] ?? 5));

function serveFloor(grouped: boolean): void {
  const database = openSqlite(join(process.env['DATA_DIR'] ?? '.', 'floor.db'));
  const exec = (text: string) => database.prepare(text).run([]);
  exec('create table messages (id integer primary key, body text not null)');
  const insert = database.prepare('insert into messages (body) values (?)');
  let waiting: { socket: WebSocket; text: string; cid: string }[] = [];
  const flush = () => {
    const batch = waiting;
    waiting = [];
    exec('begin');
    for (const { text } of batch) insert.run([text]);
    exec('commit');
    for (const { socket, cid } of batch) socket.send(JSON.stringify({ type: 'ack', cid }));
  };
  const server = new WebSocketServer({ port: 0, perMessageDeflate: false });
  server.on('connection', (socket) => {
    socket.on('message', (data: Buffer) => {
      const frame = JSON.parse(data.toString()) as { type: string; cid: string; text: string };
      if (frame.type === 'hello') socket.send('{"type":"welcome"}');
      else {
        waiting.push({ socket, text: frame.text, cid: frame.cid });
        if (!grouped) flush();
        else if (waiting.length === 1) setImmediate(flush);
      }
    });
  });
  server.on('listening', () => process.send?.((server.address() as { port: number }).port));
}

async function serveOurs(): Promise<void> {
  const { buildApp } = await import('../src/server/app.ts');
  const { addressLimits } = await import('../src/server/access/limits.ts');
  const { readConfig } = await import('../src/server/config.ts');
  const { prepareDemo } = await import('../src/server/demo.ts');
  const config = readConfig({ ...process.env, LOG_LEVEL: 'silent' }, { demo: true });
  // A person's rate is far below what is measured here.
  const fast = { perSecond: 1e9, burst: 1e9 };
  const app = await buildApp({ config, limits: { visitor: { messages: fast, frames: fast }, address: addressLimits(1e6) } });
  await prepareDemo(app.services.store.write, config, Date.now());
  await app.http.listen({ host: '127.0.0.1', port: 0 });
  process.send?.((app.http.server.address() as { port: number }).port);
  process.on('SIGTERM', () => process.exit(0));
}

/** Every connection says one thing, waits for its ack, and says the next. */
async function measure(port: number, connections: number, seconds: number): Promise<Figures> {
  const latencies: number[] = [];
  const sockets = await Promise.all(
    Array.from({ length: connections }, async () => {
      const socket = new WebSocket(`ws://127.0.0.1:${port}/v1/visitor/socket`, {
        origin: `http://127.0.0.1:${port}`,
        perMessageDeflate: false,
      });
      await once(socket, 'open');
      socket.send(JSON.stringify({ type: 'hello', protocol: 1, site: 'demo', tab: nanoid() }));
      await once(socket, 'message');
      return socket;
    }),
  );
  const warmUp = performance.now() + 500;
  const end = warmUp + seconds * 1000;
  await Promise.all(
    sockets.map(
      (socket) =>
        new Promise<void>((resolve) => {
          let sent = 0;
          const next = () => {
            sent = performance.now();
            socket.send(
              JSON.stringify({ type: 'message.send', cid: nanoid(), session: null, text: 'How long does delivery to Bergen take?' }),
            );
          };
          socket.on('message', (data: Buffer) => {
            const text = data.toString();
            if (text.startsWith('{"type":"error"')) throw new Error(text);
            if (!text.startsWith('{"type":"ack"')) return;
            const now = performance.now();
            if (sent > warmUp) latencies.push(now - sent);
            if (now < end) next();
            else resolve();
          });
          next();
        }),
    ),
  );
  for (const socket of sockets) socket.terminate();
  latencies.sort((a, b) => a - b);
  const at = (share: number) => latencies[Math.floor(latencies.length * share)] ?? NaN;
  return { perSecond: latencies.length / seconds, p50: at(0.5), p99: at(0.99) };
}

async function run(server: Kind, connections: number, seconds: number): Promise<Figures> {
  const dataDir = mkdtempSync(join(tmpdir(), 'chat-bench-'));
  const child = fork(import.meta.filename, { env: { ...process.env, BENCH_SERVER: server, DATA_DIR: dataDir } });
  try {
    const [port] = (await once(child, 'message')) as [number];
    return await measure(port, connections, seconds);
  } finally {
    const ended = once(child, 'exit');
    child.kill();
    await ended;
    rmSync(dataDir, { recursive: true, force: true });
  }
}

async function main(seconds: number): Promise<void> {
  const names: Record<Kind, string> = { each: 'floor, a commit each', grouped: 'floor, grouped', ours: 'chat server' };
  const format = (f: Figures) => [f.perSecond.toFixed(0), f.p50.toFixed(2), f.p99.toFixed(2)];
  const rows: string[][] = [['connections', 'server', 'acks/s', 'p50 ms', 'p99 ms', '× each', '× grouped']];
  for (const connections of [1, 100]) {
    const each = await run('each', connections, seconds);
    const grouped = await run('grouped', connections, seconds);
    const ours = await run('ours', connections, seconds);
    for (const [key, figures] of [
      ['each', each],
      ['grouped', grouped],
      ['ours', ours],
    ] as const)
      rows.push([
        String(connections),
        names[key],
        ...format(figures),
        (figures.perSecond / each.perSecond).toFixed(2),
        (figures.perSecond / grouped.perSecond).toFixed(2),
      ]);
  }
  rows.splice(1, 0, rows[0]?.map(() => '---') ?? []);
  console.log(rows.map((row) => `| ${row.join(' | ')} |`).join('\n'));
}
