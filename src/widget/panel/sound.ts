import { playTones } from '../../ui/tones.ts';

/** Before the name of what is kept told servers apart. */
const FORMER = 'chat_sound';
const keyOf = (kept: string): string => `${kept}_sound`;

// For pages that keep nothing, and for browsers that refuse to remember.
let offHere = false;

/** Sound is worth a menu item only where it can play. */
export const canPlay = (): boolean => 'AudioContext' in globalThis;

/** On unless the visitor switched it off. `kept`: name of what the browser keeps for this chat; '' keeps nothing. */
export function soundIsOn(kept: string): boolean {
  if (!kept) return !offHere;
  try {
    return (localStorage.getItem(keyOf(kept)) ?? localStorage.getItem(FORMER)) !== 'off';
  } catch {
    return !offHere;
  }
}

/** Remembers the visitor's choice. Their click on the switch is the interaction that allows the trace. */
export function setSound(on: boolean, kept: string): void {
  offHere = !on;
  if (!kept) return;
  try {
    localStorage.setItem(keyOf(kept), on ? 'on' : 'off');
  } catch {
    // Site data is blocked: the choice lasts until the page is left.
  }
}

let context: AudioContext | undefined;

/** Tabs hear of a message within this time of each other. */
const ONCE_MS = 1500;

/**
 * Lets one tab with this chat play, the first that could (R9). Where locks do not work each plays for itself: that is
 * worse than once and better than never.
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

/** Two soft notes, made on the spot: a file would be one more request. Silent until the page was touched once. */
export function chime(kept: string): void {
  if (!canPlay() || !soundIsOn(kept)) return;
  context ??= new AudioContext();
  // Browsers keep the context asleep before the first gesture; a message from then must not ring later.
  if (context.state !== 'running') return void context.resume().catch(() => undefined);
  const playing = context;
  void inOneTab(kept, () => playTones(playing, [660, 880], 0.12, 0.12));
}
