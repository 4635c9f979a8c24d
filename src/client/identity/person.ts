/** What visitors, or the page, say about themselves. A missing member stays as it is, null removes it. */
export interface Person {
  readonly name?: string | null;
  readonly email?: string | null;
}

/**
 * The site's proof of identity: a signed token, or, for sites that migrate, a user id and its HMAC-SHA256 in hexadecimal.
 */
export type Proof =
  | { readonly jwt: string; readonly userId?: never; readonly hash?: never }
  | { readonly jwt?: never; readonly userId: string; readonly hash: string };
