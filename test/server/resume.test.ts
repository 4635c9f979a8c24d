import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { nanoid } from 'nanoid';
import { CLOSE, type EventPage, type OperatorServerFrame, type Problem } from '../../src/protocol/index.ts';
import { addSession } from '../../src/server/store/sessions.ts';
import { OPERATOR } from '../support/server.ts';
import { logIn, result, VisitorWire, type OperatorWire } from '../support/wire.ts';
import { openStage, type Stage } from './stage.ts';

type SiteEventFrame = Extract<OperatorServerFrame, { type: 'event' }>;
const gseqs = (wire: OperatorWire) => wire.frames.filter((f): f is SiteEventFrame => f.type === 'event').map((f) => f.gseq);
const seqs = (wire: VisitorWire) => wire.frames.flatMap((f) => (f.type === 'event' ? [f.event.seq] : []));
const upTo = (first: number, last: number) => Array.from({ length: last - first + 1 }, (_, i) => first + i);

/** Writes messages of the visitor up to a seq straight into the database. */
async function grow(stage: Stage, session: string, chat: string, from: number, to: number): Promise<void> {
  await stage.server.app.services.store.write.transaction().execute(async (tx) => {
    await tx.updateTable('sessions').set({ last_seq: to }).where('id', '=', session).execute();
    for (let seq = from; seq <= to; seq++)
      await tx
        .insertInto('events')
        .values({
          session_id: session,
          chat_id: chat,
          seq,
          at: 1,
          type: 'message.sent',
          author: 'visitor',
          text: `m${seq}`,
          cid: null,
          operator: null,
          detail: null,
        })
        .execute();
  });
}

