/**
 * What crosses the wire: types, limits and error codes. No validator comes along: the schemas live in `schema/` and are
 * imported by the server alone.
 */
export { PROTOCOL_VERSION, PUBLISHED_VERSIONS, SPOKEN_VERSIONS } from './version.ts';
export * from './limits.ts';
export * from './rules.ts';
export { CLOSE, ERRORS } from './errors.ts';
export type { ErrorCode, ErrorInfo } from './errors.ts';
export * from './inbox-order.ts';
export { fold, visitorSearchText } from './search-text.ts';
export type * from './types.ts';
