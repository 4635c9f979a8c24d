import { playTones } from '../../ui/tones.ts';

/** The name from before names told servers apart. */
const FORMER = 'chat_sound';
const keyOf = (kept: string): string => `${kept}_sound`;

// Sound is off until the page is left: the site stores nothing, or the browser refuses to.
let offHere = false;

/** The menu offers sound only where the browser can play it. */
export const canPlay = (): boolean => 'AudioContext' in globalThis;

/** On unless the visitor switched it off. `kept`: name of everything the browser keeps for this chat; '' keeps nothing. */
export function soundIsOn(kept: string): boolean {
  if (!kept) return !offHere;
  try {
    return (localStorage.getItem(keyOf(kept)) ?? localStorage.getItem(FORMER)) !== 'off';
  } catch {
    return !offHere;
  }
}

/** Remembers the visitor's choice. Their click on the switch is the interaction that allows storing it. */
export function setSound(on: boolean, kept: string): void {
  offHere = !on;
  if (!kept) return;
  try {
    localStorage.setItem(keyOf(kept), on ? 'on' : 'off');
  } catch {
    // Site data is blocked: the choice lasts until the visitor leaves the page.
  }
}

let context: AudioContext | undefined;

/** All tabs receive a message within this time. */
const ONCE_MS = 1500;

/**
 * Lets one tab with this chat play the sound, the first one that can (R9). Where locks do not work each tab plays it: that
 * is worse than once and better than never.
 */
async function inOneTab(kept: string, play: () => void): Promise<void> {
  try {
    await navigator.locks.request(keyOf(kept), { ifAvailable: true }, async (mine) => {
      if (!mine) return;
      play();
      await new Promise((done) => setTimeout(done, ONCE_MS));
    });
  } catch {
    // Missing on plain http, refused where site data is blocked.
    play();
  }
}

/**
 * Two soft notes, made on the spot, because a file would be one more request. Silent until the visitor has touched the page
 * once.
 */
export function chime(kept: string): void {
  if (!canPlay() || !soundIsOn(kept)) return;
  context ??= new AudioContext();
  // Browsers suspend the context before the first gesture. A message from that time must not ring later.
  if (context.state !== 'running') return void context.resume().catch(() => undefined);
  const playing = context;
  void inOneTab(kept, () => playTones(playing, [660, 880], 0.12, 0.12));
}
