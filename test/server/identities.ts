import { createHmac, generateKeyPairSync, sign as signWith, type KeyObject } from 'node:crypto';
import type { Ack, ErrorFrame, VisitorIdentifyResult } from '../../src/protocol/index.ts';
import { readIdentityKeys, writeIdentityKeys, type IdentityKeys } from '../../src/server/store/identity-keys.ts';
import { findSite } from '../../src/server/store/sites.ts';
import type { TestServer } from '../support/server.ts';
import type { VisitorWire } from '../support/wire.ts';

const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** A token put together by hand, so that it can be wrong in every way. */
export function jwt(header: object, payload: object, signature: (input: string) => Buffer): string {
  const input = `${encode(header)}.${encode(payload)}`;
  return `${input}.${signature(input).toString('base64url')}`;
}

export const hs256 = (key: string) => (input: string) => createHmac('sha256', key).update(input).digest();
export const es256 = (key: KeyObject) => (input: string) => signWith('sha256', Buffer.from(input), { key, dsaEncoding: 'ieee-p1363' });
export const newEcKeys = () => generateKeyPairSync('ec', { namedCurve: 'P-256' });
export const hmac = (key: string, userId: string) => createHmac('sha256', key).update(userId).digest('hex');

/** The site's own server: it knows the keys and signs for its customers. */
export interface SiteOwner {
  /** The newest HS256 key. */
  readonly key: string;
  claims(sub: string, more?: object): Record<string, unknown>;
  /** A good token of this person. */
  token(sub: string, more?: object): string;
  changeKeys(change: (keys: IdentityKeys) => IdentityKeys): Promise<IdentityKeys>;
}

export async function ownerOf(server: TestServer, siteKey = 'demo'): Promise<SiteOwner> {
  const { store, clock } = server.app.services;
  const site = await findSite(store.read, siteKey);
  if (!site) throw new Error(`no site ${siteKey}`);
  const { keys } = await readIdentityKeys(store.read, site.id, clock.now());
  const key = keys.secrets[0]?.key ?? '';
  const claims = (sub: string, more: object = {}) => ({ sub, aud: siteKey, exp: Math.floor(clock.now() / 1000) + 3600, ...more });
  return {
    key,
    claims,
    token: (sub, more) => jwt({ alg: 'HS256', typ: 'JWT' }, claims(sub, more), hs256(key)),
    async changeKeys(change) {
      const { keys: now } = await readIdentityKeys(store.read, site.id, clock.now());
      const next = change(now);
      await server.app.services.unitOfWork.run((tx) => writeIdentityKeys(tx, site.id, next));
      return next;
    },
  };
}

export const identify = (wire: VisitorWire, token: string): Promise<Ack | ErrorFrame> =>
  wire.command({ type: 'visitor.identify', jwt: token });

/** Identifies and returns the outcome with the new token; throws when it was refused. */
export async function identified(wire: VisitorWire, token: string): Promise<{ outcome: VisitorIdentifyResult['outcome']; token: string }> {
  const answer = await identify(wire, token);
  if (answer.type === 'error') throw new Error(`refused: ${answer.code} ${answer.message}`);
  const { outcome, newToken } = answer.result as VisitorIdentifyResult;
  return { outcome, token: newToken ?? '' };
}
