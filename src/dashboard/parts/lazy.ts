import { loadTexts } from '../strings/index.ts';

/** A part of the screen. What is not needed at first sight is a file of its own, with its elements, sheets and texts. */
export interface Part<T> {
  /** What the file exports; undefined while it is on its way, or could not be had. Whoever asks for it fetches it. */
  readonly code: T | undefined;
  /** For something that is done rather than drawn. Undefined when the file could not be had; the app says so. */
  ready(): Promise<T | undefined>;
}

const parts = new Set<Pick<LazyPart<unknown>, 'isMissing' | 'ahead' | 'fetch' | 'ready'>>();
const watchers = new Set<() => void>();

export class LazyPart<T> implements Part<T> {
  readonly #load: () => Promise<T>;
  readonly ahead: boolean;
  #code: T | undefined;
  #coming: Promise<T | undefined> | undefined;
  readonly #acts: ((code: T) => void)[] = [];
  /** It is wanted on the screen and could not be had. */
  isMissing = false;

  /** `ahead`: it is fetched before anybody asks, once there is nothing else to do. */
  constructor(load: () => Promise<T>, { ahead = true } = {}) {
    this.#load = load;
    this.ahead = ahead;
    parts.add(this);
  }

  get code(): T | undefined {
    if (this.#code === undefined && !this.isMissing) void this.ready();
    return this.#code;
  }

  async ready(): Promise<T | undefined> {
    this.isMissing = false;
    const code = await this.fetch();
    this.isMissing = code === undefined;
    if (this.isMissing) tell();
    if (code === undefined) this.#acts.splice(0, this.#acts.length - 1);
    else for (const act of this.#acts.splice(0)) act(code);
    return code;
  }

  /** Does something with the code as soon as it is here: after a "Try again" too, and then only what was asked for last. */
  use(act: (code: T) => void): void {
    if (this.#code !== undefined) return act(this.#code);
    this.#acts.push(act);
    void this.ready();
  }

  /** Has it at hand for later, without a word when that fails. */
  fetch(): Promise<T | undefined> {
    return (this.#coming ??= Promise.all([this.#load(), loadTexts('en')]).then(
      ([code]) => {
        this.#code = code;
        tell();
        return code;
      },
      () => (this.#coming = undefined),
    ));
  }
}

/** A part that is there from the start. */
export const atHand = <T>(code: T): Part<T> => ({ code, ready: () => Promise.resolve(code) });

function tell(): void {
  for (const watcher of watchers) watcher();
}

/** Hears of each file that has come, or could not be had. */
export function watchParts(watcher: () => void, signal: AbortSignal): void {
  watchers.add(watcher);
  signal.addEventListener('abort', () => watchers.delete(watcher));
}

export const isPartMissing = (): boolean => [...parts].some(({ isMissing }) => isMissing);

export function retryParts(): void {
  for (const part of parts) if (part.isMissing) void part.ready();
  tell();
}

/** While nothing else is to be done: what is opened later opens at once. One file after the other. */
export async function fetchAllParts(signal: AbortSignal): Promise<void> {
  for (const part of parts) {
    if (signal.aborted) return;
    if (part.ahead) await part.fetch();
  }
}

const IDLE_MS = 500;
let isAhead = false;

/** As above, as soon as the browser has nothing else to do. */
export function fetchAheadOnce(signal: AbortSignal): void {
  if (isAhead) return;
  isAhead = true;
  const fetch = (): void => void fetchAllParts(signal);
  // Safari does not say when it is idle.
  if ('requestIdleCallback' in globalThis) requestIdleCallback(fetch);
  else setTimeout(fetch, IDLE_MS);
}
