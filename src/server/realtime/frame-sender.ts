import type { WebSocket } from 'ws';
import { CLOSE } from '../../protocol/index.ts';
import type { Limits } from '../access/limits.ts';

/** Facts without a number that may be lost (E5). */
const EPHEMERAL: ReadonlySet<string> = new Set(['typing', 'visitor', 'operators']);

const encoded = new WeakMap<object, Buffer>();

/** What several are told is made once, and those who do not read it hold the same bytes, not each his own. */
function encode(frame: object): Buffer {
  let bytes = encoded.get(frame);
  if (!bytes) encoded.set(frame, (bytes = Buffer.from(JSON.stringify(frame))));
  return bytes;
}

/**
 * Sends frames to one connection. What a slow reader has not taken yet waits in memory, so that is bounded (R11): first he
 * misses ephemeral frames, then he is closed and resumes by cursor when he can.
 */
export function frameSender<F extends { readonly type: string }>(
  socket: Pick<WebSocket, 'readyState' | 'OPEN' | 'bufferedAmount' | 'send' | 'close'>,
  limits: Pick<Limits, 'slowDropBytes' | 'slowCloseBytes'>,
): (frame: F) => void {
  return (frame) => {
    if (socket.readyState !== socket.OPEN) return;
    const waiting = socket.bufferedAmount;
    if (waiting > limits.slowCloseBytes) {
      socket.close(CLOSE.slowConsumer, 'slow consumer');
      return;
    }
    if (waiting > limits.slowDropBytes && EPHEMERAL.has(frame.type)) return;
    socket.send(encode(frame), { binary: false });
  };
}
