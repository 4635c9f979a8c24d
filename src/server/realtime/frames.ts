import type { RawData, WebSocket } from 'ws';
import { CLOSE, FRAME_MAX_BYTES, HELLO_MAX_BYTES, HELLO_TIMEOUT_MS, type ErrorFrame, type Pong } from '../../protocol/index.ts';
import { CommandError, errorFrame, frameOfError, refusalOf } from '../command-error.ts';
import type { Limits } from '../access/limits.ts';
import type { Services } from '../services.ts';
import { parseFrame, type Frame } from '../input/frame.ts';

export const NO_FRAME = 'A frame is a JSON object with a "type".';

export interface FrameHandlers {
  /** Handles the first frame. Throwing refuses the connection. */
  hello(frame: Frame): Promise<void>;
  /** Handles every later frame, one call after the other in the order of arrival. `bytes`: the length of the frame. */
  frame(frame: Frame, bytes: number): Promise<void> | void;
  /** The error for data that is no frame, on a connection that has been greeted. */
  broken(): CommandError;
}

/**
 * Reads frames off a WebSocket and checks size, JSON and the hello deadline (R1). An error that a handler throws becomes an
 * `error` frame with the cid of the request; anything but a CommandError is logged whole and reaches the client as `internal`.
 */
export function readFrames(
  socket: WebSocket,
  services: Pick<Services, 'log' | 'limits'>,
  handlers: FrameHandlers,
  options: { helloTimeoutMs: number } = { helloTimeoutMs: HELLO_TIMEOUT_MS },
): void {
  let greeted = false;
  const send = frameSender<ErrorFrame | Pong>(socket, services.limits);
  const deadline = setTimeout(() => {
    socket.close(CLOSE.helloTimeout, 'no hello');
  }, options.helloTimeoutMs);

  const refuse = (error: unknown, cid: string | undefined): CommandError | null => {
    const refusal = refusalOf(error);
    if (refusal !== error) services.log.error({ err: error }, 'a frame could not be handled');
    send(frameOfError(error, cid));
    return refusal;
  };

  socket.on('message', (data: RawData, isBinary: boolean) => {
    // A close frame has already been sent. Anything that still arrives is ignored, even if the peer never closes.
    if (socket.readyState !== socket.OPEN) return;
    const size = (data as Buffer).byteLength;
    if (size > (greeted ? FRAME_MAX_BYTES : HELLO_MAX_BYTES)) {
      send(errorFrame('too_large', { message: `A frame has ${greeted ? FRAME_MAX_BYTES : HELLO_MAX_BYTES} bytes at most.` }));
      socket.close(CLOSE.tooLarge, 'frame too large');
      return;
    }
    const frame = isBinary ? null : parseFrame((data as Buffer).toString());
    if (!frame) {
      const refusal = greeted ? handlers.broken() : new CommandError('invalid', { message: NO_FRAME, close: CLOSE.invalid });
      refuse(refusal, undefined);
      if (refusal.close !== undefined) socket.close(refusal.close);
      return;
    }
    const cid = typeof frame.cid === 'string' ? frame.cid : undefined;
    if (!greeted && frame.type === 'ping') {
      // The client only tests whether frames get through; it is no visitor yet (N7).
      send({ type: 'pong' });
      return;
    }
    if (!greeted) {
      greeted = true;
      clearTimeout(deadline);
      handlers.hello(frame).catch((error: unknown) => {
        socket.close(closeOf(refuse(error, cid)), 'hello refused');
      });
      return;
    }
    void (async () => {
      try {
        await handlers.frame(frame, size);
      } catch (error) {
        const close = refuse(error, cid)?.close;
        if (close !== undefined) socket.close(close);
      }
    })();
  });
  socket.on('close', () => {
    clearTimeout(deadline);
  });
  // On a broken frame (bad UTF-8, wrong masking, beyond the parser's limit) ws closes the connection itself.
  socket.on('error', (error) => {
    services.log.debug({ err: error }, 'a connection broke');
  });
}

export function closeOf(refusal: CommandError | null): number {
  if (refusal?.code === 'unauthorized') return CLOSE.tokenUnknown;
  if (refusal?.code === 'draining') return CLOSE.draining;
  return refusal === null || refusal.retry ? CLOSE.tryAgain : CLOSE.invalid;
}

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
