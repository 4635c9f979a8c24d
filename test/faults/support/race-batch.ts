import { cpSync, rmSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import fc from 'fast-check';
import { nanoid } from 'nanoid';
import { PROTOCOL_VERSION } from '../../../src/protocol/index.ts';
import { sweepIdle } from '../../../src/server/jobs/idle-sweep.ts';
import { writeMeta } from '../../../src/server/store/meta.ts';
import { ADMIN, OPERATOR, startServer, type TestServer } from '../../support/server.ts';
import { logIn, OperatorWire } from '../../support/wire.ts';
import { check, type Screen, type SentMessage } from '../history.ts';
import { NO_RATES } from './figures.ts';
import { live, type Place } from './race-life.ts';
import { Look } from './race-look.ts';
import type { Row } from './race-model.ts';
import { sequence } from './race-story.ts';
import { desk, type Desk } from './race-tab.ts';
import { memoryFolder } from './server-process.ts';
import { readStore } from './read-store.ts';

/** Which sequences: as many as `count` of this seed. */
export interface Batch {
  readonly seed: number;
  readonly count: number;
}
export interface BatchResult {
  readonly commands: number;
  readonly rows: Readonly<Partial<Record<Row, number>>>;
  /** The first thing that went wrong. The batch is repeated by its seed. */
  readonly failure: string | null;
}
export interface BatchData {
  /** A folder to begin with, in which both operators are logged in. */
  readonly prepared: string;
  readonly cookies: readonly [string, string];
}

const AT_ONCE = 16;
const DAY = 86_400_000;
const JUMPS = [0, 3 * DAY, -DAY / 24, 0, -3 * DAY];

/** A folder with both operators logged in for longer than any clock jumps. */
export async function prepare(): Promise<BatchData> {
  const prepared = memoryFolder();
  const server = await startServer({ dataDir: prepared });
  try {
    const cookies = [(await logIn(server, ADMIN)).cookie, (await logIn(server, OPERATOR)).cookie] as const;
    await server.app.services.unitOfWork.run(async (tx) => {
      await tx
        .updateTable('logins')
        .set({ expires_at: Date.now() + 30 * DAY })
        .execute();
      // Old enough a server that sessions can have been idle for their thirty days.
      await writeMeta(tx, 'idle_clock', JSON.stringify({ at: Date.now(), ms: 31 * DAY }));
    });
    return { prepared, cookies };
  } finally {
    await server.stop();
  }
}

/** Runs the sequences of a batch on a server of its own and checks what is stored and shown at the end. */
async function run({ seed, count }: Batch, { prepared, cookies }: BatchData): Promise<BatchResult> {
  const rows: Partial<Record<Row, number>> = {};
  const dataDir = memoryFolder();
  cpSync(prepared, dataDir, { recursive: true });
  let offset = 0;
  const server = await startServer({
    dataDir,
    limits: { ...NO_RATES, connectionsPerVisitor: 20 },
    clock: { now: () => Date.now() + offset },
  });
  const look = new Look(dataDir);
  const sent: SentMessage[] = [];
  const acked: string[] = [];
  const screens: Screen[] = [];
  let commands = 0;
  try {
    await sweepIdle(server.app.services);
    const place: Place = {
      server,
      look,
      desks: [await openDesk(server, cookies[0]), await openDesk(server, cookies[1])],
      jump: (pick) => (offset = JUMPS[pick % JUMPS.length] ?? 0),
      hit: (row) => (rows[row] = (rows[row] ?? 0) + 1),
      sent,
      acked,
      screens,
    };
    const samples = fc.sample(sequence, { numRuns: count, seed });
    let next = 0;
    await Promise.all(
      Array.from({ length: AT_ONCE }, async () => {
        while (next < samples.length) {
          const number = next++;
          const [both, meetings] = samples[number] as (typeof samples)[0];
          const took = await live(place, `visitor ${number}`, both, meetings, `45.0.${number >> 8}.${number & 255}`);
          commands += took;
        }
      }),
    );
    const wrong = check({ ...readStore(dataDir), sent, acked, screens }).slice(0, 5);
    return { commands, rows, failure: wrong.length > 0 ? JSON.stringify(wrong) : null };
  } catch (error) {
    return { commands, rows, failure: error instanceof Error ? `${error.message}\n${error.stack ?? ''}` : String(error) };
  } finally {
    look.close();
    await server.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

async function openDesk({ url, port }: TestServer, cookie: string): Promise<Desk> {
  const wire = new OperatorWire(`ws://127.0.0.1:${port}/v1/operator/socket`, { origin: url, cookie });
  await wire.opened();
  wire.send({ type: 'hello', protocol: PROTOCOL_VERSION, site: 'demo', tab: nanoid() });
  return desk((await wire.frame('welcome')).operator.id, wire);
}

parentPort?.on('message', (batch: Batch) => {
  void run(batch, workerData as BatchData).then((result) => parentPort?.postMessage(result));
});
