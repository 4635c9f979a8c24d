import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isEmail, isReason, isVisible, REASON_MAX_CHARS } from '../../src/protocol/index.ts';
import { skeletonOf } from '../../src/server/input/look-alikes.ts';
import { parseJson } from '../../src/server/input/frame.ts';
import { cleanLine, shownText } from '../../src/server/input/text-from-outside.ts';

const HIDDEN = [
  '',
  ' ',
  '\n\t',
  '\u00a0',
  '\u200b',
  '\u2060',
  '\ufeff',
  '\u2800',
  '\u3164',
  '\u115f',
  '\uffa0',
  '\u034f',
  '\u202e',
  '\ufe0f',
  '\u{e0041}',
  '\ud800',
];
const READABLE = ['x', '!', '👎', 'ё', '\ue000', '\u0378', '𝒳', '\u200bx', '🏴\u{e0067}\u{e0062}\u{e007f}'];

test('T2 a text of nothing visible is no text', () => {
  assert.deepEqual(HIDDEN.filter(isVisible), []);
  assert.deepEqual(
    READABLE.filter((text) => !isVisible(text)),
    [],
  );
});

test('S8 T3 a reason has 1 to 500 characters, one of which can be read', () => {
  assert.deepEqual(HIDDEN.filter(isReason), []);
  assert.equal(isReason(`  ${'x'.repeat(REASON_MAX_CHARS)}  `), true);
  assert.equal(isReason('x'.repeat(REASON_MAX_CHARS + 1)), false);
});

test('T3 an e-mail address is one that mail can reach', () => {
  for (const good of ['a@b.example', 'maya.lindqvist+shop@mail.nordvik.example', 'почта@пример.рф'])
    assert.equal(isEmail(good), true, good);
  for (const bad of ['', 'a@b', 'a b@c.example', 'a@@b.example', 'a\u202emoc@b.example', 'a@b.exa\u200bmple', 'a\0@b.example'])
    assert.equal(isEmail(bad), false, JSON.stringify(bad));
});

test('T2 a name loses what hides and what turns the direction, and is one line', () => {
  assert.equal(cleanLine('invoice\u202efdp.exe'), 'invoicefdp.exe');
  assert.equal(cleanLine('  A\u200bnn\u00ada\r\n  B\u0007erg '), 'Anna Berg');
  assert.equal(cleanLine('\u2066Anna\u2069\u200e'), 'Anna');
  assert.equal(cleanLine('\u202e\u200b'), null);
  assert.equal(cleanLine('\ud83d'), '\ufffd');
});

test('T2 a message keeps what scripts and emoji are written with', () => {
  for (const text of ['می‌خواهم', 'क्‍ष', '👩‍👩‍👧', '🏴󠁧󠁢󠁳󠁣󠁴󠁿', 'שלום\u200f!', 'tab\tand\nline', '  indented'])
    assert.equal(shownText(text), text, JSON.stringify(text));
});

test('T2 a message shows no direction that nobody wrote, and no second text in tag characters', () => {
  assert.equal(shownText('see \u202egpj.exe\u202c now'), 'see gpj.exe now');
  assert.equal(shownText('hello\u{e0068}\u{e0069}'), 'hello');
  assert.equal(shownText('one\r\ntwo\rthree'), 'one\ntwo\nthree');
  assert.equal(shownText('half \ud83d'), 'half \ufffd');
});

test('T2 halves of characters and NUL do not get past the reader of frames', () => {
  assert.deepEqual(parseJson('{"a":"x\\ud800y","b":"\\uD83D\\uDE00","c":"n\\u0000ul"}'), { a: 'x\ufffdy', b: '😀', c: 'nul' });
});

test('T4 cleaning a text costs as much as it is long', () => {
  // The look-behind of the flags is the only part that could go back, and it goes back six characters.
  const time = (length: number) => {
    const text = '\u{e0041}\u202e\u{1f3f4}'.repeat(length);
    const started = process.cpuUsage().user;
    for (let i = 0; i < 5; i++) shownText(text);
    return process.cpuUsage().user - started;
  };
  time(20_000);
  const [one, two] = [time(40_000), time(80_000)];
  assert.ok(two < one * 4 + 20_000, `double the text: ${one} µs, then ${two} µs`);
});

test('T5 names that a reader takes for the same have the same skeleton', () => {
  const anna = skeletonOf('Anna Berg');
  for (const name of ['anna berg', 'ANNA  BERG', 'Аnnа Bеrg', 'Ánna Bérg', '𝐀𝐧𝐧𝐚 𝐁𝐞𝐫𝐠', 'Anna-Berg', 'Ａｎｎａ Ｂｅｒｇ'])
    assert.equal(skeletonOf(name), anna, name);
  assert.equal(skeletonOf('Lina'), skeletonOf('1ina'));
  for (const name of ['Anne Berg', 'Anna B', 'Hanna Berg', 'Анна Берг']) assert.notEqual(skeletonOf(name), anna, name);
});