describe('numbers and cursors', () => {
  let stage: Stage;
  before(async () => {
    stage = await openStage();
  });
  after(() => stage.stop());

  test('E1 E2 fifty sends of five visitors at once: every session is numbered without a gap, messages and state alike', async () => {
    const visitors = await Promise.all(Array.from({ length: 5 }, () => stage.visitor()));
    await Promise.all(
      visitors.map(async ({ wire }) => {
        const sent = await Promise.all(upTo(1, 10).map((n) => wire.say(`message ${n}`)));
        const session = sent[0]?.session ?? '';
        assert.ok(sent.every((s) => s.session === session));
        const chat = await stage.operator.chat(session);
        result(await stage.operator.command({ type: 'message.reply', chat: chat.id, text: 'hello' }));
        result(await wire.command({ type: 'session.end', session }));
        await wire.frame('event', (f) => f.event.type === 'session.ended');
        // session.started, ten messages, operator.joined, the reply, session.ended
        assert.deepEqual(seqs(wire), upTo(1, 14));
        const texts = wire.frames.flatMap((f) => (f.type === 'event' && f.event.type === 'message.sent' ? [f.event.text] : []));
        assert.deepEqual(
          texts.slice(0, 10),
          upTo(1, 10).map((n) => `message ${n}`),
          'in the order of sending',
        );
      }),
    );
  });

  test('E3 sync answers with what follows the given seq', async () => {
    const { wire } = await stage.visitor();
    const { session } = await wire.say('one');
    await wire.say('two', session);
    wire.send({ type: 'sync', session, after: 1 });
    const { page } = await wire.frame('events');
    assert.deepEqual(
      page.events.map((e) => e.seq),
      [2, 3],
    );
    assert.equal(page.more, false);
  });

  test("E3 sync of another visitor's session is not_found", async () => {
    const [mine, other] = await Promise.all([stage.visitor(), stage.visitor()]);
    const { session } = await other.wire.say('private');
    mine.wire.send({ type: 'sync', session, after: 0 });
    assert.equal((await mine.wire.frame('error')).code, 'not_found');
  });

  test('E4 two operators see the same gapless log, and one who was away resumes by cursor', async () => {
    const marcus = await logIn(stage.server, OPERATOR);
    const first = await marcus.connect();
    assert.equal(first.welcome.reset, true, 'no cursor: the inbox is loaded');
    const { wire } = await stage.visitor();
    const { session } = await wire.say('a');
    await first.wire.chat(session);
    const seen = Math.max(...gseqs(first.wire));
    assert.deepEqual(gseqs(first.wire), upTo(first.welcome.gseq + 1, seen));
    await first.wire.close();

    for (const text of ['b', 'c', 'd']) await wire.say(text, session);
    const back = await marcus.connect({ cursor: seen, epoch: first.welcome.epoch });
    assert.equal(back.welcome.reset, false);
    assert.deepEqual(
      back.welcome.events.map((e) => e.gseq),
      upTo(seen + 1, back.welcome.gseq),
    );
    await stage.operator.until(() => gseqs(stage.operator).includes(back.welcome.gseq), 'the same log at the other operator');
    const same = (from: readonly { gseq: number; event: unknown }[]) =>
      from.filter((e) => e.gseq > seen && e.gseq <= back.welcome.gseq).map(({ gseq, event }) => ({ gseq, event }));
    assert.deepEqual(same(stage.operator.frames.filter((f): f is SiteEventFrame => f.type === 'event')), same(back.welcome.events));

    back.wire.send({ type: 'sync', after: seen });
    assert.deepEqual((await back.wire.frame('events')).events, back.welcome.events);
    for (const more of [{ cursor: back.welcome.gseq + 1000 }, { cursor: seen, epoch: 'another-life' }]) {
      const { wire: other, welcome } = await marcus.connect(more);
      assert.equal(welcome.reset, true, JSON.stringify(more));
      await other.close();
    }
    await back.wire.close();
  });

  test('R1 nothing is done before hello, and hello is answered once', async () => {
    const wire = new VisitorWire(stage.server);
    await wire.opened();
    wire.send({ type: 'message.send', cid: nanoid(), session: null, text: 'too early' });
    assert.equal((await wire.frame('error')).code, 'invalid');
    assert.equal((await wire.closing()).code, CLOSE.invalid);
  });

  test('R1 a token in the address is ignored: it makes a new visitor and answers nothing of the old one', async () => {
    const { wire, token } = await stage.visitor();
    const { session } = await wire.say('mine');
    const foreign = await fetch(
      `${stage.server.url}/v1/visitor/events?site=demo&session=${session}&token=${token}&authorization=Bearer%20${token}`,
    );
    assert.equal(foreign.status, 404);
    const config = (await (await fetch(`${stage.server.url}/v1/visitor/config?site=demo&token=${token}`)).json()) as { active: boolean };
    assert.equal(config.active, false);
  });

  test('R1 a token that nobody has closes with 4401', async () => {
    const wire = new VisitorWire(stage.server);
    await wire.hello({ token: 'x'.repeat(43) });
    assert.equal((await wire.closing()).code, CLOSE.tokenUnknown);
  });

  test('R2 another epoch or a cursor from the future means reset, and the whole active session', async () => {
    const { wire, token, welcome } = await stage.visitor();
    const { session } = await wire.say('one');
    const open = async (hello: Parameters<VisitorWire['welcome']>[0]) => (await stage.visitor({ hello: { token, ...hello } })).welcome;
    const resumed = await open({ epoch: welcome.epoch, cursor: { session, seq: 1 } });
    assert.deepEqual([resumed.reset, resumed.sessions[0]?.events.map((e) => e.seq)], [false, [2]]);
    for (const hello of [
      { epoch: 'before-the-restore', cursor: { session, seq: 2 } },
      { epoch: welcome.epoch, cursor: { session, seq: 900 } },
      { epoch: welcome.epoch, cursor: { session: 'unknown', seq: 1 } },
    ]) {
      const answer = await open(hello);
      assert.deepEqual([answer.reset, answer.sessions[0]?.events.map((e) => e.seq)], [true, [1, 2]], JSON.stringify(hello));
    }
  });

  test("R2 a cursor in another visitor's session tells nothing of it", async () => {
    const [mine, other] = await Promise.all([stage.visitor(), stage.visitor()]);
    const { session } = await other.wire.say('private');
    const { welcome } = await stage.visitor({ hello: { token: mine.token, cursor: { session, seq: 0 } } });
    assert.deepEqual([welcome.reset, welcome.sessions], [true, []]);
  });

  test('R3 of 750 events 300 come inline, the rest by pages over HTTP', async () => {
    const { wire, token } = await stage.visitor();
    await wire.say('first');
    const { session } = await wire.say('second');
    const chat = await stage.operator.chat(session);
    await grow(stage, session, chat.id, 4, 750);
    const { welcome } = await stage.visitor({ hello: { token } });
    const [page] = welcome.sessions;
    assert.deepEqual(
      page?.events.map((e) => e.seq),
      upTo(1, 300),
    );
    assert.equal(page?.more, true);
    const pages: EventPage[] = [];
    for (let after = 300, more = true; more; after += 300) {
      const response = await fetch(`${stage.server.url}/v1/visitor/events?site=demo&session=${session}&after=${after}`, {
        headers: { authorization: `Bearer ${token}` },
      });
      const next = (await response.json()) as EventPage;
      pages.push(next);
      more = next.more;
    }
    assert.deepEqual(
      pages.flatMap((p) => p.events.map((e) => e.seq)),
      upTo(301, 750),
    );
    assert.deepEqual(
      pages.map((p) => p.more),
      [true, false],
    );
  });

  test('L3 R3 the newest page is the end of the thread, and earlier pages come over HTTP', async () => {
    const { wire, token, welcome: first } = await stage.visitor();
    await wire.say('first');
    const { session } = await wire.say('second');
    const chat = await stage.operator.chat(session);
    result(await stage.operator.command({ type: 'message.reply', chat: chat.id, text: 'hello' }));
    wire.send({ type: 'read', session, seq: 5 });
    await stage.operator.frame('read', (f) => f.session === session);
    await grow(stage, session, chat.id, 6, 700);
    const services = stage.server.app.services.store.write;
    const readUpTo = (seq: number) => services.updateTable('sessions').set({ read_by_visitor: seq }).where('id', '=', session).execute();
    const newest = async (hello: Parameters<VisitorWire['welcome']>[0] = {}) => {
      const { welcome } = await stage.visitor({ hello: { token, newest: true, ...hello } });
      return welcome.sessions[0]!;
    };

    await readUpTo(700);
    const page = await newest();
    assert.deepEqual(
      page.events.map((e) => e.seq),
      upTo(601, 700),
    );
    assert.deepEqual(
      [page.more, page.operator?.name],
      [false, 'Anna Berg'],
      'nothing comes after it, and the operator who answered is known',
    );
    await readUpTo(500);
    assert.equal((await newest()).events[0]?.seq, 501, 'all that is unread belongs to it');
    await readUpTo(5);
    assert.equal((await newest()).events[0]?.seq, 401, 'at most 300');
    // A cursor that holds goes before; one that does not begins anew at the end.
    const resumed = await newest({ epoch: first.epoch, cursor: { session, seq: 690 } });
    assert.deepEqual(
      resumed.events.map((e) => e.seq),
      upTo(691, 700),
    );
    assert.equal((await newest({ epoch: 'another', cursor: { session, seq: 690 } })).events[0]?.seq, 401);

    const seen: number[] = [];
    for (let before = 401, more = true; more;) {
      const response = await fetch(`${stage.server.url}/v1/visitor/events?site=demo&session=${session}&before=${before}`, {
        headers: { authorization: `Bearer ${token}` },
      });
      const earlier = (await response.json()) as EventPage;
      seen.unshift(...earlier.events.map((e) => e.seq));
      ({ more } = earlier);
      before = earlier.events[0]!.seq;
    }
    assert.deepEqual(seen, upTo(1, 400));
    const wrong = await fetch(`${stage.server.url}/v1/visitor/events?site=demo&session=${session}&before=x`, {
      headers: { authorization: `Bearer ${token}` },
    });
    assert.deepEqual([wrong.status, ((await wrong.json()) as Problem).error.field], [400, 'before']);
  });

  test('R7 a new hello of the same visitor and tab closes the older connection with 4409', async () => {
    const tab = nanoid();
    const { wire, token } = await stage.visitor({ hello: { tab } });
    await stage.visitor({ hello: { tab, token } });
    assert.equal((await wire.closing()).code, CLOSE.replaced);
  });

  test('the database itself refuses a second active session of a visitor', async () => {
    const { wire } = await stage.visitor();
    const { session } = await wire.say('x');
    const { store, unitOfWork } = stage.server.app.services;
    const row = await store.read.selectFrom('sessions').selectAll().where('id', '=', session).executeTakeFirstOrThrow();
    await assert.rejects(
      unitOfWork.run((tx) => addSession(tx, row.site_id, row.visitor_id, 1)),
      /UNIQUE/,
    );
  });
});
