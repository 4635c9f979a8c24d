import assert from 'node:assert/strict';
import { test } from 'node:test';
import Bowser from 'bowser';
import { parseCookie } from 'cookie';
import fc from 'fast-check';
import { clipPage } from '../../src/client/hello.ts';
import { initials } from '../../src/ui/avatar.ts';
import { findLinks } from '../../src/ui/linkify.ts';
import { hostFor } from '../../src/ui/link-host.ts';
import { parseAddress, parseCidrs, resolveAddress } from '../../src/server/access/addresses.ts';
import { CommandError } from '../../src/server/command-error.ts';
import { parseJson } from '../../src/server/input/frame.ts';
import { checkVisitorHello, operatorCommands, visitorCommands } from '../../src/server/input/validation.ts';

/** Reads what a stranger wrote; a clear refusal is an answer too. */
type Reader = (text: string) => unknown;
const refusing =
  (read: Reader): Reader =>
  (text) => {
    try {
      return read(text);
    } catch (error) {
      if (error instanceof CommandError || error instanceof SyntaxError || error instanceof RangeError) return error;
      throw error;
    }
  };
const cid = 'c'.repeat(20);
const PROXY = parseCidrs('127.0.0.1');
const hello = { type: 'hello', protocol: 1, site: 'demo', tab: 'tab' };

const readers: Readonly<Record<string, Reader>> = {
  'links of a message': findLinks,
  'host of a link': (text) => hostFor(text, 'a.example'),
  'initials of a name': (text) => initials(text),
  'page and title': (text) => clipPage({ url: text, title: text }),
  'an address': parseAddress,
  'X-Forwarded-For': (text) => resolveAddress('127.0.0.1', text, PROXY),
  cookies: parseCookie,
  'a JSON frame': parseJson,
  'a user agent': (text) => Bowser.parse(text.slice(0, 400) || 'x'),
  'a hello': (text) => checkVisitorHello({ ...hello, token: text, page: { url: text, title: text } }),
  'a message': (text) => visitorCommands.get('message.send')!({ type: 'message.send', cid, session: null, text }),
  'name and e-mail': (text) => visitorCommands.get('visitor.update')!({ type: 'visitor.update', cid, name: text, email: text }),
  'a rating': (text) => visitorCommands.get('session.rate')!({ type: 'session.rate', cid, session: text, score: 1, comment: text }),
  'a reply': (text) => operatorCommands.get('message.reply')!({ type: 'message.reply', cid, chat: text, text, seen: 1 }),
};

/** How a hostile text begins, and what it repeats: pieces that make readers look back or ahead. */
const STARTS = ['', 'www.', 'https://', 'https://a.example/', 'mailto:', 'a@', '@', '"', '[', '{"a":', '127.0.0.1', 'Mozilla/5.0 (', '% '];
const PIECES = [
  ')',
  '(',
  '[]',
  '.',
  'a',
  'a.',
  'a@',
  '@',
  'a@a.',
  '%',
  '/',
  '://',
  'www.',
  '-',
  'é',
  'я.',
  '字',
  ' ',
  '\n',
  ', ',
  '"',
  '=',
  ';',
  '[[',
  '\\u0000',
  '\u200b',
  '::',
  '1.',
  '{',
  '…',
];

const spent = (): number => {
  const { user, system } = process.cpuUsage();
  return user + system;
};

/** CPU of one text in microseconds, the least of several: what else runs on the machine only adds. Never the same text twice. */
function cost(read: Reader, text: string, tries: number): number {
  let least = Infinity;
  for (let i = 0; i < tries; i++) {
    const from = spent();
    read(`${text}${'!'.repeat(i)}`);
    least = Math.min(least, spent() - from);
  }
  return least;
}

/** Below this a text costs nothing worth a comparison. */
const NOTHING_US = 4000;

function assertLinear(read: Reader, make: (length: number) => string, what: string): void {
  const [short, long] = [make(8000), make(16_000)];
  if (cost(read, long, 1) < NOTHING_US) return;
  const ratio = cost(read, long, 4) / Math.max(cost(read, short, 4), NOTHING_US / 2.5);
  assert.ok(ratio <= 2.5, `${what}: twice the text costs ${ratio.toFixed(1)} times as much`);
}

for (const [name, reader] of Object.entries(readers)) {
  const read = refusing(reader);
  test(`T4 ${name}: twice the text costs at most 2.5 times as much`, () => {
    for (const start of STARTS)
      for (const piece of PIECES)
        for (const end of ['', '@', '\n!'])
          assertLinear(read, (length) => (start + piece.repeat(length)).slice(0, length) + end, JSON.stringify([start, piece, end]));
  });

  test(`T4 ${name}: the same for pieces nobody thought of`, () => {
    const piece = fc
      .array(fc.constantFrom(...PIECES, ...STARTS.filter(Boolean)), { minLength: 1, maxLength: 4 })
      .map((all) => all.join(''));
    fc.assert(
      fc.property(fc.constantFrom(...STARTS), piece, fc.constantFrom('', '@', '\n!'), (start, repeated, end) => {
        assertLinear(read, (length) => (start + repeated.repeat(length)).slice(0, length) + end, JSON.stringify([start, repeated, end]));
      }),
      { numRuns: 40 },
    );
  });
}

test('T4 a text of the greatest length with links all over is read in a moment, and only once', () => {
  const text = 'www.' + '('.repeat(2498) + ')'.repeat(2498);
  assert.deepEqual(findLinks(text), []);
  assert.equal(findLinks(`${text} `.trim()), findLinks(text), 'the second time it is remembered');
  const first = findLinks('one https://a.example/');
  for (let i = 0; i < 600; i++) findLinks(`${i}`);
  assert.notEqual(findLinks('one https://a.example/'), first, 'what is remembered is bounded');
});
