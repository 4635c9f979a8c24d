import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';

// Plain JavaScript, so that an old Node can load it.
const { isBuildFresh, stampOf } = (await import(new URL('../../scripts/freshness.mjs', import.meta.url).href)) as {
  isBuildFresh(root: string): boolean;
  stampOf(root: string): string;
};

const root = mkdtempSync(join(tmpdir(), 'chat-fresh-'));
after(() => {
  rmSync(root, { recursive: true });
});

mkdirSync(join(root, 'src/client'), { recursive: true });
mkdirSync(join(root, 'dist'));
const source = join(root, 'src/client/index.ts');
const stamp = join(root, 'dist/.stamp');
writeFileSync(source, 'of yesterday');
/** Leaves the folder as build.mjs does. */
const build = () => {
  writeFileSync(stamp, `${stampOf(root)}\n`);
};

test('D1 a build of these very sources is not made again, and one that is absent or torn is', () => {
  assert.equal(isBuildFresh(root), false);
  build();
  assert.equal(isBuildFresh(root), true);
  // A fresh checkout of the same sources writes every file anew.
  utimesSync(source, new Date(), new Date(Date.now() + 60_000));
  assert.equal(isBuildFresh(root), true);
  writeFileSync(stamp, 'half a st');
  assert.equal(isBuildFresh(root), false);
});

test('D1 an upgrade that keeps the times of its files, as tar and rsync do, is built', () => {
  build();
  writeFileSync(source, 'of last week');
  utimesSync(source, new Date('2020-01-01'), new Date('2020-01-01'));
  assert.equal(isBuildFresh(root), false);
});

test('D1 a source that is gone, or has another name, is a change', () => {
  const second = join(root, 'src/client/second.ts');
  writeFileSync(second, '');
  build();
  rmSync(second);
  assert.equal(isBuildFresh(root), false);
  writeFileSync(join(root, 'src/client/third.ts'), '');
  assert.equal(isBuildFresh(root), false);
});
