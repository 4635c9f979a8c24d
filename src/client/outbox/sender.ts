import type { ErrorCode, ErrorFrame, MessageSendResult } from '../../protocol/index.ts';
import type { Clock } from '../../link/clock.ts';
import type { MessageStatus } from '../events.ts';
import type { Outbox } from './outbox.ts';

/** The event of a message follows its ack at once. After this long the client asks for it. */
const EVENT_LIMIT_MS = 2000;

export interface SenderOptions {
  readonly outbox: Outbox;
  readonly clock: Clock;
  /** Milliseconds until a refused message goes again, or null when the refusal is final. */
  readonly againIn: (refusal: ErrorFrame, tries: number) => number | null;
  /** The visitor whose messages may be sent now; null while none may. */
  readonly owner: () => string | null;
  readonly send: (frame: object) => boolean;
  readonly onStatus: (cid: string, status: MessageStatus, error?: ErrorCode) => void;
  /** Texts that go back to the composer because their session has ended. */
  readonly onSessionEnded: (texts: readonly string[]) => void;
  /** seq of the last event on the screen; undefined when the session is not there. */
  readonly lastSeq: (session: string) => number | undefined;
  readonly onMissing: (session: string) => void;
}

/** Sends the outbox to the server and acts on the answers (C3–C6). */
export class Sender {
  readonly #options: SenderOptions;
  #stopHold: (() => void) | null = null;

  constructor(options: SenderOptions) {
    this.#options = options;
  }

  flush(): void {
    const { owner, outbox, send, onStatus } = this.#options;
    const me = owner();
    if (me === null || this.#stopHold) return;
    for (const frame of outbox.take(me)) {
      onStatus(frame.cid, 'sending');
      if (!send(frame)) return;
    }
  }

  /** The connection is gone. The next one begins with the first message without an ack. */
  stop(): void {
    this.#stopHold?.();
    this.#stopHold = null;
    this.#options.outbox.requeue();
  }

  acknowledged(cid: string, result: MessageSendResult): void {
    const { outbox, clock, lastSeq, onMissing } = this.#options;
    if (outbox.acknowledge(cid, result)) {
      if ((lastSeq(result.session) ?? 0) >= result.seq) outbox.remove(cid);
      else
        clock.after(EVENT_LIMIT_MS, () => {
          if (!outbox.has(cid)) return;
          const last = lastSeq(result.session);
          if (last !== undefined && last < result.seq) onMissing(result.session);
          else outbox.remove(cid);
        });
    }
    this.flush();
  }

  /** Returns false when no such message waits. */
  refused(cid: string, refusal: ErrorFrame): boolean {
    const { outbox, clock, againIn, onStatus, onSessionEnded } = this.#options;
    if (!outbox.has(cid)) return false;
    const code = refusal.code as ErrorCode;
    if (code === 'session_ended') {
      onSessionEnded(outbox.stopSession(cid));
    } else if (code === 'blocked') {
      void outbox.wipe();
    } else if (refusal.retry) {
      this.#stopHold?.();
      this.#stopHold = clock.after(againIn(refusal, outbox.postpone(cid)) ?? 0, () => {
        this.#stopHold = null;
        this.flush();
      });
    } else {
      outbox.fail(cid, code);
      onStatus(cid, 'failed', code);
      this.flush();
    }
    return true;
  }
}
