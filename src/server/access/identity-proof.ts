import { createHmac, timingSafeEqual } from 'node:crypto';
import { importSPKI, jwtVerify, type CryptoKey, type JWTPayload, type JWTVerifyOptions } from 'jose';
import { EMAIL_MAX_CHARS, isEmail, NAME_MAX_CHARS, PERSON_MAX_CHARS, type VisitorIdentify } from '../../protocol/index.ts';
import { CommandError } from '../command-error.ts';
import { cleanLine } from '../input/text-from-outside.ts';
import type { IdentityKeys } from '../store/identity-keys.ts';

/** A person the site vouches for. A missing name or e-mail was not signed. */
export interface Person {
  readonly id: string;
  readonly name?: string;
  readonly email?: string;
}

/** The clocks of two machines may differ by this many seconds. */
const LEEWAY_S = 60;
const LIFE_MAX_S = 86_400;

/**
 * Checks a proof of identity. Throws CommandError `identity_invalid`. Its message tells the site's developer what is wrong,
 * and nothing about the keys.
 */
export async function provePerson(
  proof: Pick<VisitorIdentify, 'jwt' | 'userId' | 'hash'>,
  site: { siteKey: string; keys: IdentityKeys },
  now: number,
): Promise<Person> {
  const { jwt, userId, hash } = proof;
  if ((jwt === undefined) === (userId === undefined) || (userId === undefined) !== (hash === undefined))
    throw new CommandError('invalid', { message: 'Give either "jwt", or "userId" and "hash".' });
  if (jwt !== undefined) return fromJwt(jwt, site, now);
  if (!hashIsRight(userId ?? '', hash ?? '', site.keys)) throw new CommandError('identity_invalid', { field: 'hash' });
  return { id: userId ?? '' };
}

/** Compares every key, each in constant time, so that the duration tells nothing. */
function hashIsRight(userId: string, hash: string, keys: IdentityKeys): boolean {
  const given = Buffer.from(hash, 'hex');
  return (
    keys.secrets
      .map(({ key }) => createHmac('sha256', key).update(userId).digest())
      .filter((right) => right.length === given.length && timingSafeEqual(right, given)).length > 0
  );
}

async function fromJwt(jwt: string, { siteKey, keys }: { siteKey: string; keys: IdentityKeys }, now: number): Promise<Person> {
  const options = {
    audience: siteKey,
    clockTolerance: LEEWAY_S,
    currentDate: new Date(now),
    requiredClaims: ['sub', 'exp'],
  } satisfies JWTVerifyOptions;
  let reason: unknown;
  for (const { algorithm, key } of await trusted(keys)) {
    try {
      // Our key decides the algorithm, never the token's header, so a public key cannot pass as an HMAC secret. Other key
      // hints in the header (kid, jku, jwk, x5u, x5c) are ignored.
      const { payload } = await jwtVerify(jwt, key, { ...options, algorithms: [algorithm] });
      return personOf(payload, now);
    } catch (error) {
      // The most useful reason wins: with this key the signature was right and a claim was wrong.
      if (!reason || hasClaim(error)) reason = error;
    }
  }
  if (reason instanceof CommandError) throw reason;
  throw new CommandError('identity_invalid', {
    field: 'jwt',
    message: hasClaim(reason) ? `The token's claim "${reason.claim}" is not valid.` : 'The token is not signed with a key of this site.',
  });
}

const hasClaim = (error: unknown): error is { claim: string } =>
  typeof (error as { claim?: unknown } | undefined)?.claim === 'string' || error instanceof CommandError;

async function trusted(keys: IdentityKeys): Promise<{ algorithm: 'HS256' | 'ES256'; key: Uint8Array | CryptoKey }[]> {
  const secrets = keys.secrets.map(({ key }) => ({ algorithm: 'HS256' as const, key: new TextEncoder().encode(key) }));
  return keys.es256 === null ? secrets : [...secrets, { algorithm: 'ES256', key: await importSPKI(keys.es256, 'ES256') }];
}

function personOf({ sub, exp, name, email }: JWTPayload, now: number): Person {
  const invalid = (claim: string, why: string) =>
    new CommandError('identity_invalid', { field: 'jwt', message: `The token's claim "${claim}" ${why}.` });
  if (typeof sub !== 'string' || sub === '' || sub.length > PERSON_MAX_CHARS)
    throw invalid('sub', `is a text of 1 to ${PERSON_MAX_CHARS} characters`);
  // The database would store two such ids as one, and one person would read the other's chats.
  if (sub.includes('\0') || !sub.isWellFormed()) throw invalid('sub', 'has characters that cannot be stored');
  // A token that lives long is as good as a password.
  if (typeof exp !== 'number' || exp - now / 1000 > LIFE_MAX_S + LEEWAY_S) throw invalid('exp', 'is at most 24 hours ahead');
  const text = (claim: string, value: unknown, max: number) => {
    if (value === undefined || value === null || value === '') return undefined;
    if (typeof value !== 'string' || value.length > max) throw invalid(claim, `is a text of ${max} characters at most`);
    return cleanLine(value) ?? undefined;
  };
  const person = { name: text('name', name, NAME_MAX_CHARS), email: text('email', email, EMAIL_MAX_CHARS) };
  if (person.email !== undefined && !isEmail(person.email)) throw invalid('email', 'is no e-mail address');
  return {
    id: sub,
    ...(person.name === undefined ? {} : { name: person.name }),
    ...(person.email === undefined ? {} : { email: person.email }),
  };
}
