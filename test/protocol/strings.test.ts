import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { dirname, join } from 'node:path';
import * as dashboard from '../../src/dashboard/strings/en.ts';
import { enLater as dashboardLater } from '../../src/dashboard/strings/en-later.ts';
import * as widget from '../../src/widget/strings/en.ts';
import { enLater } from '../../src/widget/strings/en-later.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const source = globSync('src/**/*.ts', { cwd: root })
  .filter((path) => !/strings\/\w\w(-later)?\.ts$/.test(path))
  .map((path) => readFileSync(`${root}${path}`, 'utf8'))
  .join('\n');

/** Keys that are put together: `rate` and a number, `err` and a code, a notice and its kind. */
const JOINED = /^(rate\d|err[A-Z]\w+|notice\.\w+)$/;

describe('texts of the screens', () => {
  for (const [screen, { en }] of Object.entries({
    dashboard,
    'later dashboard': { en: dashboardLater },
    widget,
    'later widget': { en: enLater },
  }))
    test(`every text of the ${screen} is used`, () => {
      const unused = Object.keys(en).filter((key) => !JOINED.test(key) && !new RegExp(`\\b${key.split('.')[0]}\\b`).test(source));
      assert.deepEqual(unused, []);
    });

  test("what the dashboard's first file says comes with it", () => {
    const missing = staticImports('src/dashboard/index.ts').flatMap((path) => {
      const text = readFileSync(`${root}${path}`, 'utf8');
      return Object.keys(dashboardLater).filter((key) => new RegExp(`\\b(t\\(|title: |section: )'${key}'`).test(text));
    });
    assert.deepEqual(missing, []);
  });
});

/** A file and all that come with it. */
function staticImports(path: string, found: string[] = []): string[] {
  if (found.includes(path)) return found;
  found.push(path);
  const text = readFileSync(`${root}${path}`, 'utf8');
  for (const [, from] of text.matchAll(/^(?:import|export) (?!type)[^;]*? from '(\.[^']+)';/gm))
    staticImports(join(dirname(path), from!), found);
  return found;
}
