import type {
  Availability,
  Gate,
  NumberedSiteEvent,
  Operator,
  OperatorServerFrame,
  PageRef,
  VisitorServerFrame,
} from '../../protocol/index.ts';
import { cleanLine } from '../input/text-from-outside.ts';
import type { OperatorRecord } from '../store/operators.ts';
import type { LivePresence } from '../store/visitors.ts';

/** One visitor's WebSocket, or the polls in its place. In limbo the connection is only told about the gate. */
export interface VisitorConnection {
  readonly siteId: string;
  /** Once the connection has joined, only `changeVisitor` changes this. */
  visitorId: string | null;
  /** The family of the token the connection was opened with; null without one. */
  readonly family: string | null;
  readonly addressKey: string | null;
  readonly tab: string;
  limbo: boolean;
  page: PageRef | null;
  /** When the client last sent a frame. */
  heardAt: number;
  send(frame: VisitorServerFrame): void;
  close(code: number): void;
}

/** One operator's WebSocket, or the polls in its place. */
export interface OperatorConnection {
  readonly siteId: string;
  readonly operator: OperatorRecord;
  /** Hash of the login token, to end the connection with the log-in. */
  readonly login: string;
  /** When the log-in expires, and the connection with it. */
  readonly expiresAt: number;
  presence: 'online' | 'away';
  send(frame: OperatorServerFrame): void;
  close(code: number): void;
}

interface SiteRoom {
  readonly visitors: Set<VisitorConnection>;
  /** The same connections by visitor: a frame for one visitor must not search through thousands. */
  readonly byVisitor: Map<string | null, Set<VisitorConnection>>;
  readonly operators: Set<OperatorConnection>;
  announced: Availability;
}

/** Going from one page to the next is no absence: a visitor who is back within this time never left. */
const ABSENCE_GRACE_MS = 5000;

/** The connections of this process, and the only place that sends to several of them. */
export class Hub {
  readonly #rooms = new Map<string, SiteRoom>();
  readonly #timers = new Set<NodeJS.Timeout>();
  #count = 0;
  /** Connections that were told to close and stay here until the other end has answered. */
  readonly #ending = new WeakSet<VisitorConnection>();
  /** Called when a visitor's last connection has been gone for the grace period. */
  onVisitorLeft: ((siteId: string, visitorId: string) => void) | undefined;

