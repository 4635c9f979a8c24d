/**
 * The wire format: types, limits and error codes. It includes no validator: the schemas are in `schema/`, and only the server
 * imports them.
 */
export { PROTOCOL_VERSION, PUBLISHED_VERSIONS, SPOKEN_VERSIONS } from './version.ts';
export * from './limits.ts';
export * from './rules.ts';
export { CLOSE, ERRORS } from './errors.ts';
export type { ErrorCode, ErrorInfo } from './errors.ts';
export * from './inbox-order.ts';
export { fold, visitorSearchText } from './search-text.ts';
export type * from './types.ts';
