import type { ErrorCode } from '../../protocol/index.ts';

/** What a visitor, or the page, says of him; a missing member stays, null removes. */
export interface Person {
  readonly name?: string | null;
  readonly email?: string | null;
}

/** What the site vouches for: a signed token, or for sites that migrate a user id and its HMAC-SHA256 in hexadecimal. */
export type Proof =
  | { readonly jwt: string; readonly userId?: never; readonly hash?: never }
  | { readonly jwt?: never; readonly userId: string; readonly hash: string };

/** Why `identify` rejects. `code` is null when nothing will be answered any more. */
export const identityRefusal = (code: ErrorCode | null): Error & { code: ErrorCode | null } =>
  Object.assign(new Error(`The visitor was not identified: ${code ?? 'cancelled'}.`), { code });
