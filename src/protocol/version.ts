/** The version of the wire protocol that clients built from this code speak. */
export const PROTOCOL_VERSION = 2;

/** The window (N10): a `hello` with a version outside it is answered with `unsupported_protocol`. */
export const SPOKEN_VERSIONS: readonly number[] = [1, 2];

/**
 * Released versions. Pages that are in use speak them, so their schemas never change again. The first change after a release
 * needs a new PROTOCOL_VERSION; `npm run generate` insists on it.
 */
export const PUBLISHED_VERSIONS: readonly number[] = [1];
