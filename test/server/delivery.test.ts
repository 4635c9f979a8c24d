import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { sql } from 'kysely';
import { nanoid } from 'nanoid';
import { ERRORS, type ErrorCode, type EventPage, type Problem } from '../../src/protocol/index.ts';
import { CommandError } from '../../src/server/command-error.ts';
import type { TestServer } from '../support/server.ts';
import { result, VisitorWire } from '../support/wire.ts';
import { openStage, UNLIMITED, type Stage } from './stage.ts';
import { at, startProgram, type Program } from './spawned.ts';

const messages = (wire: VisitorWire) =>
  wire.frames.flatMap((f) => (f.type === 'event' && f.event.type === 'message.sent' ? [f.event] : []));

describe('commands', () => {
  let stage: Stage;
  before(async () => {
    stage = await openStage({ limits: UNLIMITED });
  });
  after(() => stage.stop());

  const stored = (cid: string) => stage.server.app.services.store.read.selectFrom('events').select('text').where('cid', '=', cid).execute();

  test('C1 a replay is answered with the same result and stores nothing', async () => {
    const { wire } = await stage.visitor();
    const cid = nanoid();
    const first = await wire.command({ type: 'message.send', session: null, text: 'once', cid });
    const again = await wire.command({ type: 'message.send', session: null, text: 'once', cid });
    assert.equal(first.type === 'ack' && first.dup, false);
    assert.equal(again.type === 'ack' && again.dup, true);
    assert.deepEqual(result(again), result(first));
    assert.equal((await stored(cid)).length, 1);
    assert.equal(messages(wire).length, 1);
  });

  test('C1 twenty replays at once make one message', async () => {
    const { wire } = await stage.visitor();
    const cid = nanoid();
    for (let i = 0; i < 20; i++) wire.send({ type: 'message.send', cid, session: null, text: 'storm' });
    const acks = await wire.until(() => {
      const found = wire.frames.filter((f) => f.type === 'ack');
      return found.length === 20 && found;
    }, '20 acks');
    assert.equal(acks.filter((ack) => !ack.dup).length, 1);
    assert.equal((await stored(cid)).length, 1);
  });

  test('C1 the same cid with another body is refused and does nothing', async () => {
    const { wire } = await stage.visitor();
    const cid = nanoid();
    const { session } = result(await wire.command({ type: 'message.send', session: null, text: 'mine', cid }));
    const refused = await wire.command({ type: 'message.send', session, text: 'other', cid });
    assert.equal(refused.type === 'error' && refused.code, 'cid_conflict');
    const otherCommand = await wire.command({ type: 'session.end', session, cid });
    assert.equal(otherCommand.type === 'error' && otherCommand.code, 'cid_conflict');
    assert.deepEqual(
      (await stored(cid)).map((row) => row.text),
      ['mine'],
    );
    assert.equal((await wire.say('still active', session)).session, session);
  });

  test('C1 a cid of one visitor is free for another', async () => {
    const [a, b] = await Promise.all([stage.visitor(), stage.visitor()]);
    const cid = nanoid();
    result(await a.wire.command({ type: 'message.send', session: null, text: 'from a', cid }));
    const other = await b.wire.command({ type: 'message.send', session: null, text: 'from b', cid });
    assert.equal(other.type === 'ack' && other.dup, false);
    assert.equal((await stored(cid)).length, 2);
  });

  test('C1 a refused command leaves its cid free: the same one succeeds later', async () => {
    const { wire } = await stage.visitor();
    const { session } = await wire.say('x');
    const command = { type: 'session.rate', session, score: 4, comment: null, cid: nanoid() } as const;
    assert.equal((await wire.command(command)).type, 'error');
    result(await wire.command({ type: 'session.end', session }));
    const later = await wire.command(command);
    assert.equal(later.type === 'ack' && later.dup, false);
  });

  test('C2 the writer commits durably: write-ahead log with synchronous=FULL', async () => {
    const { write } = stage.server.app.services.store;
    const mode = await sql<{ journal_mode: string }>`pragma journal_mode`.execute(write);
    const synchronous = await sql<{ synchronous: number }>`pragma synchronous`.execute(write);
    assert.equal(mode.rows[0]?.journal_mode, 'wal');
    assert.equal(synchronous.rows[0]?.synchronous, 2, 'FULL');
  });

  test('C3 every code reaches a client with its retry, over the socket and over HTTP', async () => {
    const { wire, token } = await stage.visitor();
    const { session } = await wire.say('x');
    const { unitOfWork, store } = stage.server.app.services;
    for (const code of Object.keys(ERRORS) as ErrorCode[]) {
      const fail = () => Promise.reject(code === 'internal' ? new Error('a fault with a secret') : new CommandError(code));
      await withReplaced(unitOfWork, 'run', fail, async () => {
        // The same one again: another would wait behind it (C5).
        const frame = await wire.command({ type: 'message.send', session, text: 'y', cid: 'refused' });
        assert.ok(frame.type === 'error');
        assert.deepEqual(
          { code: frame.code, retry: frame.retry, message: frame.message },
          { code, retry: ERRORS[code].retry, message: ERRORS[code].message },
        );
      });
      const broken = () => {
        throw code === 'internal' ? new Error('a fault with a secret') : new CommandError(code);
      };
      // Where every prepared query passes, also one that was built before.
      await withReplaced(store.read, 'executeQuery', broken, async () => {
        const response = await fetch(`${stage.server.url}/v1/visitor/config?site=demo`, { headers: { authorization: `Bearer ${token}` } });
        assert.ok(response.status >= 400, `${code}: ${response.status}`);
        assert.deepEqual(await response.json(), { error: { code, message: ERRORS[code].message } } satisfies Problem);
      });
    }
  });

  test('C3 errors name the member they are about', async () => {
    const { wire } = await stage.visitor();
    for (const [frame, code, field] of [
      [{ type: 'message.send', session: null, text: 'x'.repeat(5001) }, 'too_large', 'text'],
      [{ type: 'message.send', session: null, text: '' }, 'invalid', 'text'],
      [{ type: 'message.send', session: null }, 'invalid', 'text'],
      [{ type: 'session.rate', session: 'a', score: 6, comment: null }, 'invalid', 'score'],
      [{ type: 'visitor.update', email: 'no address' }, 'invalid', 'email'],
    ] as const) {
      const refused = await wire.command(frame as never);
      assert.ok(refused.type === 'error');
      assert.deepEqual([refused.code, refused.field], [code, field], JSON.stringify(frame).slice(0, 80));
    }
  });

  test('C3 a full disk is storage_full, nothing is stored, and writing goes on when there is room again', async () => {
    const { wire, welcome } = await stage.visitor();
    assert.deepEqual(welcome.sessions, []);
    const { write } = stage.server.app.services.store;
    const { rows } = await sql<{ page_count: number }>`pragma page_count`.execute(write);
    await sql`pragma max_page_count = ${sql.lit(rows[0]?.page_count ?? 1)}`.execute(write);
    const text = 'z'.repeat(5000);
    let refused;
    while (refused?.type !== 'error') refused = await wire.command({ type: 'message.send', session: null, text });
    assert.deepEqual([refused.code, refused.retry], ['storage_full', true]);
    await sql`pragma max_page_count = 1073741823`.execute(write);
    const again = await wire.command({ type: 'message.send', session: null, text, cid: refused.cid ?? '' });
    assert.equal(again.type === 'ack' && again.dup, false, 'the same cid succeeds later');
    assert.deepEqual(
      messages(wire).map((m) => m.seq),
      messages(wire).map((_, i) => i + 2),
      'no number was lost',
    );
  });
});

