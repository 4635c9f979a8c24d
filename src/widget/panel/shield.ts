/** What a page makes its own: shortcuts out of keys, smooth scrolling out of wheel and touch, the trap of a modal out of focus. */
const KINDS = ['keydown', 'keypress', 'keyup', 'wheel', 'touchstart', 'touchmove', 'mousedown', 'focus', 'focusin'];
/** What the widget itself wants to hear. */
const HEARD = /^(key|wheel)/;

const shielded = new WeakSet<AbortSignal>();

/**
 * Keeps what happens in the element from the page, until the signal says otherwise (H1). To a page every event of a shadow tree comes
 * from the element, so its own "not while somebody types" lets it pass. Heard on the window, before any listener of the document, and
 * given on inside alone.
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

/** The trap of a modal swallows clicks outside of it: the button that was pressed is pressed all the same. */
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

/** Tells each shadow tree on the path of its own, so that nothing leaves the element. Answers whether the default was prevented. */
function repeat(event: Event, path: readonly EventTarget[], element: Element): boolean {
  const Kind = event.constructor as new (type: string, init: object) => Event;
  // What makes an event has the names of its members.
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
