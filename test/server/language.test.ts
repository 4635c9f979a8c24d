import assert from 'node:assert/strict';
import { test } from 'node:test';
import { welcomeIn, type SiteRecord } from '../../src/server/store/sites.ts';

const site = {
  name: 'Shop',
  welcome: { en: { title: 'Hello' }, ru: { title: 'Привет' }, 'pt-BR': { title: 'Oi' } },
} as unknown as SiteRecord;

test('T1 the welcome is in the language that was asked for, however it is spelt, or in the first one of the site', () => {
  const titleIn = (lang: string): string | null => welcomeIn(site, lang).title;
  assert.deepEqual(['ru_RU', 'RU', 'ru_RU.UTF-8', 'rus'].map(titleIn), Array(4).fill('Привет'));
  assert.deepEqual(['pt_br', 'PT-BR'].map(titleIn), ['Oi', 'Oi']);
  for (const other of ['', 'en-US@posix', 'run', '{{ lang }}', '__proto__', 'constructor', 'toString', '\0', 'x'.repeat(9999)])
    assert.equal(titleIn(other), 'Hello', other.slice(0, 20));
});
