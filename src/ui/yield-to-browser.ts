/**
 * Ends the task, so that a touch or a frame can come in between: work that is long on a slow phone is done in pieces.
 * (`scheduler.yield` would say the same, but only one engine has it.)
 */
export const yieldToBrowser = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));