test('C2 an acknowledged message survives the kill of the server', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'chat-kill-'));
  const programs: Program[] = [];
  try {
    const program = startProgram({ DATA_DIR: dataDir }, ['--demo']);
    programs.push(program);
    const server = at(await program.port) as TestServer;
    const wire = new VisitorWire(server);
    const { newToken: token } = await wire.welcome();
    const cid = nanoid();
    const { session, seq } = result(await wire.command({ type: 'message.send', session: null, text: 'keep this', cid }));
    program.kill('SIGKILL');
    assert.equal((await program.exit).signal, 'SIGKILL');

    const second = startProgram({ DATA_DIR: dataDir }, ['--demo']);
    programs.push(second);
    const restarted = at(await second.port) as TestServer;
    const answer = await fetch(`${restarted.url}/v1/visitor/events?site=demo&session=${session}`, {
      headers: { authorization: `Bearer ${token ?? ''}` },
    });
    const page = (await answer.json()) as EventPage;
    assert.deepEqual(
      page.events.map((e) => (e.type === 'message.sent' ? e.text : e.type)),
      ['session.started', 'keep this'],
    );
    const back = new VisitorWire(restarted);
    await back.welcome({ ...(token ? { token } : {}) });
    const replay = await back.command({ type: 'message.send', session: null, text: 'keep this', cid });
    assert.equal(replay.type === 'ack' && replay.dup, true, 'the resend after a lost ack is known');
    assert.equal(result(replay).seq, seq);
    second.kill('SIGTERM');
    assert.equal((await second.exit).code, 0);
  } finally {
    for (const program of programs) program.kill('SIGKILL');
    rmSync(dataDir, { recursive: true, force: true });
  }
});

async function withReplaced<T extends object, K extends keyof T>(
  target: T,
  key: K,
  value: unknown,
  run: () => Promise<void>,
): Promise<void> {
  const original = target[key];
  target[key] = value as T[K];
  try {
    await run();
  } finally {
    target[key] = original;
  }
}
