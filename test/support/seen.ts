/** Measures how a page looks to its reader. */

const STRONG_RTL = /[\p{Script=Arabic}\p{Script=Hebrew}]/u;
const LETTER = /\p{L}/u;

function* textsIn(root: Node): Generator<Text> {
  for (const node of root.childNodes) {
    if (node instanceof Text) yield node;
    else if (node instanceof Element && !node.matches('style, svg, .sr, .avatar, .logo')) yield* textsIn(node.shadowRoot ?? node);
  }
}

/** The box of one character. */
function boxOf(text: Text, at: number): DOMRect {
  const range = document.createRange();
  range.setStart(text, at);
  range.setEnd(text, at + 1);
  return range.getBoundingClientRect();
}

/** Texts that do not begin at the side of their own direction. */
export function misdirected(root: Node): string[] {
  const wrong: string[] = [];
  for (const node of textsIn(root)) {
    const text = node.data;
    if (!LETTER.test(text) || !node.parentElement?.checkVisibility()) continue;
    const first = boxOf(node, text.search(/\S/));
    let at = text.trimEnd().length - 1;
    // The end of the first line.
    while (at > 0 && Math.abs(boxOf(node, at).top - first.top) > 4) at--;
    while (at > 0 && /\s/.test(text[at]!)) at--;
    const last = boxOf(node, at);
    if (at <= text.search(/\S/) || !first.width || !last.width) continue;
    const isRtl = STRONG_RTL.test([...text].find((one) => LETTER.test(one))!);
    if (isRtl ? last.left > first.left : last.left < first.left) wrong.push(text.trim());
  }
  return wrong;
}

const linear = (channel: number): number => (channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4);

function luminance(colour: string): number {
  const pixel = new OffscreenCanvas(1, 1).getContext('2d')!;
  pixel.fillStyle = colour;
  pixel.fillRect(0, 0, 1, 1);
  const [r, g, b] = [...pixel.getImageData(0, 0, 1, 1).data].map((value) => linear(value / 255));
  return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
}

const grandparent = (element: Element): Element | null =>
  element.parentElement ?? (element.getRootNode() as Partial<ShadowRoot>).host ?? null;

/** Contrast of an element's text with its background. */
export function contrastOf(element: Element): number {
  let ground = 'Canvas';
  for (let at: Element | null = element; at; at = grandparent(at)) {
    const { backgroundColor } = getComputedStyle(at);
    if (/^rgba\(.*, 0\)$/.test(backgroundColor)) continue;
    ground = backgroundColor;
    break;
  }
  const [light, dark] = [luminance(getComputedStyle(element).color), luminance(ground)].sort((a, b) => b - a);
  return (light! + 0.05) / (dark! + 0.05);
}

/** The colour of links on this page. */
export function linkText(): string {
  const probe = document.body.appendChild(document.createElement('i'));
  probe.style.cssText = 'forced-color-adjust: none; color: LinkText';
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}

/** The texts that are partly hidden, unless they match `but`. */
export function cutOff(root: Node, but = 'i'): string[] {
  const cut: string[] = [];
  for (const { data, parentElement } of textsIn(root)) {
    if (!data.trim() || parentElement?.closest(but)) continue;
    for (let at = parentElement; at && at !== root; at = at.parentElement) {
      const { overflowX, overflowY, display } = getComputedStyle(at);
      if (!at.checkVisibility()) break;
      if (display === 'inline') continue;
      const hides = (overflow: string): boolean => overflow === 'hidden' || overflow === 'clip';
      if ((hides(overflowX) && at.scrollWidth > at.clientWidth + 1) || (hides(overflowY) && at.scrollHeight > at.clientHeight + 1))
        cut.push(data.trim());
    }
  }
  return cut;
}
