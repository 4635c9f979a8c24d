/**
 * Tells the few identities of one browser apart without keeping the token (FNV-1a, 32 bits,
 * https://datatracker.ietf.org/doc/html/draft-eastlake-fnv). `crypto.subtle` would do, but it is missing on plain http, and
 * nothing has to be proven here.
 */
export function fingerprint(token: string): string {
  let hash = 0x811c9dc5;
  for (let i = 0; i < token.length; i++) hash = Math.imul(hash ^ token.charCodeAt(i), 0x01000193);
  return (hash >>> 0).toString(36);
}
