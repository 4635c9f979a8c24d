import type { Gate, SessionEvent } from '../protocol/index.ts';

/** News between tabs of one site and server. */
export type TabMessage =
  | { readonly kind: 'event'; readonly session: string; readonly event: SessionEvent }
  | { readonly kind: 'acked'; readonly cid: string }
  | { readonly kind: 'read'; readonly session: string; readonly seq: number }
  | { readonly kind: 'gate'; readonly gate: Gate }
  /** The cookie changed; read it again. */
  | { readonly kind: 'identity' }
  | { readonly kind: 'wipe' };

/** `owner`: fingerprint of the visitor; tabs of another visitor ignore the message. */
export interface TabLetter {
  readonly message: TabMessage;
  readonly owner: string | null;
}
