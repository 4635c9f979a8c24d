import { COMMANDS_PER_REQUEST, FRAME_MAX_BYTES } from '../protocol/limits.ts';

/** A request with as many of the first commands as its limits of number and bytes allow. It is sent as text, so that no preflight is needed. */
export function commandsRequest(head: object, all: readonly object[]): { body: string; count: number } {
  for (let count = Math.min(all.length, COMMANDS_PER_REQUEST); ; count--) {
    const body = JSON.stringify({ ...head, commands: all.slice(0, count) });
    if (count < 2 || new TextEncoder().encode(body).length <= FRAME_MAX_BYTES) return { body, count };
  }
}
