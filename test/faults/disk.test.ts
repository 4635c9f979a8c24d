import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { closeSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Inbox } from '../../src/protocol/index.ts';
import { logIn, VisitorWire } from '../support/wire.ts';
import { startServer } from '../support/server.ts';
import { figure, limit, NO_RATES } from './support/figures.ts';
import { failingDisk } from './support/failing-disk.ts';
import { Fleet, FleetVisitor, until } from './support/fleet.ts';
import { integrity } from './support/read-store.ts';
import { freshFolder } from './support/server-process.ts';

/** A file system of eight megabytes of its own; needs the right to mount. */
function smallDisk(): { folder: string; fill(): void; free(): void; remove(): void } | null {
  const folder = freshFolder();
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=8m', 'tmpfs', folder], { stdio: 'pipe' });
  } catch {
    return null;
  }
  const ballast = join(folder, 'ballast');
  return {
    folder,
    fill() {
      const file = openSync(ballast, 'w');
      try {
        for (let size = 65_536; size >= 1; size = size >> 4) for (;;) writeSync(file, Buffer.alloc(size));
      } catch {
        // Full, to the last page.
      }
      closeSync(file);
    },
    free: () => {
      rmSync(ballast, { force: true });
    },
    remove() {
      execFileSync('umount', ['-l', folder], { stdio: 'pipe' });
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

test(
  'C2 C3 a full disk: never a false ack, reads and blocking go on, sends work within 5 s after space returns',
  { timeout: 60_000 },
  async () => {
    const disk = smallDisk();
    if (!disk) {
      figure({
        fault: 'full disk',
        asked: 'ENOSPC on a small file system',
        reached: 'NOT RUN on a real file system, see "write fails with ENOSPC"',
        scaled: 'this user may not mount a file system',
      });
      // Then the one that fails on demand has to do (io-errors.test.ts); without either nothing would be proven.
      failingDisk(freshFolder()).remove();
      return;
    }
    const fleet = new Fleet();
    const server = await startServer({ dataDir: disk.folder, limits: NO_RATES });
    try {
      const admin = await logIn(server);
      const { wire: operator } = await admin.connect();
      const blocked = new VisitorWire(server, { address: '198.51.100.99' });
      await blocked.welcome();
      const { session } = await blocked.say('soon blocked');
      const { visitor } = await operator.chat(session);
      assert.equal(
        (await operator.command({ type: 'visitor.block', visitor: visitor.id, chat: null, reason: 'before', blockAddress: false })).type,
        'ack',
      );

      const refusals = new Map<string, number>();
      const onFrame = (frame: { type: string; code?: unknown }) => {
        if (frame.type === 'error') refusals.set(String(frame.code), (refusals.get(String(frame.code)) ?? 0) + 1);
        return frame;
      };
      for (let i = 0; i < 3; i++) fleet.visitors.push(new FleetVisitor(`visitor ${i}`, server.url, { watcher: { onFrame } }));
      for (const visitor of fleet.visitors) await visitor.say('while there is room');
      await until(() => fleet.quiet, 10_000, 'sent');
      const before = fleet.acked;

      disk.fill();
      for (let i = 0; i < 40; i++) for (const one of fleet.visitors) await one.say(`on a full disk ${i} ${'x'.repeat(4000)}`);
      await until(() => (refusals.get('storage_full') ?? 0) > 0, 10_000, `a refusal, there are ${JSON.stringify([...refusals])}`);
      assert.deepEqual([...refusals.keys()], ['storage_full']);
      // Reads go on, and blocked visitors stay out.
      const inbox = await admin.get<Inbox>('/v1/sites/demo/inbox');
      assert.ok(inbox.chats.length >= 3);
      const answer = await blocked.command({ type: 'message.send', session: null, text: 'let me in' });
      assert.equal(answer.type === 'error' && answer.code, 'blocked');
      const fresh = await operator.command({
        type: 'visitor.block',
        visitor: inbox.chats.find((chat) => chat.visitor.id !== visitor.id)?.visitor.id ?? '',
        chat: null,
        reason: 'on a full disk',
        blockAddress: false,
      });
      assert.equal(fresh.type, 'ack', 'a visitor who spams while the disk is full can be blocked');
      const { block } = fresh.result as { block: string };
      assert.equal((await operator.command({ type: 'block.remove', block })).type, 'ack', 'and let in again');
      const during = fleet.acked - before;

      disk.free();
      const freed = performance.now();
      const wire = new VisitorWire(server, { address: '198.51.100.98' });
      await wire.welcome();
      await wire.say('there is room again');
      const works = performance.now() - freed;
      await until(() => fleet.quiet, 30_000, 'what waited is sent');
      // Visitors outside the fleet have written too, so the checker is never content: it is asked once.
      const { violations, quiet } = await fleet.settle(server.dataDir, 500);
      const others = violations.filter(({ detail }) => !detail.includes('nobody sent it'));
      assert.deepEqual(others.slice(0, 5), []);
      assert.ok(quiet);
      assert.equal(integrity(disk.folder), 'ok');
      figure({
        fault: 'full disk (ENOSPC)',
        asked: 'never a false ack, reads and blocking go on, sends work ≤ 5 s after space returns',
        reached: `${during} acknowledged while there was room in the log, ${refusals.get('storage_full') ?? 0} refused with storage_full, 0 false; reads go on, a standing block holds, a new one is stored; sends work after ${works.toFixed(0)} ms`,
      });
      assert.ok(works <= limit(5000).ms);
    } finally {
      fleet.close();
      disk.free();
      await server.stop().finally(() => {
        disk.remove();
      });
    }
  },
);
