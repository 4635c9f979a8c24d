import { createHash, randomBytes } from 'node:crypto';

/** A token is 32 random bytes in base64url. It is opaque, so it can be revoked at once. */
export const mintToken = () => randomBytes(32).toString('base64url');

/** Only the hash of a token is stored: a stolen database gives no live token. A fast hash is right for 256 random bits. */
export const hashToken = (token: string) => createHash('sha256').update(token).digest('base64url');
