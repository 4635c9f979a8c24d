import type { Gate } from '../../protocol/index.ts';
import { isFinal } from '../command-error.ts';
import type { Ports } from '../ports.ts';
import { gate, type Holds } from '../store/blocks.ts';
import { raiseGateVersion } from '../store/sites.ts';
import type { VisitorConnection } from './hub.ts';

/** The visitor and addresses a block covers. */
export interface BlockTarget {
  readonly siteId: string;
  readonly visitorId: string | null;
  readonly addressKeys: readonly string[];
}

type Who = Pick<VisitorConnection, 'visitorId' | 'addressKey'>;

interface Held extends BlockTarget {
  /** Pages are told this version of the gate while the block waits to be stored. It is higher than any they know, so they obey it (B6). */
  readonly version: number;
}

type PendingBlocksPorts = Pick<Ports, 'hub' | 'unitOfWork' | 'store' | 'log'>;

/** How long until a block that could not be stored is tried again. */
export const HELD_AGAIN_MS = 1000;
/** The most blocks that are held: more than a team can set while a disk is being changed. */
const HELD_MAX = 1000;

/**
 * Blocks that cannot be stored because the disk or the database fails. They hold at once, in the memory of this process, and
 * the server retries until they are stored, even if the operator's connection is gone. The end of the process forgets them;
 * nobody was told that they are stored, and the operator's dashboard sends the command again.
 */
export class PendingBlocks implements Holds {
  readonly #ports: PendingBlocksPorts;
  readonly #held = new Map<string, Held>();
  /** The highest gate version of each site, as far as this process knows. */
  readonly #versions = new Map<string, number>();
  readonly #timers = new Set<NodeJS.Timeout>();
  #stopped = false;

  constructor(ports: PendingBlocksPorts) {
    this.#ports = ports;
  }

  over(stored: Gate, siteId: string, visitorId: string | null, addressKey: string | null): Gate {
    this.#versions.set(siteId, Math.max(this.#version(siteId), stored.version));
    let gate = stored;
    for (const held of this.#held.values())
      if (held.siteId === siteId && isHit(held, { visitorId, addressKey }))
        gate = { show: false, version: Math.max(gate.version, held.version) };
    return gate;
  }

  /** Holds a block under the name of its command until `store` succeeds; false when too many are held. */
  hold(name: string, target: BlockTarget, store: () => Promise<unknown>): boolean {
    if (this.#held.has(name)) return true;
    if (this.#stopped || this.#held.size >= HELD_MAX) return false;
    const held = { ...target, version: this.#version(target.siteId) + 1 };
    this.#held.set(name, held);
    this.#versions.set(target.siteId, held.version);
    this.#ports.hub.hide(target.siteId, held.version, (connection) => isHit(target, connection));
    this.#ports.log.error({ site: target.siteId }, 'a block cannot be stored; it holds in memory and is tried again');
    this.#later(name, held, store);
    return true;
  }

  /** Stops all retries. */
  stop(): void {
    this.#stopped = true;
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
  }

  #version(siteId: string): number {
    return this.#versions.get(siteId) ?? 0;
  }

  #later(name: string, held: Held, store: () => Promise<unknown>): void {
    if (this.#stopped) return;
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      void this.#again(name, held, store);
    }, HELD_AGAIN_MS);
    timer.unref();
    this.#timers.add(timer);
  }

  async #again(name: string, held: Held, store: () => Promise<unknown>): Promise<void> {
    const { unitOfWork, log } = this.#ports;
    try {
      await store().catch(async (error: unknown) => {
        if (!isFinal(error)) throw error;
        // The block has become impossible and hides nobody, so the pages it has hidden need a newer gate version.
        log.error({ err: error }, 'a block that was held has been given up');
        await unitOfWork.run((tx) => raiseGateVersion(tx, held.siteId, held.version));
      });
      this.#held.delete(name);
      await openGates(this.#ports, this, held.siteId);
    } catch (error) {
      log.debug({ err: error }, 'a block still cannot be stored');
      this.#later(name, held, store);
    }
  }
}

export const isHit = (target: Pick<BlockTarget, 'visitorId' | 'addressKeys'>, who: Who): boolean =>
  (target.visitorId !== null && who.visitorId === target.visitorId) ||
  (who.addressKey !== null && target.addressKeys.includes(who.addressKey));

/** Opens the gate of each hidden connection that no block covers any more. A block that came meanwhile has the higher version (B6). */
export async function openGates({ hub, store, log }: Omit<PendingBlocksPorts, 'unitOfWork'>, holds: Holds, siteId: string): Promise<void> {
  const open = async (connection: VisitorConnection) => {
    const { visitorId, addressKey } = connection;
    const state = await gate(store.read, holds, siteId, visitorId, addressKey === null ? null : { key: addressKey });
    if (state.show) hub.sendGate(connection, state);
  };
  for (const result of await Promise.allSettled(hub.inLimbo(siteId).map(open)))
    // The widget asks again on its own (B6).
    if (result.status === 'rejected') log.error({ err: result.reason as unknown }, 'a gate could not be read');
}
