export { ChatEvent } from './events.ts';
export type {
  ChatAvailabilityChangeEvent,
  ChatBeforeEndEvent,
  ChatBeforeOpenEvent,
  ChatBeforeSendEvent,
  ChatBlockEvent,
  ChatCloseEvent,
  ChatErrorEvent,
  ChatEventMap,
  ChatMessageEvent,
  ChatMessageStatusEvent,
  ChatOpenEvent,
  ChatOperatorJoinEvent,
  ChatRatingEvent,
  ChatReadyEvent,
  ChatSessionEndEvent,
  ChatSessionStartEvent,
  ChatTypingEvent,
  ChatUnblockEvent,
  ChatUnreadChangeEvent,
} from './events.ts';
export type { TranscriptLine } from './parts.ts';
