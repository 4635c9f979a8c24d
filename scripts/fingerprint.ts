/** What tells one version of the protocol from another: a hash for each schema, and one for the codes a client acts on (N10). */
import { createHash } from 'node:crypto';
import { CLOSE, ERRORS } from '../src/protocol/errors.ts';
import * as schemas from '../src/protocol/schema/index.ts';

export type Fingerprint = Readonly<Record<string, string>>;

/** Where the fingerprint of a version stands. */
export const fingerprintPath = (version: number): string => `src/protocol/fingerprints/${version}.json`;

/** Of the schemas as they are now. Descriptions and the order of members are no part of it. */
export function fingerprint(of: Readonly<Record<string, unknown>> = schemas): Fingerprint {
  const named = Object.values(of).filter(
    (value): value is { $id: string } => typeof value === 'object' && value !== null && '$id' in value,
  );
  const codes = { errors: Object.entries(ERRORS).map(([code, { retry }]) => [code, retry]), close: CLOSE };
  const parts: [string, unknown][] = [...named.map((schema): [string, unknown] => [schema.$id, schema]), ['codes', codes]];
  return Object.fromEntries(parts.map(([name, part]): [string, string] => [name, hash(part)]).sort(([a], [b]) => (a < b ? -1 : 1)));
}

const hash = (value: unknown): string => createHash('sha256').update(canonical(value)).digest('base64url').slice(0, 16);

const canonical = (value: unknown): string =>
  JSON.stringify(value, (key, inner: unknown) => {
    if (key === 'description' && typeof inner === 'string') return undefined;
    // A schema with a name has a hash of its own: one change is one line.
    if (key !== '' && inner !== null && typeof inner === 'object' && '$id' in inner) return inner.$id as string;
    if (key === 'required' && Array.isArray(inner)) return [...(inner as string[])].sort();
    return inner !== null && typeof inner === 'object' && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner;
  });

/** Names of what differs. */
export const differences = (before: Fingerprint, now: Fingerprint): string[] =>
  [...new Set([...Object.keys(before), ...Object.keys(now)])].filter((name) => before[name] !== now[name]).sort();

/** Throws when the schemas of a version that has been released are no longer what they were. */
export function refuseChange(version: number, published: readonly number[], before: Fingerprint | null, now: Fingerprint): void {
  if (!published.includes(version)) return;
  const changed = before ? differences(before, now) : ['all'];
  if (changed.length > 0)
    throw new Error(
      `Version ${version} of the protocol is published and has changed: ${changed.join(', ')}. ` +
        `Raise PROTOCOL_VERSION in src/protocol/version.ts, keep ${version} in SPOKEN_VERSIONS, and run \`npm run generate\`.`,
    );
}
