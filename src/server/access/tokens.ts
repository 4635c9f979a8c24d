import { createHash, randomBytes } from 'node:crypto';

/** 32 random bytes, base64url: opaque, so that it can be revoked at once. */
export const mintToken = () => randomBytes(32).toString('base64url');

/** What is stored of a token: a stolen database gives no live one. A fast hash is right for 256 random bits. */
export const hashToken = (token: string) => createHash('sha256').update(token).digest('base64url');
