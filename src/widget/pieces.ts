// The shell's elements are built by hand: no innerHTML, so that Trusted Types have nothing to say.

export const element = <Name extends 'b' | 'button' | 'div' | 'i' | 'p' | 'slot' | 'span'>(
  name: Name,
  part = '',
  text = '',
): HTMLElementTagNameMap[Name] => {
  const made = document.createElement(name);
  if (part) made.setAttribute('part', (made.className = part));
  made.textContent = text;
  return made;
};

const svg = (name: string): SVGElement => document.createElementNS('http://www.w3.org/2000/svg', name);

/** An icon of one line, on a grid of this size. */
export const glyph = (size: number, line: string): SVGElement => {
  const icon = svg('svg');
  icon.append(svg('path'));
  drawGlyph(icon, size, line);
  return icon;
};

export const drawGlyph = (icon: SVGElement, size: number, line: string): void => {
  icon.setAttribute('viewBox', `0 0 ${size} ${size}`);
  icon.firstElementChild!.setAttribute('d', line);
};
