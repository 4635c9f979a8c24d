/**
 * The browser's own `Event`, or Node's. Old libraries put a class of their own in the place of the global `Event` (MooTools 1.2
 * does), and its events cannot be dispatched (H5). `MessageEvent` still inherits from the original.
 */
export const NativeEvent = Object.getPrototypeOf(MessageEvent) as typeof Event;