  #room(siteId: string): SiteRoom {
    let room = this.#rooms.get(siteId);
    if (!room) this.#rooms.set(siteId, (room = { visitors: new Set(), byVisitor: new Map(), operators: new Set(), announced: 'away' }));
    return room;
  }

  get connections(): number {
    return this.#count;
  }

  /** Every connection, of visitors and operators. */
  everyone(): (VisitorConnection | OperatorConnection)[] {
    return [...this.#rooms.values()].flatMap((room) => [...room.visitors, ...room.operators]);
  }

  #end(connection: VisitorConnection, code: number): void {
    this.#ending.add(connection);
    connection.close(code);
  }

  /* Visitors */

  /** Adds a connection and returns its removal. */
  addVisitor(connection: VisitorConnection): () => void {
    const room = this.#room(connection.siteId);
    const { visitorId } = connection;
    const wasOnline = visitorId !== null && this.live(connection.siteId, visitorId).online;
    room.visitors.add(connection);
    this.#index(room, connection);
    this.#count += 1;
    if (visitorId !== null && !connection.limbo && !wasOnline) this.#announceVisitor(connection.siteId, visitorId);
    return () => {
      if (!room.visitors.delete(connection)) return;
      this.#count -= 1;
      this.#unindex(room, connection);
      if (visitorId === null || connection.limbo) return;
      this.#later(() => {
        if (this.live(connection.siteId, visitorId).online) return;
        this.#announceVisitor(connection.siteId, visitorId);
        this.onVisitorLeft?.(connection.siteId, visitorId);
      });
    };
  }

  #index(room: SiteRoom, connection: VisitorConnection): void {
    const own = room.byVisitor.get(connection.visitorId);
    if (own) own.add(connection);
    else room.byVisitor.set(connection.visitorId, new Set([connection]));
  }

  #unindex(room: SiteRoom, connection: VisitorConnection): void {
    const own = room.byVisitor.get(connection.visitorId);
    own?.delete(connection);
    if (own?.size === 0) room.byVisitor.delete(connection.visitorId);
  }

  /** Assigns one browser's connections to another visitor. */
  changeVisitor(siteId: string, family: string, visitorId: string): void {
    const room = this.#room(siteId);
    for (const connection of this.ofFamily(siteId, family)) {
      this.#unindex(room, connection);
      connection.visitorId = visitorId;
      this.#index(room, connection);
    }
  }

  /** The visitor's connections, without those in limbo. */
  *ofVisitor(siteId: string, visitorId: string): Generator<VisitorConnection> {
    for (const connection of this.#own(siteId, visitorId)) if (!connection.limbo) yield connection;
  }

  #own(siteId: string, visitorId: string | null): Iterable<VisitorConnection> {
    return this.#room(siteId).byVisitor.get(visitorId) ?? [];
  }

  /** Visitors who are at one of the addresses now. */
  *visitorsAtAddress(siteId: string, addressKeys: readonly string[]): Generator<string> {
    for (const { visitorId, addressKey, limbo } of this.#room(siteId).visitors)
      if (visitorId !== null && addressKey !== null && !limbo && addressKeys.includes(addressKey)) yield visitorId;
  }

  /** The connections of one browser, limbo or not. */
  *ofFamily(siteId: string, family: string): Generator<VisitorConnection> {
    for (const connection of this.#room(siteId).visitors) if (connection.family === family) yield connection;
  }

  live(siteId: string, visitorId: string): LivePresence {
    let page: PageRef | null = null;
    let online = false;
    for (const connection of this.ofVisitor(siteId, visitorId)) {
      online = true;
      page = connection.page ?? page;
    }
    return { online, page: page && { url: page.url, title: cleanLine(page.title) ?? '' } };
  }

  /** Visitors who now look at a page that `isMeant` accepts. */
  visitorsAt(siteId: string, isMeant: (url: string) => boolean, max: number): string[] {
    const found = new Set<string>();
    for (const { visitorId, limbo, page } of this.#room(siteId).visitors) {
      if (found.size >= max) break;
      if (visitorId !== null && !limbo && page && isMeant(page.url)) found.add(visitorId);
    }
    return [...found];
  }

  toVisitor(siteId: string, visitorId: string, frame: VisitorServerFrame, except?: VisitorConnection): void {
    for (const connection of this.ofVisitor(siteId, visitorId)) if (connection !== except) connection.send(frame);
  }

  /** A new hello of the same visitor and tab replaces the older connection (R7). */
  replaceTab(connection: VisitorConnection, closeCode: number): void {
    for (const other of this.#own(connection.siteId, connection.visitorId))
      if (other !== connection && other.tab === connection.tab) this.#end(other, closeCode);
  }

  /** Runs before a connection joins: closes the visitor's longest-silent connections, so that at most `max` are left (R11). */
  makeRoom(connection: VisitorConnection, max: number, closeCode: number): void {
    if (connection.visitorId === null) return;
    const own = [...this.#own(connection.siteId, connection.visitorId)].filter((other) => !this.#ending.has(other));
    own.sort((a, b) => a.heardAt - b.heardAt);
    for (const other of own.slice(0, Math.max(0, own.length + 1 - max))) this.#end(other, closeCode);
  }

  setPage(connection: VisitorConnection, page: PageRef): void {
    connection.page = page;
    if (connection.visitorId !== null) this.#announceVisitor(connection.siteId, connection.visitorId);
  }

  /* Gate */

  /** Hides the widget on every connection the predicate matches; those connections stay in limbo (B5). */
  hide(siteId: string, version: number, isHit: (connection: VisitorConnection) => boolean): void {
    for (const connection of this.#room(siteId).visitors) {
      if (!isHit(connection)) continue;
      connection.limbo = true;
      connection.send({ type: 'gate', show: false, version });
      if (connection.visitorId !== null) this.#announceVisitor(siteId, connection.visitorId);
    }
  }

  inLimbo(siteId: string): VisitorConnection[] {
    return [...this.#room(siteId).visitors].filter((connection) => connection.limbo);
  }

  sendGate(connection: VisitorConnection, gate: Gate): void {
    connection.send({ type: 'gate', ...gate });
  }

  /* Operators */

  /** Adds a connection and returns its removal. The team is told when the operator comes or goes, not of each of their connections. */
  addOperator(connection: OperatorConnection): () => void {
    const { siteId, operator } = connection;
    const room = this.#room(siteId);
    const before = this.presenceOf(siteId, operator.id);
    room.operators.add(connection);
    this.#count += 1;
    if (before !== connection.presence) this.#announceTeam(siteId);
    return () => {
      if (!room.operators.delete(connection)) return;
      this.#count -= 1;
      const isGone = () => this.presenceOf(siteId, operator.id) === 'offline';
      if (isGone())
        this.#later(() => {
          if (isGone()) this.#announceTeam(siteId);
        });
    };
  }

  hasOperators(siteId: string): boolean {
    return this.#room(siteId).operators.size > 0;
  }

  toOperators(siteId: string, frame: OperatorServerFrame): void {
    for (const connection of this.#room(siteId).operators) connection.send(frame);
  }

  /** Sends to every operator but this one. */
  toOthers(siteId: string, operatorId: string, frame: OperatorServerFrame): void {
    for (const connection of this.#room(siteId).operators) if (connection.operator.id !== operatorId) connection.send(frame);
  }

  publish(siteId: string, events: readonly NumberedSiteEvent[]): void {
    for (const event of events) this.toOperators(siteId, { type: 'event', ...event });
  }

  /** One person has one presence: a choice in one tab holds in all their tabs and on every site. */
  setPresence(operatorId: string, presence: 'online' | 'away'): void {
    for (const [siteId, { operators }] of this.#rooms) {
      const own = [...operators].filter(({ operator }) => operator.id === operatorId);
      for (const connection of own) connection.presence = presence;
      if (own.length > 0) this.#announceTeam(siteId);
    }
  }

  presenceOf(siteId: string, operatorId: string): Operator['presence'] {
    for (const connection of this.#room(siteId).operators) if (connection.operator.id === operatorId) return connection.presence;
    return 'offline';
  }

  availability(siteId: string): Availability {
    for (const connection of this.#room(siteId).operators) if (connection.presence === 'online') return 'online';
    return 'away';
  }

  /** Operators who are online, each once. */
  team(siteId: string): OperatorRecord[] {
    const team = new Map<string, OperatorRecord>();
    for (const { operator, presence } of this.#room(siteId).operators) if (presence === 'online') team.set(operator.id, operator);
    return [...team.values()];
  }

  /** Ends the connections that a log-in opened. */
  closeLogin(login: string, code: number): void {
    for (const room of this.#rooms.values())
      for (const connection of room.operators) if (connection.login === login) connection.close(code);
  }

  /** Ends the connections whose log-in has expired. */
  closeExpired(now: number, code: number): void {
    for (const room of this.#rooms.values())
      for (const connection of room.operators) if (connection.expiresAt <= now) connection.close(code);
  }

  /** Stops every timer. */
  stop(): void {
    for (const timer of this.#timers) clearTimeout(timer);
  }

  #announceVisitor(siteId: string, visitorId: string): void {
    this.toOperators(siteId, { type: 'visitor', visitor: visitorId, ...this.live(siteId, visitorId) });
  }

  #announceTeam(siteId: string): void {
    const room = this.#room(siteId);
    const present = new Map<string, Operator>();
    for (const { operator, presence } of room.operators) present.set(operator.id, { ...operator, presence });
    this.toOperators(siteId, { type: 'operators', operators: [...present.values()] });
    const availability = this.availability(siteId);
    if (availability === room.announced) return;
    room.announced = availability;
    for (const connection of room.visitors) if (!connection.limbo) connection.send({ type: 'availability', value: availability });
  }

  #later(run: () => void): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      run();
    }, ABSENCE_GRACE_MS);
    timer.unref();
    this.#timers.add(timer);
  }
}
