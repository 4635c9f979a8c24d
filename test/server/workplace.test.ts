import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import type { Inbox, LoginState } from '../../src/protocol/index.ts';
import { PGLITE } from '../support/database.ts';
import { OPERATOR, startServer, type TestServer } from '../support/server.ts';
import { logIn, result } from '../support/wire.ts';
import { openStage, UNLIMITED, type Stage } from './stage.ts';

/** Marcus works beside the administrator. */
const colleague = async ({ server }: Stage) => (await (await logIn(server, OPERATOR)).connect()).wire;

for (const [name, databaseUrl] of [['SQLite', null], ...PGLITE] as const)
  describe(`the operator's workplace on ${name}`, () => {
    async function stageOf(t: TestContext): Promise<Stage> {
      const stage = await openStage({ limits: UNLIMITED, ...(databaseUrl && { env: { DATABASE_URL: databaseUrl } }) });
      t.after(() => stage.stop());
      return stage;
    }
    const own = async (stage: Stage, id: string) =>
      (await stage.admin.get<Inbox>('/v1/sites/demo/inbox')).chats.find(({ session }) => session.id === id)!;

    test('W3 a look without joining leaves the chat new and unread, and the visitor is told nothing', async (t) => {
      const stage = await stageOf(t);
      const marcus = await colleague(stage);
      const { wire } = await stage.visitor();
      const { session, seq } = await wire.say('anybody?');
      const { id } = await stage.operator.chat(session);
      marcus.send({ type: 'read', chat: id, seq });
      marcus.send({ type: 'ping' });
      await marcus.frame('pong');
      const looked = await own(stage, session);
      assert.deepEqual([looked.status, looked.unread, looked.session.readByOperator], ['new', 1, 0]);

      result(await stage.operator.command({ type: 'chat.join', chat: id }));
      marcus.send({ type: 'read', chat: id, seq });
      stage.operator.send({ type: 'read', chat: id, seq });
      await wire.frame('read', (frame) => frame.by === 'operator');
      assert.equal(wire.frames.filter(({ type }) => type === 'read').length, 1);
      await stage.operator.chat(session, (chat) => chat.unread === 0);
    });

    test('W3 when one of the operators who joined reads it, it is read for all of them', async (t) => {
      const stage = await stageOf(t);
      const marcus = await colleague(stage);
      const { wire } = await stage.visitor();
      const { session } = await wire.say('hello');
      const { id } = await stage.operator.chat(session);
      for (const operator of [stage.operator, marcus]) result(await operator.command({ type: 'chat.join', chat: id }));
      const { seq } = await wire.say('for you both', session);
      marcus.send({ type: 'read', chat: id, seq });
      await stage.operator.chat(session, (chat) => chat.unread === 0 && chat.session.readByOperator === seq);
    });

    test('W5 a closed chat says who closed it and when, until it is open again', async (t) => {
      const stage = await stageOf(t);
      const marcus = await colleague(stage);
      const { wire } = await stage.visitor();
      const { session, seq } = await wire.say('bye');
      const { id } = await stage.operator.chat(session);
      result(await marcus.command({ type: 'chat.close', chat: id, seen: seq }));
      const closed = await stage.operator.chat(session, (chat) => chat.status === 'closed');
      assert.equal(closed.closedBy?.name, OPERATOR.name);
      assert.ok(closed.closedAt);
      result(await stage.operator.command({ type: 'chat.reopen', chat: id }));
      const open = await stage.operator.chat(session, (chat) => chat.status !== 'closed');
      assert.deepEqual([open.closedBy, open.closedAt], [undefined, null]);
    });

    test('W5 a refusal names its reason: the chat is closed, or the visitor has a newer one', async (t) => {
      const stage = await stageOf(t);
      const { wire } = await stage.visitor();
      const { session, seq } = await wire.say('first');
      const { id } = await stage.operator.chat(session);
      result(await stage.operator.command({ type: 'chat.close', chat: id, seen: seq }));
      const codeOf = async (answer: ReturnType<typeof stage.operator.command>) => {
        const frame = await answer;
        return frame.type === 'error' ? frame.code : frame.type;
      };
      assert.equal(await codeOf(stage.operator.command({ type: 'message.reply', chat: id, text: 'too late' })), 'chat_closed');
      assert.equal(await codeOf(stage.operator.command({ type: 'chat.join', chat: id })), 'chat_closed');
      await wire.say('again', session);
      assert.equal(await codeOf(stage.operator.command({ type: 'chat.reopen', chat: id })), 'newer_chat');
    });
  });

test('W2 away is the operator’s own choice: it outlives the connection and the server, and holds in every tab', async (t) => {
  const dataDir = mkdtempSync(join(tmpdir(), 'chat-away-'));
  t.after(() => rmSync(dataDir, { recursive: true, force: true }));
  const seenBy = async (server: TestServer) =>
    (
      (await (await fetch(`${server.url}/v1/visitor/config?site=demo`, { headers: { origin: server.url } })).json()) as {
        availability: string;
      }
    ).availability;
  const monday = await openStage({ dataDir });
  const tab = await monday.admin.connect();
  tab.wire.send({ type: 'presence', value: 'away' });
  await monday.operator.frame('operators', ({ operators }) => operators.some(({ presence }) => presence === 'away'));
  for (const { wire } of [tab, { wire: monday.operator }]) await wire.close();
  const back = await monday.admin.connect();
  assert.equal(back.welcome.operator.presence, 'away', 'after a reload');
  assert.equal(await seenBy(monday.server), 'away');
  await monday.stop();

  const tuesday = await startServer({ dataDir });
  t.after(() => tuesday.stop());
  const again = await logIn(tuesday);
  assert.equal((await again.get<LoginState>('/v1/login')).operator.presence, 'away', 'before anything is connected');
  const { wire, welcome } = await again.connect();
  assert.equal(welcome.operator.presence, 'away', 'after a restart of the server');
  assert.equal(await seenBy(tuesday), 'away');
  wire.send({ type: 'presence', value: 'online' });
  await wire.frame('operators', ({ operators }) => operators.some(({ presence }) => presence === 'online'));
  assert.equal(await seenBy(tuesday), 'online');
});
