/** Announces short facts to assistive technology, wherever the focus is (U1). */
export interface Voice extends HTMLElement {
  say(text: string): void;
  /** A thread on the screen announces its messages itself, with everything else that happens in it. */
  thread?: boolean;
}

/** Texts that arrive together are announced together, because a screen reader drops lines when too many wait. */
const JOIN_MS = 150;
/** Lines are kept for a time, not by number, because one may have to wait until others are read. */
const KEPT_MS = 15_000;

/** A live region of its own. It has to stand in the page before it speaks. */
export function createVoice(): Voice {
  const host = document.createElement('div');
  host.className = 'voice';
  host.style.cssText = 'position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:pre';
  const region = document.createElement('div');
  region.setAttribute('aria-live', 'polite');
  // The shadow root is closed, so that a search in the page or in a test finds each message once.
  host.attachShadow({ mode: 'closed' }).append(region);
  let lines: string[] = [];
  return Object.assign(host, {
    say(text: string) {
      if (lines.push(text) > 1) return;
      setTimeout(() => {
        const line = document.createElement('p');
        line.textContent = lines.join('\n');
        lines = [];
        region.append(line);
        setTimeout(() => line.remove(), KEPT_MS);
      }, JOIN_MS);
    },
  });
}
