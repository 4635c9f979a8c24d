import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { BlockHistory, BlockList, Inbox, Thread } from '../../src/protocol/index.ts';
import { OPERATOR, startServer, type TestServer } from '../support/server.ts';
import { logIn, result, VisitorWire, type OperatorSession, type OperatorWire } from '../support/wire.ts';

describe('the story on the wire', () => {
  let server: TestServer;
  let admin: OperatorSession;
  let operator: OperatorWire;
  const open: { close(): Promise<void> }[] = [];

  before(async () => {
    server = await startServer();
    admin = await logIn(server);
    operator = (await admin.connect()).wire;
    open.push(operator);
  });
  after(async () => {
    for (const wire of open) await wire.close();
    await server.stop();
  });

  async function visitor(options: ConstructorParameters<typeof VisitorWire>[1] = {}) {
    const wire = new VisitorWire(server, options);
    open.push(wire);
    const welcome = await wire.welcome();
    return { wire, token: welcome.newToken ?? '' };
  }

  test('S1 S3 S4 a closed chat leaves the inbox, the visitor hears nothing, and their next message is a new chat', async () => {
    const { wire } = await visitor();
    const { session } = await wire.say('Hello');
    const chat = await operator.chat(session);
    assert.equal(chat.status, 'new');
    result(await operator.command({ type: 'message.reply', chat: chat.id, text: 'Hi!' }));
    await wire.frame('event', (f) => f.event.type === 'message.sent' && f.event.author === 'operator');

    const heard = wire.frames.length;
    result(await operator.command({ type: 'chat.close', chat: chat.id, seen: 99 }));
    assert.ok(!(await admin.get<Inbox>('/v1/sites/demo/inbox')).chats.some((c) => c.id === chat.id));

    const next = await wire.say('One more thing', session);
    assert.equal(next.session, session, 'the session is the same');
    const fresh = await operator.chat(session, (c) => c.id !== chat.id);
    assert.equal(fresh.status, 'new');
    assert.deepEqual(
      wire.frames
        .slice(heard)
        .filter((f) => f.type === 'event')
        .map((f) => f.event.type),
      ['message.sent'],
      'between the close and their own message the visitor got no event',
    );
    const announced = operator.frames.find((f) => f.type === 'event' && f.event.type === 'chat.changed' && f.event.chat.id === fresh.id);
    assert.ok(
      announced?.type === 'event' && announced.event.type === 'chat.changed' && announced.event.fresh,
      'the new chat asks for a notification',
    );
    const thread = await admin.get<Thread>(`/v1/sites/demo/chats/${fresh.id}`);
    assert.deepEqual(
      thread.events.filter((e) => e.type === 'message.sent').map((e) => e.text),
      ['Hello', 'Hi!', 'One more thing'],
    );
    assert.equal(thread.chats.length, 2);
  });

  test("S2 no operator ends a session: the command is refused on their connection, and their cookie counts for nothing on the visitor's", async () => {
    const { wire } = await visitor();
    const { session } = await wire.say('Still here');
    const refused = await operator.request({ type: 'session.end', cid: 'op-end', session } as never);
    assert.equal(refused.type === 'error' && refused.code, 'forbidden');
    assert.equal((await wire.say('And still', session)).session, session);
  });

  test('S5 ending twice is success and makes one event', async () => {
    const { wire } = await visitor();
    const { session } = await wire.say('Bye soon');
    result(await wire.command({ type: 'session.end', session }));
    result(await wire.command({ type: 'session.end', session }));
    assert.equal(wire.frames.filter((f) => f.type === 'event' && f.event.type === 'session.ended').length, 1);
  });

  test('S6 after the end a message starts a new session; one that names the ended session is refused; the visitor may rate', async () => {
    const { wire } = await visitor();
    const { session } = await wire.say('First');
    const early = await wire.command({ type: 'session.rate', session, score: 5, comment: null });
    assert.equal(early.type, 'error', 'an active session cannot be rated');
    result(await wire.command({ type: 'session.end', session }));
    const late = await wire.command({ type: 'message.send', session, text: 'too late' });
    assert.equal(late.type === 'error' && late.code, 'session_ended');
    result(await wire.command({ type: 'session.rate', session, score: 5, comment: 'Great' }));
    const next = await wire.say('Second');
    assert.notEqual(next.session, session);
    assert.equal(next.seq, 2, 'session.started is seq 1');
  });

  test('an end that is retried after a new session began does not touch the new one', async () => {
    const { wire } = await visitor();
    const { session } = await wire.say('One');
    result(await wire.command({ type: 'session.end', session, cid: 'end-1' }));
    const next = await wire.say('Two');
    const again = await wire.command({ type: 'session.end', session, cid: 'end-1' });
    assert.equal(again.type === 'ack' && again.dup, true);
    assert.equal((await wire.say('Three', next.session)).session, next.session);
  });

  test('both tabs send the first message: one session, both messages', async () => {
    const { wire, token } = await visitor();
    const other = new VisitorWire(server);
    open.push(other);
    await other.welcome({ token });
    const [a, b] = await Promise.all([wire.say('from A'), other.say('from B')]);
    assert.equal(a.session, b.session);
  });

  test('S8 a block needs a reason of 1 to 500 visible characters', async () => {
    const { wire } = await visitor();
    const { session } = await wire.say('spam');
    const chat = await operator.chat(session);
    for (const [reason, code] of [
      ['', 'reason_required'],
      ['  \u200b\u00ad ', 'reason_required'],
      ['x'.repeat(501), 'too_large'],
    ] as const) {
      const refused = await operator.command({
        type: 'visitor.block',
        visitor: chat.visitor.id,
        chat: chat.id,
        reason,
        blockAddress: false,
      });
      assert.equal(refused.type === 'error' && refused.code, code);
      assert.equal(refused.type === 'error' && refused.field, 'reason');
    }
    assert.equal((await wire.say('still allowed', session)).session, session);
    result(
      await operator.command({
        type: 'visitor.block',
        visitor: chat.visitor.id,
        chat: chat.id,
        reason: 'y'.repeat(500),
        blockAddress: false,
      }),
    );
  });

  test('S9 S10 S13 S14 B5 B6 a block ends the session, hides every tab, and its removal brings them back', async () => {
    const { wire, token } = await visitor();
    const tab = new VisitorWire(server);
    open.push(tab);
    await tab.welcome({ token });
    const { session } = await wire.say('rude words');
    const chat = await operator.chat(session);
    const { block } = result<{ block: string }>(
      await operator.command({ type: 'visitor.block', visitor: chat.visitor.id, chat: chat.id, reason: 'Rude', blockAddress: false }),
    );
    const [gate] = await Promise.all([wire.frame('gate'), tab.frame('gate')]);
    assert.equal(gate.show, false);
    assert.deepEqual(Object.keys(gate).sort(), ['show', 'type', 'version'], 'nothing tells why');
    assert.ok(!wire.frames.some((f) => f.type === 'event' && f.event.type === 'session.ended'));

    const refused = await wire.command({ type: 'message.send', session, text: 'still here?' });
    assert.equal(refused.type === 'error' && refused.code, 'blocked');
    const thread = await admin.get<Thread>(`/v1/sites/demo/chats/${chat.id}`);
    assert.deepEqual(
      thread.events.filter((e) => e.type === 'message.sent').map((e) => e.text),
      ['rude words'],
    );
    assert.equal(thread.chat.session.endedBy, 'block');

    const config = await fetch(`${server.url}/v1/visitor/config?site=demo`, {
      headers: { authorization: `Bearer ${token}`, 'x-forwarded-for': '203.0.113.99' },
    });
    assert.deepEqual(await config.json(), { gate: { show: false, version: gate.version } });

    const aboutHim = operator.frames.filter(
      (f) =>
        (f.type === 'visitor' && f.visitor === chat.visitor.id) ||
        (f.type === 'event' && f.event.type === 'chat.changed' && f.event.chat.visitor.id === chat.visitor.id),
    );
    const lastWord = aboutHim.at(-1);
    assert.ok(lastWord?.type === 'visitor' && !lastWord.online, 'a hidden visitor is not online');

    const list = await admin.get<BlockList>('/v1/sites/demo/blocks?search=rude');
    assert.ok(list.blocks.some((b) => b.id === block));
    const removed = result<{ stillHiddenBy: unknown[] }>(await operator.command({ type: 'block.remove', block }));
    assert.deepEqual(removed.stillHiddenBy, []);
    const back = await wire.frame('gate', (f) => f.show);
    assert.ok(back.version > gate.version, 'the highest version wins');
    await tab.frame('gate', (f) => f.show);

    const again = new VisitorWire(server);
    open.push(again);
    const welcome = await again.welcome({ token, cursor: { session, seq: 2 } });
    assert.equal(welcome.reset, true, 'the session before the block is over and not shown');
    assert.deepEqual(welcome.sessions, []);
    assert.notEqual((await again.say('sorry')).session, session);
    const history = await admin.get<BlockHistory>(`/v1/sites/demo/blocks/${block}/history`);
    assert.deepEqual(history.entries.map((e) => e.kind).sort(), ['blocked', 'lifted']);
    assert.equal(history.block, null);
  });

  test('S11 without the address a new visitor from it can chat; with it they cannot', async () => {
    const { wire } = await visitor({ address: '203.0.113.50' });
    const { session } = await wire.say('hm');
    const chat = await operator.chat(session);
    result(await operator.command({ type: 'visitor.block', visitor: chat.visitor.id, chat: chat.id, reason: 'a', blockAddress: false }));
    const cleared = await visitor({ address: '203.0.113.50' });
    const second = await cleared.wire.say('new here');
    const chat2 = await operator.chat(second.session);
    result(await operator.command({ type: 'visitor.block', visitor: chat2.visitor.id, chat: chat2.id, reason: 'b', blockAddress: true }));
    const third = new VisitorWire(server, { address: '203.0.113.50' });
    open.push(third);
    await third.hello();
    assert.equal((await third.frame('gate')).show, false);
    const neighbour = await visitor({ address: '203.0.113.51' });
    assert.ok(neighbour.token);
  });

  test('S12 S14 an operator may block, only an administrator may remove', async () => {
    const marcus = (await (await logIn(server, OPERATOR)).connect()).wire;
    open.push(marcus);
    const { wire } = await visitor();
    const { session } = await wire.say('x');
    const chat = await marcus.chat(session);
    const { block } = result<{ block: string }>(
      await marcus.command({ type: 'visitor.block', visitor: chat.visitor.id, chat: null, reason: 'c', blockAddress: false }),
    );
    const refused = await marcus.command({ type: 'block.remove', block });
    assert.equal(refused.type === 'error' && refused.code, 'forbidden');
    result(await operator.command({ type: 'block.remove', block }));
  });

  test('two operators block the same visitor: one active block, both reasons in the history', async () => {
    const { wire } = await visitor();
    const { session } = await wire.say('x');
    const chat = await operator.chat(session);
    const first = result<{ block: string }>(
      await operator.command({ type: 'visitor.block', visitor: chat.visitor.id, chat: null, reason: 'first', blockAddress: false }),
    );
    const second = result<{ block: string }>(
      await operator.command({ type: 'visitor.block', visitor: chat.visitor.id, chat: null, reason: 'second', blockAddress: false }),
    );
    assert.equal(first.block, second.block);
    const history = await admin.get<BlockHistory>(`/v1/sites/demo/blocks/${first.block}/history`);
    assert.deepEqual(history.entries.map((e) => e.reason).sort(), ['first', 'second']);
  });

  test("close ∥ visitor's message: what the operator has not seen refuses the close", async () => {
    const { wire } = await visitor();
    const { session, seq } = await wire.say('one');
    const chat = await operator.chat(session);
    await wire.say('two', session);
    const refused = await operator.command({ type: 'chat.close', chat: chat.id, seen: seq });
    assert.equal(refused.type === 'error' && refused.code, 'stale_close');
  });

  test('an operator replies on a stale view: refused with the number of newer messages, and nothing is stored', async () => {
    const { wire } = await visitor();
    const { session, seq } = await wire.say('one');
    const chat = await operator.chat(session);
    await wire.say('two', session);
    const { seq: last } = await wire.say('three', session);
    const refused = await operator.command({ type: 'message.reply', chat: chat.id, text: 'answers one', seen: seq });
    assert.deepEqual(refused.type === 'error' && [refused.code, refused.retry, refused.newer], ['stale_reply', false, 2]);
    const stored = result<{ seq: number }>(
      await operator.command({ type: 'message.reply', chat: chat.id, text: 'answers all', seen: last }),
    );
    // The refused one has joined nothing either: joining and reply are the next two numbers.
    assert.equal(stored.seq, last + 2);
    await wire.frame('event', ({ event }) => event.type === 'message.sent' && event.text === 'answers all');
    assert.ok(!JSON.stringify(wire.frames).includes('answers one'));
  });

  test("a colleague's reply makes no view stale, and a reply without `seen` is taken as before", async () => {
    const { wire } = await visitor();
    const { session, seq } = await wire.say('one');
    const chat = await operator.chat(session);
    result(await operator.command({ type: 'message.reply', chat: chat.id, text: 'a colleague', seen: seq }));
    result(await operator.command({ type: 'message.reply', chat: chat.id, text: 'on the older view', seen: seq }));
    await wire.say('two', session);
    result(await operator.command({ type: 'message.reply', chat: chat.id, text: 'from an older page' }));
  });

  test('C1 a reply that comes again after the visitor wrote is still the same reply', async () => {
    const { wire } = await visitor();
    const { session, seq } = await wire.say('one');
    const chat = await operator.chat(session);
    const sent = { type: 'message.reply', cid: 'stale-replay', chat: chat.id, text: 'answer', seen: seq } as const;
    const first = result<{ seq: number }>(await operator.request(sent));
    await wire.say('two', session);
    const again = await operator.request(sent);
    assert.deepEqual(again, { type: 'ack', cid: 'stale-replay', dup: true, result: first });
    const other = await operator.command({ ...sent, seen: seq + 9 });
    assert.equal(other.type === 'error' && other.code, 'cid_conflict');
  });
});
