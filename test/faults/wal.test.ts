import assert from 'node:assert/strict';
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { startServer } from '../support/server.ts';
import { VisitorWire } from '../support/wire.ts';
import { amount, figure, generator, NO_RATES, SEED } from './support/figures.ts';
import { integrity, readStore } from './support/read-store.ts';
import { freshFolder } from './support/server-process.ts';

const TIMES = amount(2000, 60);
const HEADER = 32;
const FRAME_HEADER = 24;

/** Where the last commit of the log ends, and which life of the log this is (it is begun anew after a checkpoint). */
function endOf(wal: Buffer): { life: string; end: number } {
  if (wal.length < HEADER) return { life: '', end: 0 };
  const frame = FRAME_HEADER + wal.readUInt32BE(8);
  const life = wal.toString('hex', 16, 24);
  let end = HEADER;
  for (let at = HEADER; at + frame <= wal.length && wal.toString('hex', at + 8, at + 16) === life; at += frame)
    if (wal.readUInt32BE(at + 4) !== 0) end = at + frame;
  return { life, end };
}

/**
 * Up to where a checkpoint has moved, or begun to move, the log into the database. Those frames were synced before (SQLite, "The
 * WAL-Index File Format", nBackfillAttempted at byte 128), so no crash takes them back; a damage there would mix the newer pages
 * of the database with older ones of the log.
 */
function movedUpTo(log: Buffer, index: Buffer): number {
  return HEADER + index.readUInt32LE(128) * (FRAME_HEADER + log.readUInt32BE(8));
}

test(
  `C2 the write-ahead log's tail cut or flipped, ${TIMES} times: the database opens, and nothing synced before the damage is missing`,
  { timeout: TIMES * 500 + 60_000 },
  async () => {
    const random = generator(SEED);
    const server = await startServer({ limits: NO_RATES });
    const wal = join(server.dataDir, 'chat.db-wal');
    const folder = freshFolder();
    const acked: { cid: string; life: string; end: number }[] = [];
    let opened = 0;
    let started = 0;
    let damaged = 0;
    try {
      const wire = new VisitorWire(server);
      await wire.welcome();
      for (let i = 0; i < TIMES; i++) {
        for (let message = 0; message < 3; message++) {
          const answer = await wire.command({ type: 'message.send', session: null, text: `message ${i}.${message}` });
          assert.equal(answer.type, 'ack');
          acked.push({ cid: (answer as { cid: string }).cid, ...endOf(readFileSync(wal)) });
        }
        wire.frames.length = 0;
        // Both files as a crash would leave them. A checkpoint between the two copies can only have moved pages into the first.
        const copy = join(folder, String(i));
        mkdirSync(copy);
        const log = readFileSync(wal);
        copyFileSync(join(server.dataDir, 'chat.db'), join(copy, 'chat.db'));
        const { life, end } = endOf(log);
        if (endOf(readFileSync(wal)).life !== life) continue;
        // Read after the database was copied: nothing beyond it is in the copy.
        const moved = movedUpTo(log, readFileSync(`${server.dataDir}/chat.db-shm`));
        if (moved >= end) continue;
        const at = Math.max(moved, Math.floor(end - random() * Math.min(end - HEADER, 40_000)));
        const cut = random() < 0.5;
        if (cut) writeFileSync(join(copy, 'chat.db-wal'), log.subarray(0, at));
        else {
          for (let flips = 1 + Math.floor(random() * 4); flips > 0; flips--) {
            const place = at + Math.floor(random() * (end - at));
            log[place] = (log[place] ?? 0) ^ (1 << Math.floor(random() * 8));
          }
          writeFileSync(join(copy, 'chat.db-wal'), log);
        }
        damaged++;
        const { stored } = readStore(copy);
        opened++;
        const there = new Set(stored.map(({ cid }) => cid));
        const missing = acked.filter((one) => !there.has(one.cid) && (one.life !== life || one.end <= at));
        assert.deepEqual(missing, [], `seed ${SEED}, damage ${i} at ${at} of ${end}`);
        assert.equal(integrity(copy), 'ok', `seed ${SEED}, damage ${i} at ${at} of ${end}, moved up to ${moved}`);
        if (i % 40 === 0) {
          await (await startServer({ dataDir: copy })).stop();
          started++;
        }
        rmSync(copy, { recursive: true, force: true });
      }
      assert.ok(existsSync(wal));
      figure({
        fault: 'cut and flipped tail of the write-ahead log',
        asked: `always opens, nothing acknowledged and synced is missing`,
        reached: `${damaged} damaged logs: ${opened} opened, ${started} of them by the server, ${acked.length} acknowledged, 0 missing before the damage`,
      });
      assert.ok(damaged > TIMES / 2);
    } finally {
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    }
  },
);
