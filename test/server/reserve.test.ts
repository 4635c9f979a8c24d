import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { Reserve } from '../../src/server/store/reserve.ts';

function folder(t: TestContext): string {
  const made = mkdtempSync(join(tmpdir(), 'chat-reserve-'));
  t.after(() => {
    rmSync(made, { recursive: true, force: true });
  });
  return made;
}

test('C3 the reserve is given up once, and made again as soon as there is room', (t) => {
  const file = join(folder(t), 'reserve');
  const reserve = new Reserve(file);
  assert.equal(reserve.spend(), true);
  assert.equal(reserve.spend(), false);
  assert.equal(statSync(file, { throwIfNoEntry: false }), undefined);
  assert.equal(reserve.isSpent, false);
  assert.equal(statSync(file).size, 1024 * 1024);
});

test('C3 a folder that is gone is a reserve that is spent, not an exception', (t) => {
  const reserve = new Reserve(join(folder(t), 'gone', 'reserve'));
  assert.equal(reserve.isSpent, true);
});

test('C3 a file that cannot be removed frees nothing, and messages wait', (t) => {
  const file = join(folder(t), 'reserve');
  const reserve = new Reserve(file);
  rmSync(file);
  mkdirSync(file);
  assert.equal(reserve.spend(), false);
  assert.equal(reserve.isSpent, true);
});
