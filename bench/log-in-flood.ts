/**
 * What a flood of guessed passwords costs the chat (F3): p95 of an acknowledged message with and without it, as a ratio in one
 * run, and how long a browser that is known takes to log in meanwhile. Each guess comes from another address.
 * `node bench/log-in-flood.ts [seconds] [guesses a second]`
 */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { setPriority, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { nanoid } from 'nanoid';
import { WebSocket } from 'ws';

const ADMIN = { email: 'anna@nordvik.example', password: 'tight-corner-7', remember: false };
/** What the ratio may be. */
const LIMIT = 1.5;

const role = process.env['BENCH_ROLE'];
if (role === 'server') await serve();
else if (role === 'flood') await flood();
else await main(Number(process.argv[2] ?? 5), Number(process.argv[3] ?? 200));

async function serve(): Promise<void> {
  const { buildApp } = await import('../src/server/app.ts');
  const { readConfig } = await import('../src/server/config.ts');
  const { prepareDemo } = await import('../src/server/demo.ts');
  const env = { CHAT_ADMIN_EMAIL: ADMIN.email, CHAT_ADMIN_PASSWORD: ADMIN.password, TRUSTED_PROXIES: '127.0.0.1/32' };
  const config = readConfig({ ...process.env, ...env, LOG_LEVEL: 'silent' }, { demo: true });
  const fast = { perSecond: 1e9, burst: 1e9 };
  const app = await buildApp({ config, limits: { visitor: { messages: fast, frames: fast } } });
  await prepareDemo(app.services.store.write, config, Date.now());
  await app.http.listen({ host: '127.0.0.1', port: 0 });
  process.send?.((app.http.server.address() as { port: number }).port);
  process.on('SIGTERM', () => process.exit(0));
}

function logIn(port: number, password: string, headers: Record<string, string>): Promise<Response> {
  return fetch(`http://127.0.0.1:${port}/v1/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ ...ADMIN, password }),
  });
}

async function flood(): Promise<void> {
  // Who guesses has a machine of their own; here they must not take the chat's.
  setPriority(19);
  const [port, perSecond] = [Number(process.env['BENCH_PORT']), Number(process.env['BENCH_RATE'])];
  const answers: Record<number, number> = {};
  process.on('SIGTERM', () => {
    process.send?.(answers, () => process.exit(0));
  });
  for (let i = 0; ; i++) {
    void logIn(port, 'a guess', { 'x-forwarded-for': `10.${(i >> 16) & 255}.${(i >> 8) & 255}.${i & 255}` }).then(
      ({ status }) => (answers[status] = (answers[status] ?? 0) + 1),
      () => undefined,
    );
    await pause(1000 / perSecond);
  }
}

/** A visitor who sends twenty messages a second and waits for each ack. */
async function p95(port: number, seconds: number): Promise<number> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/v1/visitor/socket`, { origin: `http://127.0.0.1:${port}` });
  await once(socket, 'open');
  socket.send(JSON.stringify({ type: 'hello', protocol: 1, site: 'demo', tab: nanoid() }));
  await once(socket, 'message');
  const latencies: number[] = [];
  for (const end = performance.now() + seconds * 1000; performance.now() < end; await pause(50)) {
    const sent = performance.now();
    const cid = nanoid();
    const acked = new Promise<void>((resolve) => {
      socket.on('message', (data: Buffer) => {
        const frame = JSON.parse(data.toString()) as { type: string; cid?: string };
        if (frame.type === 'ack' && frame.cid === cid) resolve();
      });
    });
    socket.send(JSON.stringify({ type: 'message.send', cid, session: null, text: 'Is it in stock?' }));
    await acked;
    latencies.push(performance.now() - sent);
    socket.removeAllListeners('message');
  }
  socket.terminate();
  latencies.sort((a, b) => a - b);
  return latencies[Math.floor(latencies.length * 0.95)] ?? NaN;
}

async function end(child: ChildProcess): Promise<void> {
  const ended = once(child, 'exit');
  child.kill();
  await ended;
}

async function main(seconds: number, perSecond: number): Promise<void> {
  const dataDir = mkdtempSync(join(tmpdir(), 'chat-bench-'));
  const server = fork(import.meta.filename, { env: { ...process.env, BENCH_ROLE: 'server', DATA_DIR: dataDir } });
  try {
    const [port] = (await once(server, 'message')) as [number];
    const cookie = (await logIn(port, ADMIN.password, {})).headers
      .getSetCookie()
      .map((one) => one.split(';')[0])
      .join('; ');
    await p95(port, 1);
    const quiet = await p95(port, seconds);
    const env = { ...process.env, BENCH_ROLE: 'flood', BENCH_PORT: `${port}`, BENCH_RATE: `${perSecond}` };
    const guesser = fork(import.meta.filename, { env });
    await pause(500);
    const [flooded, owner] = await Promise.all([p95(port, seconds), pause(1000).then(() => owned(port, cookie))]);
    const told = once(guesser, 'message');
    await end(guesser);
    const [answers] = (await told) as [Record<number, number>];
    const ratio = flooded / quiet;
    console.log(`p95 of an ack: ${quiet.toFixed(2)} ms quiet, ${flooded.toFixed(2)} ms under ${perSecond} guesses/s`);
    console.log(`ratio ${ratio.toFixed(2)} (at most ${LIMIT}): ${ratio <= LIMIT ? 'reached' : 'missed'}`);
    console.log(`the owner's log-in from a known browser meanwhile: ${owner}; answers to the guesses: ${JSON.stringify(answers)}`);
  } finally {
    await end(server);
    rmSync(dataDir, { recursive: true, force: true });
  }
}

async function owned(port: number, cookie: string): Promise<string> {
  const start = performance.now();
  const { status } = await logIn(port, ADMIN.password, { cookie });
  return `${status} after ${(performance.now() - start).toFixed(0)} ms`;
}
