import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';

// Plain JavaScript, so that an old Node can load it.
const { isBuildFresh } = (await import(new URL('../../scripts/freshness.mjs', import.meta.url).href)) as {
  isBuildFresh(root: string): boolean;
};

const root = mkdtempSync(join(tmpdir(), 'chat-fresh-'));
after(() => {
  rmSync(root, { recursive: true });
});

/** A project whose sources were saved at noon. */
const noon = new Date('2026-01-01T12:00:00Z');
mkdirSync(join(root, 'src/client'), { recursive: true });
mkdirSync(join(root, 'dist'));
const source = join(root, 'src/client/index.ts');
writeFileSync(source, '');
utimesSync(source, noon, noon);
utimesSync(join(root, 'src/client'), noon, noon);

test('D1 a build that is younger than its sources is not made again, and one that is older or absent is', () => {
  assert.equal(isBuildFresh(root), false);
  // As build.mjs writes it, with a line end.
  writeFileSync(join(root, 'dist/.stamp'), '2026-01-01T12:00:01.000Z\n');
  assert.equal(isBuildFresh(root), true);
  utimesSync(source, noon, new Date('2026-01-01T12:00:02Z'));
  assert.equal(isBuildFresh(root), false);
  writeFileSync(join(root, 'dist/.stamp'), 'half a st');
  assert.equal(isBuildFresh(root), false);
});
