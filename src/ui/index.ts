/** What both screens draw with. Every file can be imported by itself. */
export { tokens } from './tokens.ts';
export { primitives } from './primitives.ts';
export { formPrimitives } from './form-primitives.ts';
export { deskPrimitives } from './desk-primitives.ts';
export { messageStyles } from './messages.ts';
export { composerStyles } from './composer-styles.ts';
export * from './icons.ts';
export { accentFrom, type Accent } from './accent.ts';
export { avatar, initials, tint, type AvatarOptions, type Person } from './avatar.ts';
export { findLinks, linkify, type Link } from './linkify.ts';
export {
  DOT,
  fill,
  formatDate,
  formatDateTime,
  formatDay,
  formatDuration,
  formatRelative,
  formatTime,
  formatWhen,
  plural,
  regional,
  type Strings,
} from './i18n.ts';
export { threadItems } from './thread-items.ts';
export type {
  DayItem,
  GroupItem,
  MessageStatus,
  Speaker,
  SystemItem,
  ThreadInput,
  ThreadItem,
  ThreadMessage,
  ThreadPending,
  ThreadSession,
  TimeItem,
  TypingItem,
} from './thread-items.ts';
export type { ThreadStrings } from './thread-strings.ts';
export { messageList, type MessageListOptions } from './message-list.ts';
export { LogAnnouncer } from './log-announcer.ts';
export { StickToEndController } from './stick-to-end.ts';
export { jumpPill } from './jump-pill.ts';
export { ComposerController, type ComposerControllerOptions } from './composer-controller.ts';
export { MenuController, type MenuOptions } from './menu.ts';
export { trap, type TrapOptions } from './focus-trap.ts';
