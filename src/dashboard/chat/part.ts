import { LazyPart } from '../parts/lazy.ts';

/** The chat that is open, when one is. */
export const chatPart = new LazyPart(async () => (await import('./pane.ts')).chatPane);
