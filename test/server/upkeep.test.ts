import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { removeExpired } from '../../src/server/jobs/remove-expired.ts';
import { findSite, updateOrigins } from '../../src/server/store/sites.ts';
import { PGLITE } from '../support/database.ts';
import { openStage, UNLIMITED, type Stage } from './stage.ts';

const DAY_MS = 86_400_000;
const MANY = 600;

for (const [name, env] of [['SQLite', {}], ...PGLITE.map(([name, url]) => [name, { DATABASE_URL: url }] as const)] as readonly (readonly [
  string,
  Record<string, string>,
])[])
  describe(`housekeeping on ${name}`, () => {
    let stage: Stage;
    let now: number;
    before(async () => {
      stage = await openStage({ limits: UNLIMITED, env });
      now = stage.server.app.services.clock.now();
    });
    after(() => stage.stop());

    const services = () => stage.server.app.services;
    const count = async (table: 'visitors' | 'visitor_tokens' | 'site_events' | 'command_results') =>
      Number(
        (
          await services()
            .store.read.selectFrom(table)
            .select((eb) => eb.fn.countAll().as('n'))
            .executeTakeFirstOrThrow()
        ).n,
      );
    async function fill() {
      const { store } = services();
      const site = await findSite(store.read, 'demo');
      if (!site) throw new Error('no site');
      const old = now - 200 * DAY_MS;
      const ids = Array.from({ length: MANY }, (_, i) => `v${String(i).padStart(6, '0')}`);
      const db = store.write;
      for (let i = 0; i < MANY; i += 200) {
        const some = ids.slice(i, i + 200);
        await db
          .insertInto('visitors')
          .values(
            some.map((id, n) => ({
              id,
              site_id: site.id,
              number: '1234',
              created_at: old,
              last_seen_at: old + (n % 3),
              name: n % 5 === 0 ? 'Maya' : null,
            })),
          )
          .execute();
        await db
          .insertInto('visitor_tokens')
          .values(some.map((id) => ({ token_hash: `t${id}`, family: `f${id}`, visitor_id: id, site_id: site.id, created_at: old })))
          .execute();
        await db
          .insertInto('command_results')
          .values(some.map((id) => ({ principal: `v:${id}`, cid: 'c', hash: 'h', result: '{}', at: old })))
          .execute();
        await db
          .insertInto('site_events')
          .values(some.map((_, n) => ({ site_id: site.id, gseq: -MANY + i + n, at: old, body: '{}' })))
          .execute();
      }
    }

    test('L5 what is old goes and what is kept stays, in many commits with room for others between them', async () => {
      const { wire } = await stage.visitor();
      await wire.say('kept');
      const before = {
        visitors: await count('visitors'),
        tokens: await count('visitor_tokens'),
        results: await count('command_results'),
        events: await count('site_events'),
      };
      await fill();
      let done = false;
      const house = removeExpired(services()).then(() => (done = true));
      // A visitor who writes meanwhile does not wait for the end of it.
      let answered = 0;
      while (!done) {
        await wire.say('meanwhile');
        answered += 1;
      }
      await house;
      assert.ok(answered > 2, `${answered} messages were stored while the house was kept`);
      const kept = MANY / 5;
      assert.equal(await count('visitors'), before.visitors + kept, 'a visitor with a name stays');
      assert.equal(await count('visitor_tokens'), before.tokens);
      assert.equal(await count('command_results'), before.results + answered);
      const { session } = await wire.say('last');
      assert.ok((await count('site_events')) >= before.events && (await count('site_events')) < before.events + MANY);
      assert.notEqual(await stage.operator.chat(session), undefined);
      await wire.close();
    });

    test('M2 the origins of a site are changed beside the running server', async () => {
      const { store } = services();
      const site = await findSite(store.read, 'other');
      await updateOrigins(store.write, site?.id ?? '', ['https://shop.example']);
      assert.deepEqual((await findSite(store.read, 'other'))?.origins, ['https://shop.example']);
    });
  });
