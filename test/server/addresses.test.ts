import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { blockedRange, isSpecialAddress, parseAddress, parseCidrs, resolveAddress } from '../../src/server/access/addresses.ts';

describe('addresses', () => {
  test('B2 every spelling of an address has one key: IPv4 as /32, IPv6 as /64, mapped ones brought back', () => {
    for (const [text, shown, key] of [
      ['203.0.113.7', '203.0.113.7', '203.0.113.7/32'],
      [' 203.0.113.7 ', '203.0.113.7', '203.0.113.7/32'],
      ['::ffff:203.0.113.7', '203.0.113.7', '203.0.113.7/32'],
      ['::FFFF:CB00:7107', '203.0.113.7', '203.0.113.7/32'],
      ['0:0:0:0:0:ffff:203.0.113.7', '203.0.113.7', '203.0.113.7/32'],
      ['2001:db8:1:2::1', '2001:db8:1:2::1', '2001:db8:1:2:0:0:0:0/64'],
      ['2001:DB8:1:2:ffff:ffff:ffff:ffff', '2001:db8:1:2:ffff:ffff:ffff:ffff', '2001:db8:1:2:0:0:0:0/64'],
      ['2001:0db8:0001:0002:0000:0000:0000:0001', '2001:db8:1:2::1', '2001:db8:1:2:0:0:0:0/64'],
      ['fe80::1%eth0', 'fe80::1', 'fe80:0:0:0:0:0:0:0/64'],
    ] as const) {
      const address = parseAddress(text);
      assert.equal(address?.text, shown, text);
      assert.equal(
        address.key.replace(/^([^/]*)/, (whole) => (whole.includes('::') ? expand(whole) : whole)),
        key,
        text,
      );
    }
    assert.notEqual(parseAddress('2001:db8:1:3::1')?.key, parseAddress('2001:db8:1:2::1')?.key);
    const v6 = parseAddress('2001:db8:1:2::1');
    assert.equal(v6 && blockedRange(v6), v6?.key, 'people see the range that is blocked');
  });

  test('F4 6to4 and NAT64 are the IPv4 address behind them', () => {
    for (const text of ['2002:cb00:7107::1', '2002:CB00:7107:12:34::9', '64:ff9b::cb00:7107', '64:ff9b::203.0.113.7']) {
      const address = parseAddress(text);
      assert.deepEqual([address?.text, address?.key], ['203.0.113.7', '203.0.113.7/32'], text);
    }
    assert.equal(parseAddress('2003:cb00:7107::1')?.text, '2003:cb00:7107::1');
    const inside = parseAddress('2002:a00:1::1');
    assert.ok(inside && isSpecialAddress(inside, []), 'a private address stays private in its wrapping');
  });

  test('B2 what is no address is none', () => {
    for (const text of [
      '',
      'localhost',
      '1',
      '127.1',
      '0x7f.0.0.1',
      '256.1.1.1',
      '1.2.3',
      '1.2.3.4.5',
      '10.0.0.0/8',
      '2001:db8::g',
      'unknown',
      '<script>',
    ])
      assert.equal(parseAddress(text), null, text);
  });

  const proxies = parseCidrs('127.0.0.1/32, 10.0.0.0/8 2001:db8:ffff::/48');
  const from = (peer: string, header?: string | string[]) => resolveAddress(peer, header, proxies)?.text ?? null;

  test('B2 X-Forwarded-For is walked from the right, as far as the hops are trusted', () => {
    assert.equal(from('10.0.0.1', '203.0.113.7'), '203.0.113.7');
    assert.equal(from('10.0.0.1', '1.1.1.1, 203.0.113.7'), '203.0.113.7', 'the part that the visitor wrote is on the left');
    assert.equal(from('10.0.0.1', '1.1.1.1, 203.0.113.7, 10.9.9.9, 10.0.0.2'), '203.0.113.7');
    assert.equal(from('10.0.0.1', ['1.1.1.1', '203.0.113.7, 10.0.0.2']), '203.0.113.7', 'several headers are one list');
    assert.equal(from('::ffff:10.0.0.1', '203.0.113.7'), '203.0.113.7', 'a mapped peer is the same proxy');
    assert.equal(from('2001:db8:ffff::1', '2001:db8:1::5'), '2001:db8:1::5');
    assert.equal(from('10.0.0.1', '10.0.0.3'), '10.0.0.3', 'all hops trusted: the leftmost');
    assert.equal(from('10.0.0.1'), '10.0.0.1');
  });

  test('B2 a hop with a port or in brackets is the same address', () => {
    assert.equal(from('10.0.0.1', '203.0.113.7:51234'), '203.0.113.7');
    assert.equal(from('10.0.0.1', '[2001:db8:1::5]:443'), '2001:db8:1::5');
    assert.equal(from('10.0.0.1', '[2001:db8:1::5]'), '2001:db8:1::5');
    assert.equal(from('10.0.0.1', '"203.0.113.7"'), '203.0.113.7');
  });

  test("B2 an untrusted peer's header is ignored, and so is nonsense", () => {
    assert.equal(from('198.51.100.1', '203.0.113.7'), '198.51.100.1');
    assert.equal(resolveAddress('127.0.0.1', '203.0.113.7', [])?.text, '127.0.0.1', 'without configured proxies no header counts');
    assert.equal(from('10.0.0.1', '203.0.113.7, unknown'), '10.0.0.1', 'the last address that can be trusted');
    assert.equal(from('10.0.0.1', '203.0.113.7, garbage, 10.0.0.2'), '10.0.0.2');
    assert.equal(resolveAddress(undefined, undefined, proxies), null);
  });

  test('B3 addresses that many people share are special', () => {
    const special = (text: string) => {
      const address = parseAddress(text);
      assert.ok(address, text);
      return isSpecialAddress(address, parseCidrs('198.51.100.0/24'));
    };
    for (const text of [
      '127.0.0.1',
      '10.1.2.3',
      '192.168.1.1',
      '172.16.0.1',
      '169.254.0.1',
      '100.64.0.1',
      '0.0.0.0',
      '255.255.255.255',
      '::1',
      'fe80::1',
      'fd00::1',
      '::ffff:10.0.0.1',
      '198.51.100.9',
    ])
      assert.equal(special(text), true, text);
    for (const text of ['203.0.113.7', '8.8.8.8', '2a00:1450::1']) assert.equal(special(text), false, text);
  });

  test('a range that is none is refused by name', () => {
    assert.throws(() => parseCidrs('10.0.0.0/8, 10.0.0.0/33'), /"10\.0\.0\.0\/33"/);
    assert.throws(() => parseCidrs('2'), RangeError);
  });
});

/** All eight groups, so that the table above does not depend on where zeros are left out. */
function expand(address: string): string {
  const [left = '', right = ''] = address.split('::');
  const groups = (part: string) => (part === '' ? [] : part.split(':'));
  const missing = 8 - groups(left).length - groups(right).length;
  return [...groups(left), ...Array<string>(missing).fill('0'), ...groups(right)].join(':');
}
