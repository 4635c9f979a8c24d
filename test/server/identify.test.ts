import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { PGLITE } from '../support/database.ts';
import { nanoid } from 'nanoid';
import { CLOSE, type Ack, type ErrorFrame, type Thread, type VisitorConfig, type VisitorDetails } from '../../src/protocol/index.ts';
import { rotated } from '../../src/server/store/identity-keys.ts';
import { result, VisitorWire } from '../support/wire.ts';
import { es256, hmac, hs256, identified, identify, jwt, newEcKeys, ownerOf, type SiteOwner } from './identities.ts';
import { openStage, type Stage } from './stage.ts';

const refusal = (answer: Ack | ErrorFrame) => (answer.type === 'error' ? answer.code : answer.type);

const databases: [name: string, url: string | null][] = [['SQLite', null], ...PGLITE];

for (const [name, databaseUrl] of databases) {
  describe(`identify on ${name}: which visitor becomes which person`, () => {
    let stage: Stage;
    let owner: SiteOwner;
    before(async () => {
      stage = await openStage(databaseUrl ? { env: { DATABASE_URL: databaseUrl } } : {});
      owner = await ownerOf(stage.server);
    });
    after(() => stage.stop());

    const visitorId = async (session: string) => (await stage.operator.chat(session)).visitor.id;
    const details = (id: string) => stage.admin.get<VisitorDetails>(`/v1/sites/demo/visitors/${id}`);
    const rowOf = (session: string) =>
      stage.server.app.services.store.read.selectFrom('sessions').selectAll().where('id', '=', session).executeTakeFirstOrThrow();
    const block = async (visitor: string) =>
      result<{ block: string }>(
        await stage.operator.command({ type: 'visitor.block', visitor, chat: null, reason: 'r', blockAddress: false }),
      ).block;
    const back = (token: string) => stage.visitor({ hello: { token } });
    /** A known person with a device of their own. Their session is active or ended. */
    async function person(sub: string, active: boolean) {
      const device = await stage.visitor();
      const { session } = await device.wire.say(`I am ${sub}`);
      const { token } = await identified(device.wire, owner.token(sub, { name: `Person ${sub}` }));
      const again = await back(token);
      if (!active) result(await again.wire.command({ type: 'session.end', session }));
      return { ...again, token, session, id: await visitorId(session) };
    }

    test('unknown person: this visitor becomes them, and the session goes on', async () => {
      const { wire } = await stage.visitor();
      const { session, seq } = await wire.say('hello');
      const before = await visitorId(session);
      const { outcome, token } = await identified(wire, owner.token('new-1', { name: 'Maya', email: 'maya@shop.example' }));
      assert.equal(outcome, 'became');
      assert.equal((await wire.closing()).code, CLOSE.identityChanged);
      const { welcome, wire: next } = await back(token);
      assert.deepEqual(welcome.visitor, { name: 'Maya', email: 'maya@shop.example', verified: true });
      assert.deepEqual(
        welcome.sessions.map((p) => [p.session.id, p.session.lastSeq]),
        [[session, seq]],
      );
      const more = await next.say('more');
      assert.deepEqual([more.session, more.seq], [session, seq + 1]);
      const { visitor } = await details(before);
      assert.deepEqual([visitor.name, visitor.email, visitor.verified], ['Maya', 'maya@shop.example', true]);
    });

    test('known person, this visitor without session: switch to the known one, this one is gone', async () => {
      const known = await person('calm', true);
      const { wire, token: old } = await stage.visitor();
      const { store } = stage.server.app.services;
      const { n } = await store.read
        .selectFrom('visitors')
        .select((eb) => eb.fn.countAll<number>().as('n'))
        .executeTakeFirstOrThrow();
      const { outcome, token } = await identified(wire, owner.token('calm'));
      assert.equal(outcome, 'switched');
      const { welcome } = await back(token);
      assert.deepEqual(
        welcome.sessions.map((p) => p.session.id),
        [known.session],
        'their history is open to them',
      );
      assert.deepEqual(welcome.visitor, { name: 'Person calm', email: null, verified: true }, 'what was signed before stays');
      assert.equal(
        Number(
          (
            await store.read
              .selectFrom('visitors')
              .select((eb) => eb.fn.countAll<number>().as('n'))
              .executeTakeFirstOrThrow()
          ).n,
        ),
        Number(n) - 1,
      );
      assert.deepEqual(await reach(stage, old), { closed: CLOSE.tokenUnknown });
    });

    test('active session here, none there: the session moves with its chats, same id, same seq', async () => {
      const known = await person('mover', false);
      const { wire, token: old } = await stage.visitor();
      const { session, seq } = await wire.say('first');
      const stranger = await visitorId(session);
      const chat = await stage.operator.chat(session);
      result(await stage.operator.command({ type: 'message.reply', chat: chat.id, text: 'hi' }));
      const { outcome, token } = await identified(wire, owner.token('mover'));
      assert.equal(outcome, 'moved');
      const page = await known.wire.frame('events', (f) => f.page.session.id === session);
      assert.deepEqual(
        page.page.events.map((e) => e.seq),
        [1, 2, 3, 4],
        'their other device is given the session',
      );
      assert.equal((await stage.operator.chat(session, (c) => c.visitor.id === known.id)).id, chat.id);
      result(await stage.operator.command({ type: 'message.reply', chat: chat.id, text: 'still me' }));
      await known.wire.frame('event', (f) => f.session === session && f.event.seq === 5);
      const { wire: next, welcome } = await back(token);
      assert.deepEqual(
        welcome.sessions.map((p) => [p.session.id, p.session.lastSeq]),
        [[session, 5]],
      );
      assert.equal((await next.say('and me', session)).seq, 6);
      assert.equal(seq, 2);
      await assert.rejects(details(stranger), /404/);
      assert.equal((await details(known.id)).previousChats.length, 1, 'their ended session is still theirs');
      assert.deepEqual(await reach(stage, old), { closed: CLOSE.tokenUnknown });
    });

    test('active sessions both: this one ends by "merged" and stays in the history of the person', async () => {
      const known = await person('both', true);
      const { wire } = await stage.visitor();
      const { session } = await wire.say('mine');
      const chat = await stage.operator.chat(session);
      const { outcome, token } = await identified(wire, owner.token('both'));
      assert.equal(outcome, 'merged');
      const ended = await wire.frame('event', (f) => f.event.type === 'session.ended');
      assert.equal(ended.event.type === 'session.ended' && ended.event.by, 'merged');
      const thread = await stage.admin.get<Thread>(`/v1/sites/demo/chats/${chat.id}`);
      assert.deepEqual([thread.chat.visitor.id, thread.chat.session.status, thread.chat.session.endedBy], [known.id, 'ended', 'merged']);
      assert.deepEqual(
        thread.events.map((e) => e.type),
        ['session.started', 'message.sent', 'session.ended'],
      );
      const { welcome } = await back(token);
      assert.deepEqual(
        welcome.sessions.map((p) => p.session.id),
        [known.session],
      );
      assert.equal((await details(known.id)).previousChats.length, 1);
    });

    test('ended sessions of the stranger are the person’s too', async () => {
      const known = await person('earlier', true);
      const { wire } = await stage.visitor();
      const { session } = await wire.say('old words');
      result(await wire.command({ type: 'session.end', session }));
      assert.equal((await identified(wire, owner.token('earlier'))).outcome, 'switched');
      assert.equal((await rowOf(session)).visitor_id, known.id);
    });

    test('C1 a message that was stored before the merge is a duplicate after it', async () => {
      await person('again', false);
      const { wire } = await stage.visitor();
      const cid = nanoid();
      const send = { type: 'message.send', session: null, text: 'once', cid } as const;
      const first = (await wire.command(send)) as Ack;
      const { token } = await identified(wire, owner.token('again'));
      const { wire: next } = await back(token);
      assert.deepEqual(await next.command(send), { ...first, dup: true });
    });

    test('a blocked visitor cannot prove to be anybody, and the person is not touched', async () => {
      const known = await person('clean', true);
      const { wire, token } = await stage.visitor();
      await block(await visitorId((await wire.say('spam')).session));
      await wire.frame('gate', (f) => !f.show);
      assert.equal(refusal(await identify(wire, owner.token('clean'))), 'blocked');
      assert.deepEqual(await reach(stage, token), { show: false });
      assert.ok((await known.wire.say('still here')).seq > 0);
    });

    test('a visitor who proves to be a blocked person is hidden at once, in every tab and at the next visit; the unblock brings back both', async () => {
      const known = await person('banned', true);
      const blockId = await block(known.id);
      await known.wire.frame('gate', (f) => !f.show);
      const { wire, token } = await stage.visitor();
      const other = await stage.visitor({ hello: { token } });
      const { session } = await wire.say('let me in');
      assert.equal(refusal(await identify(wire, owner.token('banned'))), 'blocked');
      for (const tab of [wire, other.wire]) await tab.frame('gate', (f) => !f.show);
      assert.ok(!wire.frames.some((f) => f.type === 'event' && f.event.type === 'session.ended'), 'S10 the end is not told');
      const row = await rowOf(session);
      assert.deepEqual([row.visitor_id, row.status, row.ended_by], [known.id, 'ended', 'block']);
      assert.equal(refusal(await wire.command({ type: 'message.send', session: null, text: 'x' })), 'blocked');
      assert.deepEqual(await reach(stage, token), { show: false }, 'the token leads to the blocked person');
      assert.deepEqual(await reach(stage, known.token), { show: false });
      result(await stage.operator.command({ type: 'block.remove', block: blockId }));
      for (const tab of [wire, other.wire, known.wire]) await tab.frame('gate', (f) => f.show);
      const { welcome } = await back(token);
      assert.deepEqual(welcome.visitor.name, 'Person banned');
    });

    test('a block after the merge hides every device of the person', async () => {
      const known = await person('later', true);
      const { wire } = await stage.visitor();
      const { token } = await identified(wire, owner.token('later'));
      const { wire: next } = await back(token);
      await block(known.id);
      for (const device of [known.wire, next]) await device.frame('gate', (f) => !f.show);
      assert.deepEqual(await reach(stage, token), { show: false });
    });

    test('another person at the same browser: nobody’s history moves, and the first one’s other devices stay', async () => {
      const first = await person('first-user', true);
      const { wire } = await stage.visitor();
      const { token } = await identified(wire, owner.token('first-user'));
      const shared = await back(token);
      const second = await identified(shared.wire, owner.token('second-user'));
      assert.equal(second.outcome, 'switched');
      const { welcome } = await back(second.token);
      assert.deepEqual([welcome.sessions, welcome.visitor.name], [[], null]);
      assert.equal((await rowOf(first.session)).visitor_id, first.id);
      assert.ok((await first.wire.say('on my own device')).seq > 0);
      assert.deepEqual(await reach(stage, token), { closed: CLOSE.tokenUnknown });
    });

    test('log-out after identify: the next visitor is a stranger; the history and the other devices stay with the person', async () => {
      const known = await person('leaver', true);
      const { wire } = await stage.visitor();
      const { token } = await identified(wire, owner.token('leaver'));
      const tabs = [(await back(token)).wire, (await back(token)).wire];
      result(await (tabs[0] as VisitorWire).command({ type: 'visitor.logout' }));
      for (const tab of tabs) assert.equal((await tab.closing()).code, CLOSE.tokenUnknown);
      assert.deepEqual(await reach(stage, token), { closed: CLOSE.tokenUnknown });
      const { welcome } = await stage.visitor();
      assert.deepEqual([welcome.sessions, welcome.visitor], [[], { name: null, email: null, verified: false }]);
      assert.ok((await known.wire.say('still in')).seq > 0);
      assert.equal((await rowOf(known.session)).visitor_id, known.id);
    });
  });
}

