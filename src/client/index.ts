export { ChatClient } from './chat-client.ts';
export type { Rating } from './chat-client.ts';
export type { ChatClientOptions, StorageMode } from './options.ts';
export type { ChatState, OutboxEntry, SessionView } from './chat-state.ts';
export type { ConnectionState } from '../link/connection.ts';
export { ChatEvent } from './events.ts';
export type { ChatEventDetails, ChatEventName, ChatEventOf, MessageStatus, TroubleCode } from './events.ts';
export type { Person, Proof } from './identity/person.ts';
