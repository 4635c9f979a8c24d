import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { Kysely, sql, SqliteDialect } from 'kysely';
import * as foundation from '../../src/server/store/migrations/001-foundation.ts';
import * as identity from '../../src/server/store/migrations/002-identity.ts';
import * as idleAndBlocks from '../../src/server/store/migrations/003-idle-and-blocks.ts';
import * as idleIndex from '../../src/server/store/migrations/004-idle-index.ts';
import * as inbox from '../../src/server/store/migrations/010-inbox.ts';
import * as search from '../../src/server/store/migrations/011-search.ts';
import { countInbox } from '../../src/server/store/inbox.ts';
import { listBlocks } from '../../src/server/store/blocks.ts';
import type { Db } from '../../src/server/store/schema.ts';
import { openSqlite } from '../../src/server/store/sqlite.ts';

test('L1 T6 a database of before gets the order, the counts and the search of the inbox', async (t) => {
  const dir = mkdtempSync(join(tmpdir(), 'chat-upgrade-'));
  const db = new Kysely<unknown>({ dialect: new SqliteDialect({ database: openSqlite(join(dir, 'chat.db')) }) });
  t.after(async () => {
    await db.destroy();
    rmSync(dir, { recursive: true, force: true });
  });
  for (const { up } of [foundation, identity, idleAndBlocks, idleIndex]) await up(db);
  const anna = JSON.stringify({ id: 'anna', name: 'Anna' });
  const last = (text: string, at: number) => JSON.stringify({ author: 'visitor', text, at, seq: 2, operator: null });
  await sql`insert into sites (id, key, name, origins, welcome, created_at) values ('s', 's', 'S', '[]', '{}', 1)`.execute(db);
  for (const [id, name, status, operators, ended] of [
    ['a', null, 'new', '[]', 0],
    ['b', 'Фёдор', 'open', `[${anna}]`, 0],
    ['c', null, 'open', `[${anna}]`, 1],
    ['d', null, 'new', '[]', 1],
    ['e', null, 'closed', `[${anna}]`, 1],
  ] as const) {
    await sql`insert into visitors (id, site_id, number, name, created_at, last_seen_at) values (${id}, 's', '4711', ${name}, 1, 1)`.execute(
      db,
    );
    await sql`insert into sessions (id, site_id, visitor_id, status, started_at) values (${id}, 's', ${id}, ${ended ? 'ended' : 'active'}, 1)`.execute(
      db,
    );
    await sql`insert into chats (id, site_id, session_id, visitor_id, status, created_at, first_seq, unread, operators, last)
      values (${id}, 's', ${id}, ${id}, ${status}, 5, 1, 1, ${operators}, ${last('Größe?', 70)})`.execute(db);
  }
  await sql`insert into events (session_id, seq, chat_id, at, type, detail) values ('c', 3, 'c', 80, 'session.rated', '{"score":4,"comment":null}')`.execute(
    db,
  );
  await sql`insert into blocks (id, site_id, visitor_id, address, address_key, reason, operator, created_at, active)
    values ('x', 's', 'b', '203.0.113.7', 'k', 'Zoë', ${anna}, 1, 1)`.execute(db);
  await sql`insert into block_addresses (block_id, site_id, address, address_key) values ('x', 's', '203.0.113.7', 'k')`.execute(db);

  for (const { up } of [inbox, search]) await up(db);
  const now = db as unknown as Db;
  assert.deepEqual(await countInbox(now, 's', 'anna'), {
    unassigned: { total: 2, unread: 2, ended: 1 },
    mine: { total: 2, unread: 2, ended: 1 },
    all: { total: 4, unread: 4, ended: 2 },
    waiting: 1,
  });
  const rows = await now.selectFrom('chats').select(['id', 'last_at', 'rating', 'folded']).orderBy('id').execute();
  assert.deepEqual([rows[2], rows[4]?.last_at], [{ id: 'c', last_at: 70, rating: 4, folded: 'grosse?' }, 5]);
  for (const words of ['федор', 'zoe', '203.0.113.7', 'anna'])
    assert.equal((await listBlocks(now, 's', { words, after: null, limit: 9 })).total, 1, words);
  const { folded } = await now.selectFrom('visitors').select('folded').where('id', '=', 'a').executeTakeFirstOrThrow();
  assert.equal(folded, 'visitor 4711\nпосетитель 4711');
});
