/**
 * Ends the task, so that the browser can handle a touch or draw a frame: work that takes long on a slow phone is done in
 * pieces. (`scheduler.yield` would say the same, but only one engine has it.)
 */
export const yieldToBrowser = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));