/** The server's answer to a hello with this token. */
async function reach(stage: Stage, token: string): Promise<{ closed: number } | { show: boolean } | { welcome: true }> {
  const wire = new VisitorWire(stage.server);
  await wire.hello({ token });
  const outcome = await wire.until(() => {
    const frame = wire.frames[0];
    if (frame?.type === 'gate') return { show: frame.show };
    if (frame?.type === 'welcome') return { welcome: true as const };
    return wire.closed ? { closed: wire.closed.code } : undefined;
  }, 'an answer to hello');
  if (!wire.closed) await wire.close();
  return outcome;
}

describe('identify: tokens', () => {
  let stage: Stage;
  let owner: SiteOwner;
  before(async () => {
    stage = await openStage();
    owner = await ownerOf(stage.server);
  });
  after(() => stage.stop());

  test('fixation: a person who planted the token is out, on open connections and new ones, and is never told the new one', async () => {
    const { wire, token } = await stage.visitor();
    const planted = await stage.visitor({ hello: { token } });
    const { outcome, token: fresh } = await identified(wire, owner.token('victim'));
    assert.equal(outcome, 'became');
    await planted.wire.frame('identity');
    assert.equal((await planted.wire.closing()).code, CLOSE.tokenUnknown);
    assert.ok(!JSON.stringify(planted.wire.frames).includes(fresh));
    assert.deepEqual(await reach(stage, token), { closed: CLOSE.tokenUnknown });
    const config = async (bearer: string) =>
      (await (
        await fetch(`${stage.server.url}/v1/visitor/config?site=demo`, { headers: { authorization: `Bearer ${bearer}` } })
      ).json()) as VisitorConfig;
    const { wire: next } = await stage.visitor({ hello: { token: fresh } });
    await next.say('secret');
    assert.deepEqual([(await config(token)).active, (await config(fresh)).active], [false, true]);
  });

  test('two tabs: the other one hears of it and comes back with the token the tabs share', async () => {
    const { wire, token } = await stage.visitor();
    const other = await stage.visitor({ hello: { token } });
    const { session } = await wire.say('from one tab');
    const { token: fresh } = await identified(wire, owner.token('tabs'));
    await other.wire.frame('identity');
    await other.wire.closing();
    const again = await stage.visitor({ hello: { token: fresh } });
    assert.deepEqual(
      again.welcome.sessions.map((p) => p.session.id),
      [session],
    );
  });

  test('a command of the old token that was under way is refused for now, not for good', async () => {
    const { wire, token } = await stage.visitor();
    const other = await stage.visitor({ hello: { token } });
    const { unitOfWork } = stage.server.app.services;
    let release = () => {};
    const held = new Promise<void>((resolve) => (release = resolve));
    void unitOfWork.run(() => held);
    const proof = identify(wire, owner.token('under-way'));
    wire.send({ type: 'ping' });
    await wire.frame('pong');
    await new Promise((resolve) => setImmediate(resolve));
    const message = { type: 'message.send', session: null, text: 'mine', cid: nanoid() } as const;
    const sent = other.wire.command(message);
    other.wire.send({ type: 'ping' });
    await other.wire.frame('pong');
    release();
    const { newToken } = result<{ newToken: string }>(await proof);
    const answer = await Promise.race([sent, other.wire.closing().then(() => null)]);
    const next = await stage.visitor({ hello: { token: newToken } });
    const second = (await next.wire.command(message)) as Ack;
    // Whichever was first: stored once.
    if (answer?.type === 'ack') assert.equal(second.dup, true);
    else if (answer) assert.deepEqual([answer.code, answer.retry, second.dup], ['unavailable', true, false]);
  });

  test('the same person again: nothing happens, the token stays, other tabs stay', async () => {
    const { wire } = await stage.visitor();
    const { token } = await identified(wire, owner.token('reload'));
    const [one, two] = [await stage.visitor({ hello: { token } }), await stage.visitor({ hello: { token } })];
    const answer = result<object>(await identify(one.wire, owner.token('reload')));
    assert.deepEqual(answer, { outcome: 'same' });
    assert.ok((await two.wire.say('still here')).seq > 0);
    assert.ok((await one.wire.say('me too')).seq > 0);
  });

  test('no token is stored: not in the tokens’ table, not in the memory of commands', async () => {
    const { wire } = await stage.visitor();
    const { token } = await identified(wire, owner.token('kept-secret'));
    const { store } = stage.server.app.services;
    const rows = JSON.stringify([
      await store.read.selectFrom('command_results').selectAll().execute(),
      await store.read.selectFrom('visitor_tokens').selectAll().execute(),
    ]);
    assert.ok(!rows.includes(token));
  });

  test('C8 over HTTP: the answer carries the new token, the open connection of the old one is ended', async () => {
    const { wire, token } = await stage.visitor();
    const { session } = await wire.say('by socket');
    const post = async (bearer: string, command: object) => {
      const response = await fetch(`${stage.server.url}/v1/visitor/commands?site=demo`, {
        method: 'POST',
        headers: { origin: stage.server.url, 'content-type': 'text/plain' },
        body: JSON.stringify({ token: bearer, commands: [{ cid: nanoid(), ...command }] }),
      });
      return { status: response.status, body: (await response.json()) as { results: (Ack | ErrorFrame)[] } };
    };
    const { body } = await post(token, { type: 'visitor.identify', jwt: owner.token('by-http') });
    const { outcome, newToken } = result<{ outcome: string; newToken: string }>(body.results[0] as Ack);
    assert.equal(outcome, 'became');
    assert.equal((await wire.closing()).code, CLOSE.tokenUnknown);
    assert.equal((await post(token, { type: 'message.send', session, text: 'old token' })).status, 401);
    const said = await post(newToken, { type: 'message.send', session, text: 'new token' });
    assert.equal(result(said.body.results[0] as Ack).seq, 3);
  });

  test('a lost answer: a stranger who proves it again is the person, and has their session', async () => {
    const { wire } = await stage.visitor();
    const { session } = await wire.say('before');
    await identified(wire, owner.token('lost-ack'));
    const stranger = await stage.visitor();
    const { outcome, token } = await identified(stranger.wire, owner.token('lost-ack'));
    assert.equal(outcome, 'switched');
    assert.deepEqual(
      (await stage.visitor({ hello: { token } })).welcome.sessions.map((p) => p.session.id),
      [session],
    );
  });
});

