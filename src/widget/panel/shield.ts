/**
 * Events that pages use for their own purposes: keys for shortcuts, wheel and touch for smooth scrolling, focus for the trap
 * of a modal.
 */
const KINDS = ['keydown', 'keypress', 'keyup', 'wheel', 'touchstart', 'touchmove', 'mousedown', 'focus', 'focusin'];
/** Events that the widget itself listens to. */
const HEARD = /^(key|wheel)/;

const shielded = new WeakSet<AbortSignal>();

/**
 * Hides the element's events from the page until the signal aborts (H1). The page sees every event of a shadow tree as
 * coming from the element, so a page's own check "not while the visitor types" lets it pass. The shield listens on the
 * window, before any listener of the document, and passes the event on inside only.
 */
export function shield(element: Element, signal: AbortSignal): void {
  if (shielded.has(signal)) return;
  shielded.add(signal);
  for (const kind of KINDS) {
    const options = { capture: true, passive: /^[wt]/.test(kind), signal };
    addEventListener(kind, (event) => event.target === element && keepInside(event, element), options);
  }
  addEventListener('click', (event) => event.target === element && rescue(event, element), { capture: true, signal });
}

/** The trap of a modal swallows clicks outside of it; the button that was clicked still has to work. */
function rescue(event: Event, element: Element): void {
  const path = event.composedPath();
  let arrived = false;
  const arrive = (): void => {
    arrived = true;
  };
  path[0]?.addEventListener(event.type, arrive, { capture: true, once: true });
  setTimeout(() => {
    path[0]?.removeEventListener(event.type, arrive, true);
    if (!arrived && event.defaultPrevented) repeat(event, path, element);
  });
}

function keepInside(event: Event, element: Element): void {
  event.stopImmediatePropagation();
  if (HEARD.test(event.type) && repeat(event, event.composedPath(), element)) event.preventDefault();
}

/**
 * Fires the event in each shadow tree on its path, so that nothing leaves the element. Returns whether the default was
 * prevented.
 */
function repeat(event: Event, path: readonly EventTarget[], element: Element): boolean {
  const Kind = event.constructor as new (type: string, init: object) => Event;
  // An event's constructor options have the same names as its members.
  const init = new Proxy(event, { get: (from, name): unknown => name !== 'composed' && Reflect.get(from, name) });
  let prevented = false;
  let target = path[0];
  for (const node of path) {
    if (!(node instanceof ShadowRoot)) continue;
    prevented = !target?.dispatchEvent(new Kind(event.type, init)) || prevented;
    target = node.host;
    if (target === element) break;
  }
  return prevented;
}
