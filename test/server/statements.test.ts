import assert from 'node:assert/strict';
import { Session } from 'node:inspector/promises';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { connect } from '../../src/server/store/connect.ts';

/** Tables whose rows an owner could count. Every other table grows with the visitors. */
const SMALL = /^(meta|lives|sites|operators|operator_sites|kysely_\w+|sqlite_\w+|pragma_\w+)$/;

const statements = new Set<string>();
const prepare = DatabaseSync.prototype.prepare;
Error.stackTraceLimit = 50;
DatabaseSync.prototype.prepare = function (this: DatabaseSync, sql: string, ...rest) {
  // A query of a test, or one that a migration runs once, is no statement of the running server.
  const callers = (new Error().stack ?? '')
    .split('\n')
    .filter((line) => /\/(src\/server|test)\//.test(line) && !/store\/sqlite|statements\.test/.test(line));
  const isOurs = callers.length === 0 || callers.some((line) => /\/src\/server\//.test(line));
  if (isOurs && !callers.some((line) => /\/migrat/.test(line))) statements.add(sql);
  return prepare.call(this, sql, ...rest);
};
const inspector = new Session();
inspector.connect();
await inspector.post('Profiler.enable');
await inspector.post('Profiler.startPreciseCoverage', { callCount: true, detailed: false });

// The suites run once more here, for the statements they make the server ask; those that start servers of their own cannot.
process.env['WITHOUT_PGLITE'] = '1';
const APART = /^(addresses|bad-frames|bounded-files|data-|drain|limits|process|reserve|site-cli|statements|unit-of-work)/;
for (const suite of readdirSync(import.meta.dirname).sort())
  if (suite.endsWith('.test.ts') && !APART.test(suite)) await import(`./${suite}`);

test('L5 every function of the store has been asked, so no statement is missing below', async () => {
  const { result } = (await inspector.post('Profiler.takePreciseCoverage')) as unknown as {
    result: { url: string; functions: { functionName: string; ranges: { count: number }[] }[] }[];
  };
  const store = fileURLToPath(new URL('../../src/server/store/', import.meta.url));
  const unasked = result
    .filter(
      ({ url }) =>
        url.startsWith(`file://${store}`) &&
        !/migrat|connect|pglite|sqlite|postgres|reserve|checkpoint|unit-of-work|write-ahead|free-space|lock|data-folder|fault|backup|move|tables|unused|lives/.test(
          url,
        ),
    )
    .flatMap(({ url, functions }) =>
      functions
        .filter(({ ranges, functionName }) => functionName && ranges[0]?.count === 0)
        .map(({ functionName }) => `${url.slice(7 + store.length)} ${functionName}`),
    );
  assert.deepEqual(unasked, []);
});

test('L5 no statement scans a table that grows', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'chat-statements-'));
  const store = await connect({ dataDir, databaseUrl: null });
  await store.close();
  const database = new DatabaseSync(join(dataDir, 'chat.db'));
  const scans: string[] = [];
  for (const sql of statements) {
    if (!/^(select|insert|update|delete|with)\b/i.test(sql) || /\b(sqlite_master|kysely_|pragma_)/.test(sql)) continue;
    const plan = prepare.call(database, `explain query plan ${sql}`).all() as unknown as { detail: string }[];
    // The rows of a subquery are those that it found; how it found them is a line of the plan itself.
    const found = new Set(plan.flatMap(({ detail }) => /^(?:CO-ROUTINE|MATERIALIZE) (\w+)/.exec(detail)?.[1] ?? []));
    for (const { detail } of plan) {
      const table = /^SCAN (?!\d)(\w+)/.exec(detail)?.[1];
      if (table && !found.has(table) && !SMALL.test(table)) scans.push(`${detail} ← ${sql}`);
    }
  }
  database.close();
  rmSync(dataDir, { recursive: true });
  assert.ok(statements.size > 100, `only ${statements.size} statements were seen`);
  assert.deepEqual(scans, []);
});
