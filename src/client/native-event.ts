/**
 * The browser's own `Event`, or Node's. Old libraries replace that name (MooTools 1.2 with a wrapper), and events made from
 * their class cannot be dispatched (H5). The native subclasses still lead to the original.
 */
export const NativeEvent = Object.getPrototypeOf(MessageEvent) as typeof Event;
