import assert from 'node:assert/strict';
import { test } from 'node:test';
import { languageOf, launcherTexts } from '../../src/server/launcher-texts.ts';
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

test('T1 of the languages a page wants the first that is one counts, and the launcher speaks it', () => {
  assert.deepEqual(['{{ lang }},ru_RU,en', ',,de', 'run,ru', '__proto__,', 'ar-EG,en'].map(languageOf), [
    'ru-RU',
    'de',
    'rn',
    undefined,
    'ar-EG',
  ]);
  assert.equal(launcherTexts('ru-RU').open, 'Открыть чат');
  for (const lang of ['de', 'run', '__proto__', 'constructor']) assert.equal(launcherTexts(lang).open, 'Open chat', lang);
  assert.deepEqual([launcherTexts('ar-EG').rtl, launcherTexts('ru').rtl], [true, false]);
});
