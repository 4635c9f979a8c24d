export { Connection } from './connection.ts';
export type { ConnectionOptions, ServerFrame, SocketClass, SocketLike } from './connection.ts';
export { reconnectDelay } from './backoff.ts';
export { systemClock } from './clock.ts';
export type { Clock } from './clock.ts';
export type { ConnectionState } from '../chat-state.ts';
export { watchNetwork } from './network.ts';
