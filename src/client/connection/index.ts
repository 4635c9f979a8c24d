export { Connection } from './connection.ts';
export type { ServerFrame, SocketClass } from './connection.ts';
export type { ConnectionState } from '../chat-state.ts';
export { systemClock } from './clock.ts';
export type { Clock } from './clock.ts';
