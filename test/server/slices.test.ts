import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from 'kysely';
import { connect } from '../../src/server/store/connect.ts';
import { addSite } from '../../src/server/store/sites.ts';
import { TOKEN_ENDS, trimTokens } from '../../src/server/store/visitor-tokens.ts';
import { deleteSilentVisitors } from '../../src/server/store/visitors.ts';
import { PGLITE } from '../support/database.ts';

const MANY = 5000;

for (const [name, databaseUrl] of PGLITE)
  test(`L5 a slice of the housekeeping reads the rows it works on, and no whole table beside them, on ${name}`, async (t) => {
    const { write: db, close } = await connect({ dataDir: '', databaseUrl });
    t.after(close);
    const { id: site } = await addSite(db, { key: 'shop', name: 'Shop', origins: ['https://shop.example'], welcome: {} }, 0);
    const each = sql`generate_series(1, ${sql.lit(MANY)}) as n`;
    await sql`insert into visitors (id, site_id, number, created_at, last_seen_at) select 'v' || n, ${site}, '1234', n, n from ${each}`.execute(
      db,
    );
    await sql`insert into visitor_tokens (token_hash, family, visitor_id, site_id, created_at, used_at)
      select 't' || n, 'f' || n, 'v' || n, ${site}, n, n from ${each}`.execute(db);
    await sql`insert into sessions (id, site_id, visitor_id, status, started_at, active_at) select 's' || n, ${site}, 'v' || n, 'ended', n, n from ${each}`.execute(
      db,
    );
    await sql`insert into blocks (id, site_id, visitor_id, reason, operator, created_at, active)
      select 'b' || n, ${site}, 'v' || n, 'spam', '{"id":"o","name":"Anna"}', n, 1 from ${each}`.execute(db);
    await sql`analyze`.execute(db);
    const now = Date.now();
    const [used] = TOKEN_ENDS.filter(({ column }) => column === 'used_at');
    assert.ok(used);
    await db.transaction().execute(async (tx) => {
      assert.ok(await deleteSilentVisitors(tx, now, () => false, 10, { at: 5, id: 'v5' }));
      assert.ok(await trimTokens(tx, used, now, 10, { at: 5, hash: 't5' }));
      const { rows } = await sql<{ relname: string; seq_tup_read: number }>`
        select relname, seq_tup_read from pg_stat_xact_user_tables where seq_tup_read > 0`.execute(tx);
      assert.deepEqual(rows, []);
    });
  });
