import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { sql } from 'kysely';
import { fold, type BlockHistory, type Inbox, type Thread, type VisitorDetails } from '../../src/protocol/index.ts';
import { parseAddress } from '../../src/server/access/addresses.ts';
import { addBlock, blockHistory, findActiveBlock, gate, liftBlock, listBlocks } from '../../src/server/store/blocks.ts';
import { addChat, findChat, findCurrentChat } from '../../src/server/store/chats.ts';
import { findResult, saveResult, trimResults } from '../../src/server/store/command-results.ts';
import { connect, type Connections } from '../../src/server/store/connect.ts';
import { eventsAfter, eventsBefore, insertEvents, lastVisitorSeq } from '../../src/server/store/events.ts';
import { beginLife, currentLife, hasSeenSession } from '../../src/server/store/lives.ts';
import { migrate } from '../../src/server/store/migrate.ts';
import { insertOperator, listOperators } from '../../src/server/store/operators.ts';
import { addSession, findActiveSession, markEnded, moveMark, takeSeqs } from '../../src/server/store/sessions.ts';
import { currentGseq, siteEventsAfter, siteLogOf, trimSiteLog } from '../../src/server/store/site-log.ts';
import { addSite, findSite, raiseGateVersion } from '../../src/server/store/sites.ts';
import { UnitOfWork } from '../../src/server/store/unit-of-work.ts';
import { findVisitorByToken, revokeFamily } from '../../src/server/store/visitor-tokens.ts';
import {
  addVisitor,
  countSharing,
  findVisitor,
  leavePage,
  listPages,
  notePage,
  noteVisit,
  updateProfile,
} from '../../src/server/store/visitors.ts';
import { freshDatabase, PGLITE } from '../support/database.ts';
import { result } from '../support/wire.ts';
import { openStage } from './stage.ts';

/** No block waits to be stored. */
const none = { over: <T>(stored: T) => stored };

const server = await freshDatabase();
const databases: [name: string, url: string | null][] = server ? [['PostgreSQL', server.url]] : [['SQLite', null], ...PGLITE];
if (server) after(() => server.drop());

