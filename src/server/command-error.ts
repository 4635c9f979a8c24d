import { ERRORS, type ErrorCode, type ErrorFrame } from '../protocol/index.ts';

/** A refusal with a code from the one table of errors. Any other error is a fault: it is logged whole and answered as `internal`. */
export class CommandError extends Error {
  readonly code: ErrorCode;
  /** The member of the request that the refusal is about. */
  readonly field: string | undefined;
  /** The time after which the same command is accepted, for `rate_limited`. */
  readonly retryAfterMs: number | undefined;
  /** The visitor's messages the sender has not seen, for `stale_reply`. */
  readonly newer: number | undefined;
  /** The connection is closed with this code after the refusal. */
  readonly close: number | undefined;

  constructor(code: ErrorCode, options: { message?: string; field?: string; retryAfterMs?: number; newer?: number; close?: number } = {}) {
    super(options.message ?? ERRORS[code].message);
    this.code = code;
    this.field = options.field;
    this.retryAfterMs = options.retryAfterMs;
    this.newer = options.newer;
    this.close = options.close;
  }

  get retry(): boolean {
    return ERRORS[this.code].retry;
  }
}

/** The frame that reports an error to a client. */
export function errorFrame(
  code: ErrorCode,
  options: {
    cid?: string | undefined;
    message?: string | undefined;
    field?: string | undefined;
    retryAfterMs?: number | undefined;
    newer?: number | undefined;
  } = {},
): ErrorFrame {
  const { retry, message } = ERRORS[code];
  return {
    type: 'error',
    code,
    retry,
    message: options.message ?? message,
    ...(options.cid === undefined ? {} : { cid: options.cid }),
    ...(options.field === undefined ? {} : { field: options.field }),
    ...(options.retryAfterMs === undefined ? {} : { retryAfterMs: options.retryAfterMs }),
    ...(options.newer === undefined ? {} : { newer: options.newer }),
  };
}

/** The frame for an error that was thrown. A fault of ours becomes `internal`, without any detail. */
export function frameOfError(error: unknown, cid: string | undefined): ErrorFrame {
  const refusal = refusalOf(error);
  return refusal
    ? errorFrame(refusal.code, {
        cid,
        message: refusal.message,
        field: refusal.field,
        retryAfterMs: refusal.retryAfterMs,
        newer: refusal.newer,
      })
    : errorFrame('internal', { cid });
}

/** Temporary conditions, by SQLite's result code or PostgreSQL's SQLSTATE, with the code a client gets for each. */
const STORAGE_FAULTS: Readonly<Record<string, ErrorCode>> = {
  5: 'busy',
  // Read-only: a system does this to a disk that has failed.
  8: 'unavailable',
  10: 'unavailable',
  13: 'storage_full',
  14: 'unavailable',
  '40001': 'busy',
  '40P01': 'busy',
  '25006': 'unavailable',
  '53100': 'storage_full',
  '53300': 'busy',
  '57P01': 'unavailable',
  '57P02': 'unavailable',
  '57P03': 'unavailable',
  ECONNREFUSED: 'unavailable',
  ECONNRESET: 'unavailable',
  EPIPE: 'unavailable',
  ETIMEDOUT: 'unavailable',
};

/** Messages of node-postgres for a broken connection; these errors have no code. */
const LOST = /^(Connection terminated|Client has encountered a connection error)/;

/** Whether the same command can never succeed. An unforeseen fault may be temporary. */
export const isFinal = (error: unknown): boolean => refusalOf(error)?.retry === false;

/** The refusal that an error stands for; null when it is a fault of ours. */
export function refusalOf(error: unknown): CommandError | null {
  if (error instanceof CommandError) return error;
  const { errcode, code, message } = (error ?? {}) as { errcode?: number; code?: string; message?: string };
  const known = STORAGE_FAULTS[errcode === undefined ? (code ?? '') : errcode & 0xff];
  if (known !== undefined) return new CommandError(known);
  return LOST.test(message ?? '') ? new CommandError('unavailable') : null;
}
