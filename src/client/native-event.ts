/**
 * The browser's own `Event`, or Node's. Old libraries put something else under that name (MooTools 1.2 a wrapper), and what is made
 * from theirs cannot be dispatched (H5). Its descendants still know it.
 */
export const NativeEvent = Object.getPrototypeOf(MessageEvent) as typeof Event;
