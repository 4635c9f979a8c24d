import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { PGLITE } from '../support/database.ts';
import { CLOSE } from '../../src/protocol/index.ts';
import { removeExpired } from '../../src/server/jobs/remove-expired.ts';
import { hashToken } from '../../src/server/access/tokens.ts';
import { logIn, result, VisitorWire } from '../support/wire.ts';
import { identified, ownerOf } from './identities.ts';
import { openStage, type Stage } from './stage.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

const databases: [name: string, url: string | null][] = [['SQLite', null], ...PGLITE];

for (const [name, databaseUrl] of databases)
  describe(`tokens grow old on ${name}`, () => {
    let stage: Stage;
    let now = Date.now();
    before(async () => {
      stage = await openStage({ clock: { now: () => now }, ...(databaseUrl ? { env: { DATABASE_URL: databaseUrl } } : {}) });
    });
    after(() => stage.stop());

    /** Log-ins grow old as well. */
    const operator = async () => (await (await logIn(stage.server)).connect()).wire;
    const house = () => removeExpired(stage.server.app.services);
    /** Comes with a token: the new one that is handed out, `null` when there is none, the close code when it is refused. */
    async function visit(token: string): Promise<string | number | null> {
      const wire = new VisitorWire(stage.server);
      await wire.hello({ token });
      const outcome = await wire.until(() => {
        const frame = wire.frames[0];
        return frame?.type === 'welcome' ? { newToken: frame.newToken ?? null } : wire.closed && { newToken: wire.closed.code };
      }, 'an answer to hello');
      if (!wire.closed) await wire.close();
      return outcome.newToken;
    }
    /** A visitor with a session, whose page is closed. */
    async function someone(): Promise<{ token: string; session: string }> {
      const { wire, token } = await stage.visitor();
      const { session } = await wire.say('hello');
      await wire.close();
      return { token, session };
    }

    test('a token is kept for 30 days, then welcome brings a new one of the same visitor', async () => {
      const { token, session } = await someone();
      now += 30 * DAY;
      assert.equal(await visit(token), null);
      now += 1;
      const fresh = await visit(token);
      assert.ok(typeof fresh === 'string' && fresh !== token && /^[\w-]{43}$/.test(fresh));
      const { welcome } = await stage.visitor({ hello: { token: fresh } });
      assert.deepEqual([welcome.newToken, welcome.sessions.map((p) => p.session.id)], [undefined, [session]]);
    });

    test('the old one is unknown as soon as the new one is used; an open connection of the old one stays', async () => {
      const { token } = await someone();
      now += 31 * DAY;
      const open = await stage.visitor({ hello: { token } });
      const fresh = open.welcome.newToken ?? '';
      assert.equal(await visit(fresh), null);
      assert.equal(await visit(token), CLOSE.tokenUnknown);
      assert.ok((await open.wire.say('same browser')).seq > 0);
    });

    test('the first use over HTTP counts as well', async () => {
      const { token } = await someone();
      now += 31 * DAY;
      const fresh = String(await visit(token));
      const active = async (bearer: string) =>
        (
          (await (
            await fetch(`${stage.server.url}/v1/visitor/config?site=demo`, { headers: { authorization: `Bearer ${bearer}` } })
          ).json()) as { active: boolean }
        ).active;
      assert.deepEqual([await active(token), await active(fresh), await active(token)], [true, true, false]);
      assert.equal(await visit(token), CLOSE.tokenUnknown);
    });

    test('a new one that never arrived: the old one is good for 24 hours, each time with another new one, and its end does not move', async () => {
      const { token } = await someone();
      now += 31 * DAY;
      const first = await visit(token);
      now += DAY - 1;
      const second = await visit(token);
      assert.ok(typeof first === 'string' && typeof second === 'string' && first !== second);
      now += 1;
      assert.equal(await visit(token), CLOSE.tokenUnknown);
      // Two tabs were given one each, and the cookie holds either.
      assert.deepEqual([await visit(second), await visit(first)], [null, null]);
    });

    test('without a visit for 180 days a token is unknown; a visit slides it', async () => {
      const [away, regular] = [await someone(), await someone()];
      now += 180 * DAY;
      const fresh = String(await visit(regular.token));
      now += 1;
      assert.equal(await visit(away.token), CLOSE.tokenUnknown);
      assert.equal(await visit(fresh), null);
      now += 179 * DAY;
      assert.equal(typeof (await visit(fresh)), 'string');
    });

    test('a token of 400 days is unknown whatever happened since', async () => {
      const { token } = await someone();
      const { store } = stage.server.app.services;
      now += 100 * DAY;
      await store.write
        .updateTable('visitor_tokens')
        .set({ created_at: now - 400 * DAY, used_at: now })
        .where('token_hash', '=', hashToken(token))
        .execute();
      assert.equal(typeof (await visit(token)), 'string');
      await store.write
        .updateTable('visitor_tokens')
        .set({ created_at: now - 400 * DAY - 1, retires_at: null })
        .where('token_hash', '=', hashToken(token))
        .execute();
      assert.equal(await visit(token), CLOSE.tokenUnknown);
    });

    test('B5 a hidden visitor’s token never runs out, else the block would end with it', async () => {
      const { token, session } = await someone();
      const visitor = await stage.server.app.services.store.read
        .selectFrom('sessions')
        .select('visitor_id as id')
        .where('id', '=', session)
        .executeTakeFirstOrThrow();
      result(
        await (await operator()).command({ type: 'visitor.block', visitor: visitor.id, chat: null, reason: 'r', blockAddress: false }),
      );
      now += 500 * DAY;
      await house();
      const wire = new VisitorWire(stage.server);
      await wire.hello({ token });
      assert.equal((await wire.frame('gate')).show, false);
      await wire.close();
    });

    test('visitors without a message are gone after 24 hours, with all that was theirs; never one with a session, a block, a profile, a proof or an open page', async () => {
      const { store } = stage.server.app.services;
      const silent = async (prepare: (wire: VisitorWire) => Promise<unknown> = () => Promise.resolve()) => {
        const { wire, token } = await stage.visitor({ hello: { page: { url: 'http://shop.example/', title: '' } } });
        await prepare(wire);
        const row = await store.read
          .selectFrom('visitor_tokens')
          .select('visitor_id')
          .where('token_hash', '=', hashToken(token))
          .executeTakeFirst();
        return { wire, id: row?.visitor_id ?? '', token };
      };
      const owner = await ownerOf(stage.server);
      const kept = {
        session: await silent((wire) => wire.say('x')),
        name: await silent((wire) => wire.command({ type: 'visitor.update', name: 'N' })),
        here: await silent(),
      };
      const blocked = await silent();
      const admin = await operator();
      result(await admin.command({ type: 'visitor.block', visitor: blocked.id, chat: null, reason: 'r', blockAddress: false }));
      const lifted = await silent();
      const { block } = result<{ block: string }>(
        await admin.command({ type: 'visitor.block', visitor: lifted.id, chat: null, reason: 'r', blockAddress: false }),
      );
      result(await admin.command({ type: 'block.remove', block }));
      const proved = await silent();
      await identified(proved.wire, owner.token('quiet'));
      const gone = await silent();
      for (const { wire } of [gone, kept.session, kept.name, blocked, lifted]) await wire.close();
      await stage.server.app.services.unitOfWork.idle();
      const exists = async (id: string) =>
        (await store.read.selectFrom('visitors').select('id').where('id', '=', id).execute()).length === 1;

      now += DAY;
      await house();
      assert.ok(await exists(gone.id), 'not before');
      now += 1;
      await house();
      assert.ok(!(await exists(gone.id)));
      for (const [what, { id }] of Object.entries({ ...kept, blocked, lifted, proved })) assert.ok(await exists(id), what);
      for (const table of ['visitor_tokens', 'page_views', 'visitor_addresses'] as const)
        assert.deepEqual(await store.read.selectFrom(table).select('visitor_id').where('visitor_id', '=', gone.id).execute(), [], table);
      assert.equal(await visit(gone.token), CLOSE.tokenUnknown);
    });

    test('tokens that can never be good again are forgotten, good ones are not', async () => {
      const { store } = stage.server.app.services;
      const { token } = await someone();
      const other = await someone();
      now += 31 * DAY;
      const fresh = String(await visit(token));
      await visit(fresh);
      const count = async () =>
        Number(
          (
            await store.read
              .selectFrom('visitor_tokens')
              .select((eb) => eb.fn.countAll<number>().as('n'))
              .executeTakeFirstOrThrow()
          ).n,
        );
      now += 2 * DAY;
      await house();
      const before = await count();
      assert.equal(await visit(fresh), null);
      assert.equal(typeof (await visit(other.token)), 'string');
      assert.equal(await count(), before + 1);
    });
  });