describe('identify: proofs', () => {
  let stage: Stage;
  let owner: SiteOwner;
  let ec: ReturnType<typeof newEcKeys>;
  let pem: string;
  before(async () => {
    stage = await openStage();
    owner = await ownerOf(stage.server);
    ec = newEcKeys();
    pem = ec.publicKey.export({ type: 'spki', format: 'pem' }).toString();
    await owner.changeKeys((keys) => ({ ...keys, es256: pem }));
  });
  after(() => stage.stop());

  const outcomeOf = async (token: string) => {
    const { wire } = await stage.visitor();
    const answer = await identify(wire, token);
    await wire.close();
    return answer.type === 'error' ? answer.code : (answer.result as { outcome: string }).outcome;
  };
  const now = () => Math.floor(Date.now() / 1000);

  test('attacks on the token are all "identity_invalid", and nothing is joined', async () => {
    const header = { alg: 'HS256', typ: 'JWT' };
    const right = hs256(owner.key);
    const victim = (more: object = {}) => owner.claims('target', more);
    const own = newEcKeys();
    const foreign = await ownerOf(stage.server, 'other');
    const good = owner.token('target');
    const [head = '', body = '', signature = ''] = good.split('.');
    const payload = (claims: object) => Buffer.from(JSON.stringify(claims)).toString('base64url');
    const attacks: Record<string, string> = {
      'alg none': jwt({ alg: 'none' }, victim(), () => Buffer.alloc(0)),
      'alg NoNe': jwt({ alg: 'NoNe' }, victim(), () => Buffer.alloc(0)),
      'alg none with a good signature': jwt({ alg: 'none' }, victim(), right),
      'no alg': jwt({ typ: 'JWT' }, victim(), right),
      'HS256 with the public key as secret': jwt(header, victim(), hs256(pem)),
      'HS256 with the public key as secret, trimmed': jwt(header, victim(), hs256(pem.trim())),
      'ES256 named, HMAC made': jwt({ alg: 'ES256' }, victim(), right),
      'ES256 with a signature of zeros': jwt({ alg: 'ES256' }, victim(), () => Buffer.alloc(64)),
      'ES256 of another key': jwt({ alg: 'ES256' }, victim(), es256(own.privateKey)),
      'ES256 of another key with jwk': jwt({ alg: 'ES256', jwk: own.publicKey.export({ format: 'jwk' }) }, victim(), es256(own.privateKey)),
      'jku to a key set of the attacker': jwt({ ...header, jku: 'https://evil.example/keys.json', kid: 'evil' }, victim(), hs256('evil')),
      'x5u and x5c': jwt({ alg: 'ES256', x5u: 'https://evil.example/c.pem', x5c: ['MIIB'] }, victim(), es256(own.privateKey)),
      'kid as a path to an empty file': jwt({ ...header, kid: '../../../../dev/null' }, victim(), hs256('\0')),
      'empty secret': jwt(header, victim(), hs256('')),
      'HS512 with the right key': jwt({ alg: 'HS512' }, victim(), right),
      'unknown crit': jwt({ ...header, crit: ['exp2'], exp2: 1 }, victim(), right),
      'another site’s key': jwt(header, victim(), hs256(foreign.key)),
      'another site’s token': foreign.token('target'),
      'wrong aud': jwt(header, victim({ aud: 'other' }), right),
      'no aud': jwt(header, victim({ aud: undefined }), right),
      expired: jwt(header, victim({ exp: now() - 61 }), right),
      'far future': jwt(header, victim({ exp: now() + 86_400 + 120 }), right),
      'no exp': jwt(header, victim({ exp: undefined }), right),
      'exp as text': jwt(header, victim({ exp: '9999999999' }), right),
      'not yet': jwt(header, victim({ nbf: now() + 120 }), right),
      'no sub': jwt(header, victim({ sub: undefined }), right),
      'empty sub': jwt(header, victim({ sub: '' }), right),
      'sub as a number': jwt(header, victim({ sub: 7 }), right),
      'a long sub': jwt(header, victim({ sub: 'x'.repeat(256) }), right),
      'a name of 101': jwt(header, victim({ name: 'x'.repeat(101) }), right),
      'no e-mail': jwt(header, victim({ email: 'nobody' }), right),
      'payload exchanged': `${head}.${payload(victim({ sub: 'somebody else' }))}.${signature}`,
      'signature cut': good.slice(0, -4),
      'signature gone': `${head}.${body}.`,
      'two parts': `${head}.${body}`,
      'no token': 'x',
      encrypted: `${head}..${body}.${body}.${signature}`,
    };
    for (const [what, token] of Object.entries(attacks)) assert.equal(await outcomeOf(token), 'identity_invalid', what);
    const { store } = stage.server.app.services;
    assert.deepEqual(await store.read.selectFrom('visitors').select('id').where('person_id', 'is not', null).execute(), []);
    assert.equal(await outcomeOf(good), 'became', 'the right one is right');
  });

  test('good tokens: both algorithms, within the leeway, several audiences, whatever kid', async () => {
    const good: Record<string, string> = {
      ES256: jwt({ alg: 'ES256' }, owner.claims('g1'), es256(ec.privateKey)),
      'expired 30 s ago': owner.token('g2', { exp: now() - 30 }),
      '24 h ahead': owner.token('g3', { exp: now() + 86_400 }),
      'nbf in 30 s': owner.token('g4', { nbf: now() + 30 }),
      'two audiences': owner.token('g5', { aud: ['api', 'demo'] }),
      kid: jwt({ alg: 'HS256', kid: 'whatever' }, owner.claims('g6'), hs256(owner.key)),
    };
    for (const [what, token] of Object.entries(good)) assert.equal(await outcomeOf(token), 'became', what);
  });

  test('C1 a replay is answered from memory, even when the token has run out since; the same cid with another token is a conflict', async () => {
    const { wire } = await stage.visitor();
    const { token } = await identified(wire, owner.token('replayed'));
    const next = await stage.visitor({ hello: { token } });
    const again = { type: 'visitor.identify', jwt: owner.token('replayed'), cid: nanoid() } as const;
    assert.deepEqual(await next.wire.command(again), { type: 'ack', cid: again.cid, dup: false, result: { outcome: 'same' } });
    await owner.changeKeys((keys) => ({ ...keys, secrets: [] }));
    assert.deepEqual(await next.wire.command(again), { type: 'ack', cid: again.cid, dup: true, result: { outcome: 'same' } });
    assert.equal(refusal(await next.wire.command({ ...again, jwt: owner.token('replayed', { nonce: 1 }) })), 'cid_conflict');
    await owner.changeKeys((keys) => ({ ...keys, secrets: [{ key: owner.key, until: null }] }));
  });

  test('HMAC form: the right hash joins, name and e-mail stay unverified; a wrong one, another’s and half a proof do not', async () => {
    const prove = async (proof: object) => {
      const { wire } = await stage.visitor();
      return { wire, answer: await wire.request({ type: 'visitor.identify', cid: nanoid(), ...proof } as never) };
    };
    const hash = hmac(owner.key, 'user-7');
    for (const [what, proof, code] of [
      ['wrong', { userId: 'user-7', hash: '0'.repeat(64) }, 'identity_invalid'],
      ['another person', { userId: 'user-8', hash }, 'identity_invalid'],
      ['another site', { userId: 'user-7', hash: hmac((await ownerOf(stage.server, 'other')).key, 'user-7') }, 'identity_invalid'],
      ['short', { userId: 'user-7', hash: hash.slice(2) }, 'invalid'],
      ['no hash', { userId: 'user-7' }, 'invalid'],
      ['no user', { hash }, 'invalid'],
      ['nothing', {}, 'invalid'],
      ['both forms', { userId: 'user-7', hash, jwt: owner.token('user-7') }, 'invalid'],
    ] as const)
      assert.equal(refusal((await prove(proof)).answer), code, what);
    const { wire } = await stage.visitor();
    result(await wire.command({ type: 'visitor.update', name: 'Said so' }));
    const { newToken } = result<{ newToken: string }>(
      await wire.command({ type: 'visitor.identify', userId: 'user-7', hash: hash.toUpperCase() }),
    );
    const { welcome, wire: next } = await stage.visitor({ hello: { token: newToken } });
    assert.deepEqual(welcome.visitor, { name: 'Said so', email: null, verified: false });
    result(await next.command({ type: 'visitor.update', name: 'Other' }));
  });

  test('a replaced key is good for seven days: two at most, never a third', async () => {
    let now = Date.now();
    const other = await openStage({ clock: { now: () => now } });
    const first = await ownerOf(other.server);
    const tryWith = async (key: string) => {
      const { wire } = await other.visitor();
      return refusal(await identify(wire, jwt({ alg: 'HS256' }, first.claims(nanoid()), hs256(key))));
    };
    const turn = async () => (await first.changeKeys((keys) => rotated(keys, now))).secrets[0]?.key ?? '';
    const second = await turn();
    assert.deepEqual([await tryWith(first.key), await tryWith(second)], ['ack', 'ack']);
    now += 7 * 86_400_000 - 1000;
    assert.equal(await tryWith(first.key), 'ack');
    now += 2000;
    assert.deepEqual([await tryWith(first.key), await tryWith(second)], ['identity_invalid', 'ack']);
    const third = await turn();
    const fourth = await turn();
    assert.deepEqual([await tryWith(second), await tryWith(third), await tryWith(fourth)], ['identity_invalid', 'ack', 'ack']);
    await other.stop();
  });

  test('profile fields a visitor types are unverified, open nothing, and never overwrite signed ones', async () => {
    const { wire } = await stage.visitor();
    const { session } = await wire.say('x');
    const { token } = await identified(wire, owner.token('signed', { name: 'Real Name', email: 'real@shop.example' }));
    const impostor = await stage.visitor();
    result(await impostor.wire.command({ type: 'visitor.update', name: 'Real Name', email: 'real@shop.example' }));
    const seen = await impostor.wire.frame('profile');
    assert.deepEqual(seen.visitor, { name: 'Real Name', email: 'real@shop.example', verified: false });
    const again = await stage.visitor({ hello: { token: impostor.token } });
    assert.deepEqual(again.welcome.sessions, []);

    const real = await stage.visitor({ hello: { token } });
    for (const change of [{ name: 'The Boss' }, { email: 'boss@shop.example' }, { name: null }, {}])
      assert.equal(refusal(await real.wire.command({ type: 'visitor.update', ...change })), 'forbidden');
    const chat = await stage.operator.chat(session);
    const { visitor } = await stage.admin.get<VisitorDetails>(`/v1/sites/demo/visitors/${chat.visitor.id}`);
    assert.deepEqual([visitor.name, visitor.email, visitor.verified], ['Real Name', 'real@shop.example', true]);
  });

  test('a profile is verified as a whole: with only the e-mail signed, a name the visitor typed is gone', async () => {
    const { wire } = await stage.visitor();
    result(await wire.command({ type: 'visitor.update', name: 'The Boss', email: 'boss@shop.example' }));
    const { token } = await identified(wire, owner.token('half', { email: 'half@shop.example' }));
    assert.deepEqual((await stage.visitor({ hello: { token } })).welcome.visitor, {
      name: null,
      email: 'half@shop.example',
      verified: true,
    });
  });

  test('without signed name and e-mail the visitor may go on typing them, unverified', async () => {
    const { wire } = await stage.visitor();
    result(await wire.command({ type: 'visitor.update', name: 'Said so' }));
    const { token } = await identified(wire, owner.token('bare'));
    const next = await stage.visitor({ hello: { token } });
    assert.deepEqual(next.welcome.visitor, { name: 'Said so', email: null, verified: false });
    result(await next.wire.command({ type: 'visitor.update', email: 'me@shop.example' }));
  });
});
