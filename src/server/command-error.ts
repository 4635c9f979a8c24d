import { ERRORS, type ErrorCode, type ErrorFrame } from '../protocol/index.ts';

/** A refusal with a code from the one table of errors. Anything else that is thrown is a fault: logged whole, answered `internal`. */
export class CommandError extends Error {
  readonly code: ErrorCode;
  /** Member of the request the refusal is about. */
  readonly field: string | undefined;

  constructor(code: ErrorCode, options: { message?: string; field?: string } = {}) {
    super(options.message ?? ERRORS[code].message);
    this.code = code;
    this.field = options.field;
  }
}

/** The frame that tells a client of an error. */
export function errorFrame(code: ErrorCode, options: { cid?: string | undefined; message?: string | undefined; field?: string | undefined } = {}): ErrorFrame {
  const { retry, message } = ERRORS[code];
  return {
    type: 'error',
    code,
    retry,
    message: options.message ?? message,
    ...(options.cid === undefined ? {} : { cid: options.cid }),
    ...(options.field === undefined ? {} : { field: options.field }),
  };
}

/** SQLite's result code, PostgreSQL's SQLSTATE: conditions that pass, and what they are to a client. */
const STORAGE_FAULTS: Readonly<Record<string, ErrorCode>> = { 5: 'busy', 13: 'storage_full', '40001': 'busy', '40P01': 'busy', '53100': 'storage_full', '57P01': 'unavailable', ECONNREFUSED: 'unavailable', ECONNRESET: 'unavailable' };

/** The refusal that an error stands for; null when it is a fault of ours. */
export function refusalOf(error: unknown): CommandError | null {
  if (error instanceof CommandError) return error;
  const { errcode, code } = (error ?? {}) as { errcode?: number; code?: string };
  const known = STORAGE_FAULTS[errcode === undefined ? (code ?? '') : errcode & 0xff];
  return known === undefined ? null : new CommandError(known);
}
