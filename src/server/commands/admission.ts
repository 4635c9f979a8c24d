import { CLOSE } from '../../protocol/index.ts';
import { CommandError, refusalOf } from '../command-error.ts';
import type { PrincipalLimits } from '../access/limits.ts';
import type { Services } from '../services.ts';

/** The sender of a command: `v:` and the visitor's id, or `o:` and the operator's. It survives reconnects and token rotation. */
export type Principal = `v:${string}` | `o:${string}`;

type Command = { readonly type: string; readonly cid: string };
type Frame = { readonly type: string; readonly cid?: unknown };

/** No message is under way for longer than this: a connection that stays silent this long is dead (R4). */
const UNDER_WAY_MS = 10_000;

/** A command that carries a message. Messages are stored in the order their sender wrote them. */
export const isMessage = (command: { readonly type: string }): boolean =>
  command.type === 'message.send' || command.type === 'message.reply';

const isEnd = ({ type }: Command): boolean => type === 'session.end' || type === 'visitor.logout';

/**
 * Limits one connection, or all HTTP requests of a person: the rate of the person behind it (R11) and the order of their messages. A
 * client has several messages under way (C5). When one is refused for a temporary reason, the messages behind it are refused
 * too until it comes again; otherwise they would be stored before it.
 */
export class Admission {
  readonly principal: Principal;
  readonly #services: Services;
  readonly #limits: PrincipalLimits;
  #held: { cid: string; error: CommandError; at: number; place: number } | undefined;
  /** The order of arrival: a refusal concerns the messages behind it, never an earlier one that still waits for its commit. */
  readonly #places = new WeakMap<Command, number>();
  #arrived = 0;

  constructor(services: Services, principal: Principal) {
    this.principal = principal;
    this.#services = services;
    this.#limits = principal.startsWith('v:') ? services.limits.visitor : services.limits.operator;
  }

  /** Admits any frame or request but a ping; `further` may refuse it too. Throws `rate_limited`. */
  frame(frame?: Frame, further?: () => void): void {
    const message = frame && isMessage(frame) && typeof frame.cid === 'string' ? (frame as Command) : null;
    if (message) this.#places.set(message, ++this.#arrived);
    try {
      this.#take('frames');
      further?.();
    } catch (error) {
      if (message) this.refused(message, error);
      throw error;
    }
  }

  /** The refusal of a frame that cannot be parsed. A client that keeps sending such frames is closed. */
  broken(): CommandError {
    return new CommandError('invalid', { message: 'A frame is a JSON object with a "type".', ...this.#patience() });
  }

  /** Admits a command before it waits for its transaction. Throws `rate_limited`. */
  command(command: Command): void {
    if (!isMessage(command)) {
      // A visitor who has used up their messages can still end the session: ends have a bucket of their own with the same rate.
      if (this.principal.startsWith('v:')) this.#take('messages', isEnd(command) ? 'ends' : 'messages');
      return;
    }
    if (!this.#places.has(command)) this.#places.set(command, ++this.#arrived);
    this.inOrder(command);
    try {
      this.#take('messages');
    } catch (error) {
      this.refused(command, error);
      throw error;
    }
  }

  /** Checked again inside the transaction: a message before this one may have been refused meanwhile. */
  inOrder(command: Command): void {
    const held = this.#held;
    if (!held || !isMessage(command) || this.#placeOf(command) <= held.place) return;
    const age = this.#services.clock.now() - held.at;
    if (held.cid !== command.cid && age >= 0 && age < UNDER_WAY_MS) throw held.error;
    this.#held = undefined;
  }

  /** Remembers a temporary refusal, for the first message it hits. */
  refused(command: Command, error: unknown): void {
    const refusal = refusalOf(error) ?? new CommandError('internal');
    const place = this.#placeOf(command);
    if (!isMessage(command) || !refusal.retry || (this.#held && this.#held.place <= place)) return;
    const { code, message, retryAfterMs } = refusal;
    this.#held = {
      cid: command.cid,
      place,
      at: this.#services.clock.now(),
      error: new CommandError(code, { message, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) }),
    };
  }

  #placeOf(command: Command): number {
    return this.#places.get(command) ?? this.#arrived;
  }

  #take(kind: keyof PrincipalLimits, bucket: string = kind): void {
    const retryAfterMs = this.#services.rates.take(`${this.principal} ${bucket}`, this.#limits[kind]);
    if (retryAfterMs > 0) throw new CommandError('rate_limited', { retryAfterMs, ...this.#patience() });
  }

  #patience(): { close?: number } {
    const { rates, limits } = this.#services;
    const { count, windowMs } = limits.refusals;
    const wait = rates.take(`${this.principal} refusals`, { burst: count, perSecond: count / (windowMs / 1000) });
    return wait > 0 ? { close: CLOSE.rateLimited } : {};
  }
}

/** People whose HTTP requests are remembered, the latest ones. Only the last seconds of each matter. */
const REMEMBERED_MAX = 10_000;

/**
 * A connection has an admission of its own. HTTP requests of one person share one: a message in a later request must not
 * overtake one that an earlier request could not store (C5).
 */
export class Admissions {
  readonly #services: Services;
  readonly #known = new Map<Principal, Admission>();

  constructor(services: Services) {
    this.#services = services;
  }

  of(principal: Principal): Admission {
    const admission = this.#known.get(principal) ?? new Admission(this.#services, principal);
    this.#known.delete(principal);
    this.#known.set(principal, admission);
    const [oldest] = this.#known.keys();
    if (this.#known.size > REMEMBERED_MAX && oldest !== undefined) this.#known.delete(oldest);
    return admission;
  }
}

/** Charges a visitor's page view to their message rate (F2). When false, operators see the page, but it is not stored. */
export const mayStorePage = ({ rates, limits }: Pick<Services, 'rates' | 'limits'>, visitorId: string): boolean =>
  rates.take(`v:${visitorId} messages`, limits.visitor.messages) === 0;