for (const [name, databaseUrl] of databases) {
  describe(`the store on ${name}`, () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'chat-store-'));
    let store: Connections;
    let work: UnitOfWork;
    let siteId: string;
    before(async () => {
      store = await connect({ dataDir, databaseUrl });
      work = new UnitOfWork(store.write, { onEffectError: () => undefined });
      siteId = (await addSite(store.write, { key: 'shop', name: 'Shop', origins: ['https://shop.example'], welcome: {} }, 1)).id;
    });
    after(async () => {
      await store.close();
      rmSync(dataDir, { recursive: true, force: true });
    });

    let tokens = 0;
    const visitor = (token = `token-${++tokens}`) => work.run(async (tx) => (await addVisitor(tx, siteId, token, 1000)).id);
    const operator = { id: 'op', name: 'Anna' };
    const source = { operator, chatId: null, sessionId: null, seq: null };
    async function talk() {
      const visitorId = await visitor();
      return work.run(async (tx) => {
        const session = await addSession(tx, siteId, visitorId, 1000);
        return { visitorId, session, chat: await addChat(tx, session, 1, 1000) };
      });
    }

    test('migrations run once and again', async () => {
      await migrate(store.write);
      assert.equal((await findSite(store.read, 'shop'))?.id, siteId);
      const first = await beginLife(store.write);
      assert.equal(await currentLife(store.write), first);
      assert.notEqual(await beginLife(store.write), first, 'each start is a life of its own');
    });

    test('D6 an event is of the life it was stored in, and of a time before lives when none was noted', async () => {
      const { session, chat } = await talk();
      const say = (seq: number) =>
        work.run((tx) =>
          insertEvents(tx, session.id, chat.id, [
            { type: 'message.sent', seq, at: seq, author: 'visitor', text: 'hi', cid: null, operator: null },
          ]),
        );
      const seen = (epoch: string, seq: number) => hasSeenSession(store.read, epoch, { session: session.id, seq });
      await say(1);
      // The upgrade leaves an older session like this.
      await work.run((tx) => tx.deleteFrom('session_lives').where('session_id', '=', session.id).execute());
      const older = await beginLife(store.write);
      await say(2);
      await say(3);
      // Nothing is said in this one.
      const silent = await beginLife(store.write);
      const newer = await beginLife(store.write);
      await say(4);
      const lives = [older, silent, newer];
      const table = await Promise.all(lives.map((life) => Promise.all([0, 1, 2, 3, 4, 5].map((seq) => seen(life, seq)))));
      assert.deepEqual(table, [
        [true, true, true, true, false, false],
        [true, true, true, true, false, false],
        [true, true, true, true, true, false],
      ]);
      assert.equal(await seen('unknown', 1), false);
      const rows = await store.read.selectFrom('session_lives').select('first_seq').where('session_id', '=', session.id).execute();
      assert.deepEqual(rows.map((row) => row.first_seq).sort(), [2, 4], 'one row for each life in which somebody wrote');
    });

    test('D8 operators are listed oldest first, with the keys of their sites', async () => {
      const person = (name: string) => ({ email: `${name}@Example.com`, name, role: 'operator', passwordHash: 'x' }) as const;
      await work.run(async (tx) => {
        await insertOperator(tx, person('second'), [siteId], 20);
        await insertOperator(tx, person('first'), [], 10);
      });
      const listed = (await listOperators(store.read)).filter(({ name }) => ['first', 'second'].includes(name));
      assert.deepEqual(
        listed.map(({ email, sites }) => [email, sites]),
        [
          ['first@example.com', []],
          ['second@example.com', ['shop']],
        ],
      );
      // The story below begins with a database in which nobody can log in yet.
      await work.run((tx) => tx.deleteFrom('operators').execute());
    });

    test('numbers are numbers: times, counters and counts', async () => {
      const { session, visitorId } = await talk();
      const at = 1_790_000_000_000;
      await work.run(async (tx) => {
        await markEnded(tx, session.id, 'visitor', at);
        const row = await findVisitor(tx, siteId, visitorId);
        assert.ok(row);
        await noteVisit(tx, row, { address: parseAddress('203.0.113.77'), userAgent: null }, at);
      });
      const row = await store.read.selectFrom('sessions').selectAll().where('id', '=', session.id).executeTakeFirstOrThrow();
      for (const key of ['started_at', 'ended_at', 'last_seq', 'delivered_seq'] as const) assert.equal(typeof row[key], 'number', key);
      assert.equal(row.ended_at, at);
      assert.equal(await countSharing(store.read, siteId, ['203.0.113.77/32'], null, at), 1);
      assert.strictEqual((await findVisitor(store.read, siteId, visitorId))?.blocked, 0);
      assert.equal(typeof (await gate(store.read, none, siteId, visitorId, null)).version, 'number');
    });

    test('the database refuses a second active session, a second open chat, a number twice, and an orphan', async () => {
      const { visitorId, session, chat } = await talk();
      await assert.rejects(work.run((tx) => addSession(tx, siteId, visitorId, 2)));
      await assert.rejects(work.run((tx) => addChat(tx, session, 2, 2)));
      const event = { type: 'session.started', seq: 1, at: 1 } as const;
      await work.run((tx) => insertEvents(tx, session.id, chat.id, [event]));
      await assert.rejects(work.run((tx) => insertEvents(tx, session.id, chat.id, [event])));
      await assert.rejects(work.run((tx) => insertEvents(tx, 'nowhere', chat.id, [event])));
      assert.equal((await findCurrentChat(store.read, session.id))?.id, chat.id, 'what was refused undid itself alone');
    });

    test('E1 E4 seq and gseq have no gap under forty jobs at once, even when every third is refused', async () => {
      const { session, chat } = await talk();
      const first = await currentGseq(store.read, siteId);
      const outcomes = await Promise.allSettled(
        Array.from({ length: 40 }, (_, i) =>
          work.run(async (tx) => {
            const { last_seq: seq } = await takeSeqs(tx, session.id, 1, { activeAt: 1, delivered: false });
            await insertEvents(tx, session.id, chat.id, [
              { type: 'message.sent', seq, at: i, author: 'visitor', text: `m${i}`, cid: null, operator: null },
            ]);
            siteLogOf(tx).append(siteId, [{ type: 'block_list.changed' }, { type: 'block_list.changed' }], 5000);
            if (i % 3 === 0) throw new Error('refused');
          }),
        ),
      );
      const kept = outcomes.filter((o) => o.status === 'fulfilled').length;
      assert.equal(kept, 26);
      const events = await eventsAfter(store.read, session.id, 0);
      assert.deepEqual(
        events.map((e) => e.seq),
        Array.from({ length: kept }, (_, i) => i + 1),
      );
      const log = await siteEventsAfter(store.read, siteId, first);
      assert.deepEqual(
        log?.map((e) => e.gseq),
        Array.from({ length: kept * 2 }, (_, i) => first + i + 1),
      );
      assert.deepEqual(
        (await eventsBefore(store.read, session.id, 10, 3)).map((e) => e.seq),
        [7, 8, 9],
      );
      assert.equal(await lastVisitorSeq(store.read, session.id), kept);
      assert.equal(await siteEventsAfter(store.read, siteId, first + kept * 2 + 1), null, 'a cursor from the future');
      await work.run((tx) => trimSiteLog(tx, siteId, 6000, 1000));
      assert.equal(await siteEventsAfter(store.read, siteId, first), null, 'a cursor into what is no longer kept');
    });

    test('E4 a job that reads the log in the middle of a commit sees the events of earlier jobs; undone, the numbers stay without a gap', async () => {
      const first = await currentGseq(store.read, siteId);
      const say = () =>
        work.run((tx) => {
          siteLogOf(tx).append(siteId, [{ type: 'block_list.changed' }], 5000);
          return Promise.resolve();
        });
      const look = (fail: boolean) =>
        work.run(async (tx) => {
          const events = await siteEventsAfter(tx, siteId, first);
          siteLogOf(tx).append(siteId, [{ type: 'block_list.changed' }], 5000);
          if (fail) throw new Error('refused');
          return events?.map(({ gseq }) => gseq - first);
        });
      const outcomes = await Promise.allSettled([say(), look(true), say(), look(false), say()]);
      assert.deepEqual(
        outcomes.map((o) => (o.status === 'fulfilled' ? o.value : 'refused')),
        [undefined, 'refused', undefined, [1, 2], undefined],
      );
      const log = await siteEventsAfter(store.read, siteId, first);
      assert.deepEqual(
        log?.map(({ gseq }) => gseq - first),
        [1, 2, 3, 4],
      );
    });

    test('marks move forward only, and never past the end', async () => {
      const { session } = await talk();
      const move = (seq: number) =>
        work.run(async (tx) => (await moveMark(tx, session.id, 'read_by_visitor', seq))?.read_by_visitor ?? null);
      await work.run((tx) => takeSeqs(tx, session.id, 5, { activeAt: 1, delivered: false }));
      assert.deepEqual([await move(3), await move(2), await move(3), await move(6), await move(5)], [3, null, null, null, 5]);
    });

    test('C1 a result is kept by principal and cid for thirty days', async () => {
      const now = 1_790_000_000_000;
      await work.run((tx) => saveResult(tx, 'v:a', 'cid', { hash: 'h', result: { seq: 7 } }, now));
      const find = (principal: string) => work.run((tx) => findResult(tx, principal, 'cid'));
      assert.deepEqual([await find('v:a'), await find('v:b')], [{ hash: 'h', result: { seq: 7 } }, null]);
      await work.run((tx) => trimResults(tx, now + 30 * 86_400_000, 1000));
      assert.notEqual(await find('v:a'), null);
      await work.run((tx) => trimResults(tx, now + 30 * 86_400_000 + 1, 1000));
      assert.equal(await find('v:a'), null);
    });

    test('B7 S12 S13 T6 blocks: one active, history outlives the lift, the search finds name, reason, address, operator and number', async () => {
      const visitorId = await visitor();
      await work.run((tx) => updateProfile(tx, visitorId, { name: 'Ölaf' }));
      const address = { text: '203.0.113.5', key: '203.0.113.5/32', range: '203.0.113.5' };
      const block = (reason: string, at: number, withAddress = false) =>
        work.run((tx) => addBlock(tx, siteId, { visitorId, addresses: withAddress ? [address] : [] }, reason, source, at));
      const first = await block('Spam 100%', 1);
      const second = await block('again', 2, true);
      assert.equal(second.id, first.id);
      assert.deepEqual(
        [
          (await gate(store.read, none, siteId, visitorId, null)).show,
          (await gate(store.read, none, siteId, null, address)).show,
          (await gate(store.read, none, siteId, 'x', null)).show,
        ],
        [false, false, true],
      );
      const number = (await findVisitor(store.read, siteId, visitorId))?.number ?? '';
      const found = async (words: string) => {
        const { blocks, total } = await listBlocks(store.read, siteId, { words: fold(words), after: null, limit: 50 });
        assert.equal(total, blocks.length);
        return blocks.length;
      };
      for (const words of ['öLAF', 'olaf', 'spam 100%', '203.0.113', 'anna', '']) assert.equal(await found(words), 1, words);
      for (const words of ['%_', 'nobody', `visitor ${number}`]) assert.equal(await found(words), 0, words);
      // Without a name the list shows the number, in the operator's language.
      await work.run((tx) => updateProfile(tx, visitorId, { name: null }));
      for (const words of [`Visitor ${number}`, `Посетитель ${number}`, `сетитель ${number}`]) assert.equal(await found(words), 1, words);
      await work.run((tx) => liftBlock(tx, second, source, 3));
      assert.equal(await findActiveBlock(store.read, siteId, visitorId), null);
      assert.deepEqual(
        (await blockHistory(store.read, second)).map((e) => [e.kind, e.at, e.reason]),
        [
          ['lifted', 3, null],
          ['blocked', 2, 'again'],
          ['blocked', 1, 'Spam 100%'],
        ],
      );
      assert.notEqual((await block('third', 4)).id, first.id, 'a new block after the lift');
      const before = await work.run((tx) => raiseGateVersion(tx, siteId));
      assert.equal(await work.run((tx) => raiseGateVersion(tx, siteId)), before + 1);
    });

    test('page views: one at a time, the same page again is none, leaving ends it', async () => {
      const id = await visitor();
      const go = (url: string, at: number) => work.run((tx) => notePage(tx, id, { url, title: url }, at));
      await go('/a', 1);
      await go('/a', 2);
      await go('/b', 3);
      await work.run((tx) => leavePage(tx, id, 4));
      assert.deepEqual(
        (await listPages(store.read, id)).map((p) => [p.url, p.at, p.until]),
        [
          ['/b', 3, 4],
          ['/a', 1, 3],
        ],
      );
    });

    test('a token opens its own site only, until it is revoked; the table holds its hash alone', async () => {
      const { id, family } = await work.run((tx) => addVisitor(tx, siteId, 'secret-token', 1000));
      assert.deepEqual(
        [
          await findVisitorByToken(store.read, siteId, 'secret-token', 1000),
          await findVisitorByToken(store.read, 'other', 'secret-token', 1000),
        ],
        [id, null],
      );
      const { rows } = await sql<{ n: number }>`select count(*) as n from visitor_tokens where token_hash = 'secret-token'`.execute(
        store.read,
      );
      assert.equal(Number(rows[0]?.n), 0);
      await work.run((tx) => revokeFamily(tx, family, 5));
      assert.equal(await findVisitorByToken(store.read, siteId, 'secret-token', 1000), null);
      assert.equal(await findActiveSession(store.read, id), null);
      assert.equal(await findChat(store.read, siteId, 'none'), null);
    });
  });

  test(`S1 S4 S6 S9 S14 the story on ${name}`, async (t) => {
    const stage = await openStage(databaseUrl ? { env: { DATABASE_URL: databaseUrl } } : {});
    t.after(() => stage.stop());
    const { wire, token } = await stage.visitor({
      address: '203.0.113.60',
      hello: { page: { url: 'http://shop.example/', title: 'Shop' } },
    });
    const { session, seq } = await wire.say('Hello \u{1F44B}\u0000');
    assert.strictEqual(seq, 2);
    const chat = await stage.operator.chat(session);
    assert.strictEqual(chat.unread, 1);
    result(await stage.operator.command({ type: 'message.reply', chat: chat.id, text: 'Hi' }));
    result(await stage.operator.command({ type: 'chat.close', chat: chat.id, seen: 4 }));
    await wire.say('again', session);
    const second = await stage.operator.chat(session, (c) => c.id !== chat.id);
    const thread = await stage.admin.get<Thread>(`/v1/sites/demo/chats/${second.id}`);
    assert.deepEqual(
      thread.events.map((e) => e.seq),
      [1, 2, 3, 4, 5],
    );
    const details = await stage.admin.get<VisitorDetails>(`/v1/sites/demo/visitors/${chat.visitor.id}`);
    assert.deepEqual([details.address, details.sharedWith, details.pages.length], ['203.0.113.60', 0, 1]);
    const { block } = result<{ block: string }>(
      await stage.operator.command({ type: 'visitor.block', visitor: chat.visitor.id, chat: second.id, reason: 'r', blockAddress: true }),
    );
    await wire.frame('gate', (f) => !f.show);
    result(await stage.operator.command({ type: 'block.remove', block }));
    await wire.frame('gate', (f) => f.show);
    const back = await stage.visitor({ hello: { token } });
    assert.notEqual((await back.wire.say('new')).session, session);
    assert.equal((await stage.admin.get<BlockHistory>(`/v1/sites/demo/blocks/${block}/history`)).entries.length, 2);
    assert.equal((await stage.admin.get<Inbox>('/v1/sites/demo/inbox')).chats.length, 2);
  });
}
