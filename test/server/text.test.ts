import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { VisitorDetails } from '../../src/protocol/index.ts';
import { PGLITE } from '../support/database.ts';
import { startServer } from '../support/server.ts';
import { logIn, result } from '../support/wire.ts';
import { hmac, identified, identify, ownerOf } from './identities.ts';
import { openStage, UNLIMITED, type Stage } from './stage.ts';

const TURNING = /[\u200e\u200f\u202a-\u202e\u2066-\u2069]/;

describe('text from outside', () => {
  let stage: Stage;
  before(async () => {
    stage = await openStage({ limits: UNLIMITED });
  });
  after(() => stage.stop());

  test('T2 nothing an operator is shown of a visitor turns the direction of reading', async () => {
    const turned = 'safe\u202egnp.exe\u202c';
    const { wire } = await stage.visitor({ hello: { page: { url: 'https://shop.example/', title: turned } } });
    result(await wire.command({ type: 'visitor.update', name: turned }));
    const { session } = await wire.say(turned);
    const chat = await stage.operator.chat(session);
    const details = await stage.admin.get<VisitorDetails>(`/v1/sites/demo/visitors/${chat.visitor.id}`);
    const thread = await stage.admin.get(`/v1/sites/demo/chats/${chat.id}`);
    assert.equal(chat.visitor.name, 'safegnp.exe');
    assert.equal(details.pages[0]?.title, 'safegnp.exe');
    assert.doesNotMatch(JSON.stringify([chat, details, thread, stage.operator.frames]), TURNING);
    await wire.close();
  });

  test('T2 a message and a reply of nothing visible are refused, and a name of nothing visible is none', async () => {
    const { wire } = await stage.visitor();
    const refused = await wire.command({ type: 'message.send', session: null, text: '\u200b\u2800 \n' });
    assert.equal(refused.type === 'error' && `${refused.code} ${refused.field}`, 'invalid text');
    const { session } = await wire.say('hello');
    const chat = await stage.operator.chat(session);
    const reply = await stage.operator.command({ type: 'message.reply', chat: chat.id, text: '\u3164' });
    assert.equal(reply.type === 'error' && reply.code, 'invalid');
    result(await wire.command({ type: 'visitor.update', name: '\u200b\u202e' }));
    assert.equal((await wire.frame('profile')).visitor.name, null);
    await wire.close();
  });

  test('T2 a signed id with NUL or half a character is refused: it is not the person without it', async () => {
    const owner = await ownerOf(stage.server);
    const alice = await stage.visitor();
    await identified(alice.wire, owner.token('alice'));
    for (const sub of ['ali\0ce', 'alice\ud800']) {
      const { wire } = await stage.visitor();
      const answer = await identify(wire, owner.token(sub));
      assert.equal(answer.type === 'error' && `${answer.code} ${answer.field}`, 'identity_invalid jwt', JSON.stringify(sub));
    }
    const { wire } = await stage.visitor();
    const answer = await wire.command({ type: 'visitor.identify', userId: 'ali\0ce', hash: hmac(owner.key, 'ali\0ce') });
    assert.equal(answer.type === 'error' && answer.code, 'identity_invalid');
  });

  test('T3 an e-mail address with invisible characters is refused wherever it comes from', async () => {
    const { wire } = await stage.visitor();
    const said = await wire.command({ type: 'visitor.update', email: 'a\u202emoc@b.example' });
    assert.equal(said.type === 'error' && `${said.code} ${said.field}`, 'invalid email');
    const owner = await ownerOf(stage.server);
    const signed = await identify(wire, owner.token('bob', { email: 'bob\u200b@b.example' }));
    // Signed text is cleaned like any other, and the rest is an address.
    assert.equal(signed.type, 'ack');
  });

  test("T5 a visitor is refused a name that looks like an operator's", async () => {
    const { wire } = await stage.visitor();
    for (const name of ['Anna Berg', 'аnna bеrg', 'Marcus 0bi']) {
      const answer = await wire.command({ type: 'visitor.update', name });
      assert.equal(answer.type === 'error' && `${answer.code} ${answer.field}`, 'name_taken name', name);
    }
    result(await wire.command({ type: 'visitor.update', name: 'Anna Bergström' }));
  });
});

describe('what no database can store', () => {
  for (const [name, databaseUrl] of [['SQLite', null], ...PGLITE] as const)
    test(`T2 an address with NUL is refused and is nobody's fault, on ${name}`, async (t) => {
      const server = await startServer(databaseUrl === null ? {} : { env: { DATABASE_URL: databaseUrl } });
      t.after(() => server.stop());
      const admin = await logIn(server);
      for (const path of [
        '/v1/visitor/config?site=demo%00',
        '/v1/visitor/events?site=demo&session=%00',
        '/v1/sites/demo/inbox?search=a%00b',
        '/v1/sites/demo/chats/%00',
        '/v1/sites/demo/visitors/%00',
        '/v1/sites/demo/blocks/%00/history',
        '/embed/%00.js',
        // Taking NUL out would make one.
        '/v1/visitor/config?site=%%0000',
      ]) {
        const { status } = await fetch(server.url + path, { headers: { cookie: admin.cookie } });
        assert.ok(status >= 400 && status < 500, `${path}: ${status}`);
      }
    });
});
