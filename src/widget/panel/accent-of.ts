import { accentFrom, type Accent } from '../../ui/accent.ts';

/**
 * The accent values of any CSS colour, or null when it is not a colour. `probe` is an element in the document: through it
 * the browser itself turns names and functions into numbers.
 */
function accentOf(colour: string, probe: HTMLElement): Accent | null {
  if (!CSS.supports('color', colour)) return null;
  probe.style.color = colour;
  const [r, g, b] =
    getComputedStyle(probe)
      .color.match(/^rgba?\((\d+), (\d+), (\d+)/)
      ?.slice(1) ?? [];
  probe.style.color = '';
  return b === undefined ? null : accentFrom([r, g, b].map((part) => Number(part).toString(16).padStart(2, '0')).join(''));
}

/** Gives the panel its accent, or its own colour back. */
export function paint(panel: HTMLElement & { readonly accent: string }): void {
  const knobs = panel.accent ? accentOf(panel.accent, panel) : null;
  for (const knob of ['--accent-h', '--accent-c'] as const) {
    if (knobs) panel.style.setProperty(knob, String(knobs[knob]));
    else panel.style.removeProperty(knob);
  }
}
