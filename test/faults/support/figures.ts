import { appendFileSync } from 'node:fs';
import { availableParallelism, loadavg } from 'node:os';
import { addressLimits } from '../../../src/server/access/limits.ts';

/** The full figures, or the subset that `npm test` has time for. */
export const FULL = process.env['FAULTS'] !== 'subset';
/** Every random choice of a run comes from here; a failing run prints it. */
export const SEED = Number(process.env['SEED'] ?? Math.floor(Math.random() * 2 ** 31));

/** The figure of this run; `FIGURE=n` sets another one. */
export const amount = (full: number, subset: number): number => Number(process.env['FIGURE'] ?? (FULL ? full : subset));

/** A small generator of good quality (mulberry32): the same seed, the same numbers. */
export function generator(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

export interface Figure {
  readonly fault: string;
  /** The figure that the full run, or the subset, has to reach. */
  readonly asked: string;
  readonly reached: string;
  /** Why less was done than the full run asks for, when the reason is another one than the subset. */
  readonly scaled?: string;
}

/** Prints what was measured; the runner collects it. */
export function figure(entry: Figure): void {
  process.stdout.write(
    `  figure: ${entry.fault}: ${entry.reached} (asked: ${entry.asked}${entry.scaled === undefined ? '' : `; ${entry.scaled}`}; seed ${SEED})\n`,
  );
  const file = process.env['FAULTS_FIGURES'];
  if (file) appendFileSync(file, `${JSON.stringify({ ...entry, seed: SEED })}\n`);
}

export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

/**
 * Limits of time hold for a machine that has nothing else to do. When more work waits than there are processors, a limit
 * is stretched in that proportion, and the figure says so.
 */
export function limit(ms: number): { readonly ms: number; readonly note: string } {
  const stretch = Math.max(1, (loadavg()[0] ?? 0) / availableParallelism());
  return { ms: ms * stretch, note: stretch > 1 ? `, limit × ${stretch.toFixed(1)} for the machine's load` : '' };
}

const free = { burst: 1e9, perSecond: 1e9 };
/** Rates nobody reaches, for what is not about rates. */
export const NO_RATES = {
  visitor: { messages: free, frames: free },
  operator: { messages: free, frames: free },
  address: addressLimits(1e6),
};
