import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { sql } from 'kysely';
import type { BlockList, VisitorConfig } from '../../src/protocol/index.ts';
import { CommandError } from '../../src/server/command-error.ts';
import { result } from '../support/wire.ts';
import { openStage, type Stage } from './stage.ts';

describe('B1 a block that cannot be stored', () => {
  let stage: Stage;
  before(async () => {
    stage = await openStage();
  });
  after(() => stage.stop());

  /** The database refuses whatever would change it. */
  const readOnly = (on: boolean) => sql`pragma query_only = ${sql.raw(on ? 'on' : 'off')}`.execute(stage.server.app.services.store.write);
  const settings = async (token: string) => {
    const answer = await fetch(`${stage.server.url}/v1/visitor/config?site=demo`, { headers: { authorization: `Bearer ${token}` } });
    return (await answer.json()) as VisitorConfig;
  };
  const victim = async () => {
    const greeted = await stage.visitor();
    const { session } = await greeted.wire.say('hm');
    return { ...greeted, session, id: (await stage.operator.chat(session)).visitor.id };
  };
  const refusal = (answer: { type: string; code?: string }) => (answer.type === 'error' ? answer.code : null);

  test('B1 B5 hides the widget at once, is stored by itself when that is possible, and can be removed', async () => {
    const { wire, token, id, session } = await victim();
    await readOnly(true);
    const command = { type: 'visitor.block', visitor: id, chat: null, reason: 'on a failing disk', blockAddress: false } as const;
    const told = await stage.operator.command(command);
    assert.equal(refusal(told), 'block_held');
    assert.ok(told.type === 'error' && told.retry && (told.retryAfterMs ?? 0) > 0);
    const { show, version } = await wire.frame('gate');
    assert.equal(show, false);
    assert.deepEqual((await settings(token)).gate, { show, version });
    assert.equal(refusal(await wire.command({ type: 'message.send', session, text: 'late' })), 'blocked');

    const ended = stage.operator.frames.length;
    await readOnly(false);
    assert.equal(refusal(await wire.command({ type: 'message.send', session, text: 'later' })), 'blocked', 'it holds on');
    const isEnd = (f: { type: string; event?: { type: string; session?: string; event?: { type: string } } }) =>
      f.event?.type === 'session.appended' && f.event.session === session && f.event.event?.type === 'session.ended';
    await stage.operator.until(() => stage.operator.frames.slice(ended).some((f) => isEnd(f)), 'the block is stored');
    const { blocks } = await stage.admin.get<BlockList>('/v1/sites/demo/blocks');
    const [block] = blocks.filter(({ reason }) => reason === command.reason);
    assert.ok(block);
    const shown = wire.frames.length;
    result(await stage.operator.command({ type: 'block.remove', block: block.id }));
    await wire.until(() => wire.frames.slice(shown).some((f) => f.type === 'gate' && f.show), 'the widget comes back');
  });

  test('B1 C1 the operator who sends it again gets one block and an acknowledgement', async () => {
    const { id } = await victim();
    await readOnly(true);
    const command = { type: 'visitor.block', cid: 'again', visitor: id, chat: null, reason: 'twice', blockAddress: false } as const;
    for (let i = 0; i < 3; i++) assert.equal(refusal(await stage.operator.request(command)), 'block_held');
    await readOnly(false);
    result(await stage.operator.request(command));
    const { blocks } = await stage.admin.get<BlockList>('/v1/sites/demo/blocks');
    assert.equal(blocks.filter(({ reason }) => reason === 'twice').length, 1);
  });

  test('B1 B6 one that has become impossible is given up, and the widget comes back', async () => {
    const { wire, token, id } = await victim();
    const { pendingBlocks, hub } = stage.server.app.services;
    const [connection] = [...hub.ofVisitor(await siteId(), id)];
    assert.ok(connection);
    const { version } = (await settings(token)).gate;
    const target = { siteId: connection.siteId, visitorId: id, addressKeys: [] };
    assert.ok(pendingBlocks.hold('gone', target, () => Promise.reject(new CommandError('not_found'))));
    assert.equal((await wire.frame('gate')).show, false);
    await wire.until(() => wire.frames.some((f) => f.type === 'gate' && f.show && f.version > version), 'it is shown again');
    assert.equal((await settings(token)).gate.show, true);
  });

  const siteId = async () =>
    (await stage.server.app.services.store.read.selectFrom('sites').select('id').where('key', '=', 'demo').executeTakeFirstOrThrow()).id;
});
