import type { WebSocket } from 'ws';
import { CLOSE } from '../../protocol/index.ts';
import type { Limits } from '../access/limits.ts';

/** Unnumbered frames that may be lost (E5). */
const EPHEMERAL: ReadonlySet<string> = new Set(['typing', 'visitor', 'operators']);

const encoded = new WeakMap<object, Buffer>();

/** Serialises a broadcast frame once. Slow readers then queue the same Buffer instead of one copy each. */
function encode(frame: object): Buffer {
  let bytes = encoded.get(frame);
  if (!bytes) encoded.set(frame, (bytes = Buffer.from(JSON.stringify(frame))));
  return bytes;
}

/**
 * Sends frames to one connection. Frames that a slow reader has not taken yet wait in memory, so their size is bounded (R11).
 * The reader first misses ephemeral frames; then its connection is closed, and it resumes by cursor when it can.
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
