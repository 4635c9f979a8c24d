import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from 'kysely';
import { CLOSE } from '../../src/protocol/index.ts';
import { VisitorWire } from '../support/wire.ts';
import { openStage } from './stage.ts';

test('D6 D4 a life that cannot be begun is tried again: until then everybody is sent away and nothing is stored', async (t) => {
  const stage = await openStage();
  t.after(() => stage.stop());
  const { store } = stage.server.app.services;
  const ready = async () => (await fetch(`${stage.server.url}/readyz`)).status;
  const { wire, token, welcome } = await stage.visitor();
  await wire.say('before');

  // Another server has been here, and the database takes no new life.
  await sql`insert into lives (number, id) select max(number) + 1, 'another' from lives`.execute(store.write);
  await sql`create trigger no_life before insert on lives begin select raise(abort, 'not now'); end`.execute(store.write);
  assert.equal(await ready(), 503);
  assert.equal((await wire.closing()).code, CLOSE.tryAgain);
  // This holds even when the database is as it was before: nobody knows what was lost meanwhile.
  await sql`delete from lives where id = 'another'`.execute(store.write);
  assert.equal(await ready(), 503);

  await sql`drop trigger no_life`.execute(store.write);
  while ((await ready()) !== 200) await new Promise((resolve) => setTimeout(resolve, 20));
  const back = new VisitorWire(stage.server);
  assert.notEqual((await back.welcome({ token })).epoch, welcome.epoch);
  await back.say('after');
});
