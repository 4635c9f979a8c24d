import { CHATS_PER_COMMAND, LEFT_AFTER_MS, SESSION_IDLE_DAYS, type LastMessage } from '../../protocol/index.ts';
import { CommandContext } from '../commands/command-context.ts';
import type { Services } from '../services.ts';
import { listSilentChats } from '../store/chats.ts';
import { readMeta, writeMeta } from '../store/meta.ts';
import { listSiteIds } from '../store/sites.ts';
import { findIdleSession, listIdleSessions } from '../store/sessions.ts';

/** How often the sweep runs. */
export const IDLE_SWEEP_MS = 3_600_000;
/** The longest time between two sweeps that counts. More means that the clock jumped or the server stood still: nobody was idle. */
const GAP_MAX_MS = 3 * IDLE_SWEEP_MS;
const IDLE_MS = SESSION_IDLE_DAYS * 86_400_000;
const KEY = 'idle_clock';

/**
 * Ends the sessions in which nobody wrote for 30 days of running time, each in its own small transaction. A visitor who writes
 * just before keeps the session; one who writes just after starts a new one. Returns how many sessions it ended. It runs at
 * the start, where it also reads the idle clock, and every hour.
 */
export async function sweepIdle(services: Services): Promise<number> {
  const { unitOfWork, store, clock, idleClock } = services;
  idleClock.ms = await unitOfWork.run(async (tx) => {
    const at = clock.now();
    const last = JSON.parse((await readMeta(tx, KEY)) ?? JSON.stringify({ at, ms: 0 })) as { at: number; ms: number };
    const passed = at - last.at;
    const ms = last.ms + (passed > 0 && passed <= GAP_MAX_MS ? passed : 0);
    await writeMeta(tx, KEY, JSON.stringify({ at, ms }));
    return ms;
  });
  const before = idleClock.ms - IDLE_MS;
  if (before < 0) return 0;
  let ended = 0;
  for (const { id, site_id } of await listIdleSessions(store.read, before)) {
    const hit = await unitOfWork.run(async (tx, after) => {
      const session = await findIdleSession(tx, id, before);
      if (!session) return 0;
      const context = new CommandContext(services, tx, after, site_id);
      await context.endSession(session, 'idle');
      await context.queueEvents();
      return 1;
    });
    ended += hit;
  }
  return ended;
}

/**
 * Marks the chats that were left: an operator wrote last, and nobody has written for a day (L6). They need no more work, and a
 * new message brings a chat back. It runs with the sweep above.
 */
export async function sweepLeft(services: Services): Promise<number> {
  const { unitOfWork, clock, store } = services;
  let left = 0;
  for (const siteId of await listSiteIds(store.read)) {
    let after = { at: 0, id: '' };
    for (let full = true; full;) {
      const marked = await unitOfWork.run(async (tx, then) => {
        const context = new CommandContext(services, tx, then, siteId);
        const rows = await listSilentChats(tx, siteId, clock.now() - LEFT_AFTER_MS, after, CHATS_PER_COMMAND);
        const answered = rows.filter(
          ({ unread, last }) => unread === 0 && last !== null && (JSON.parse(last) as LastMessage).author !== 'visitor',
        );
        for (const chat of answered) await context.changeChat(chat, { done: 1 });
        await context.queueEvents();
        return { rows, count: answered.length };
      });
      const last = marked.rows.at(-1);
      full = marked.rows.length === CHATS_PER_COMMAND;
      if (last) after = { at: last.last_at, id: last.id };
      left += marked.count;
    }
  }
  return left;
}
