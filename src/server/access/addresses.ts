import ipaddr from 'ipaddr.js';

/** An address in the two forms the block list needs. */
export interface Address {
  /** As shown to operators: `203.0.113.7`, `2001:db8::1`. */
  readonly text: string;
  /** The part that a block compares: the whole IPv4 address, or the /64 of an IPv6 address (B2). */
  readonly key: string;
}

/** One network of the trusted proxies. */
export type Cidr = readonly [ipaddr.IPv4 | ipaddr.IPv6, number];

/** The IPv4 address of the client behind a 6to4 (2002::/16) or NAT64 (64:ff9b::/96) address; null for any other. */
function embedded(address: ipaddr.IPv6): ipaddr.IPv4 | null {
  const bytes = address.toByteArray();
  const range = address.range();
  if (range === '6to4') return new ipaddr.IPv4(bytes.slice(2, 6));
  return range === 'rfc6052' ? new ipaddr.IPv4(bytes.slice(12)) : null;
}

/** The canonical address; null when the text is no address. IPv4 written as IPv6 becomes IPv4 again. */
export function parseAddress(text: string): Address | null {
  const trimmed = text.trim();
  if (!ipaddr.isValid(trimmed)) return null;
  // "1" and "0x7f.1" are addresses to a C library, not to a person who reads a block list.
  if (!trimmed.includes(':') && !ipaddr.IPv4.isValidFourPartDecimal(trimmed)) return null;
  const given = ipaddr.process(trimmed.replace(/%.*$/, ''));
  const address = (given.kind() === 'ipv6' && embedded(given as ipaddr.IPv6)) || given;
  if (address.kind() === 'ipv4') return { text: address.toString(), key: `${address.toString()}/32` };
  const network = ipaddr.IPv6.networkAddressFromCIDR(`${address.toNormalizedString()}/64`);
  return { text: (address as ipaddr.IPv6).toRFC5952String(), key: `${network.toString()}/64` };
}

/** The range an active block of this address covers, as shown to people: the address itself, or the IPv6 /64. */
export const blockedRange = (address: Address) => (address.text.includes(':') ? address.key : address.text);

/** The address, or range, behind a key. */
export const addressOfKey = (key: string): Address | null => parseAddress(key.replace(/\/\d+$/, ''));

/** Throws a RangeError naming the part that is no CIDR range. */
export function parseCidrs(list: string): Cidr[] {
  return list
    .split(/[\s,]+/)
    .filter(Boolean)
    .map((part) => {
      const text = part.includes('/') ? part : `${part}/${part.includes(':') ? 128 : 32}`;
      if (!ipaddr.isValidCIDR(text) || !parseAddress(text.split('/')[0] ?? ''))
        throw new RangeError(`"${part}" is no address range such as 10.0.0.0/8`);
      return ipaddr.parseCIDR(text);
    });
}

function isWithin(text: string, ranges: readonly Cidr[]): boolean {
  const address = ipaddr.process(text);
  return ranges.some((range) => address.kind() === range[0].kind() && (address as ipaddr.IPv4).match(range as [ipaddr.IPv4, number]));
}

/** Whether the address is a trusted proxy, whose `X-Forwarded-For` is believed. */
export const isTrusted = (address: Address, proxies: readonly Cidr[]) => isWithin(address.text, proxies);

/** Whether the address is this machine itself. */
export const isLoopback = (address: Address) => ipaddr.process(address.text).range() === 'loopback';

/** Loopback, private, link-local and other ranges that many people share, and our own proxies (B3). */
export function isSpecialAddress(address: Address, proxies: readonly Cidr[]): boolean {
  // "reserved" holds the documentation ranges, which nobody shares.
  const range = ipaddr.process(address.text).range();
  return (range !== 'unicast' && range !== 'reserved') || isWithin(address.text, proxies);
}

/** Some proxies write `203.0.113.7:51234`, `[2001:db8::1]:443` or quotes around the address. */
function withoutPort(hop: string): string {
  const text = hop.trim().replace(/^"(.*)"$/, '$1');
  return /^\[([^\]]*)\](?::\d+)?$/.exec(text)?.[1] ?? /^(\d+\.\d+\.\d+\.\d+):\d+$/.exec(text)?.[1] ?? text;
}

/**
 * The visitor's address (B2). `X-Forwarded-For` counts only when the peer is a trusted proxy. It is read from the right as
 * long as the hops are trusted: anybody may have written the entries further left.
 */
export function resolveAddress(
  peer: string | undefined,
  forwardedFor: string | readonly string[] | undefined,
  proxies: readonly Cidr[],
): Address | null {
  let current = parseAddress(peer ?? '');
  if (!current || proxies.length === 0 || !isTrusted(current, proxies)) return current;
  const hops = (typeof forwardedFor === 'string' ? forwardedFor : (forwardedFor ?? []).join(',')).split(',').reverse();
  for (const hop of hops) {
    const next = parseAddress(withoutPort(hop));
    // This hop is no address, so the last address we can trust is the proxy that sent it.
    if (!next) return current;
    current = next;
    if (!isTrusted(current, proxies)) return current;
  }
  return current;
}
