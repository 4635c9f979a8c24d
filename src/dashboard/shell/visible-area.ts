/**
 * Keeps the screen above an on-screen keyboard. Where the keyboard lies over the page instead of shrinking it, as on iOS, only the
 * visual viewport knows what is left; `--visible` and `--visible-top` tell the sheets.
 */
export function watchVisibleArea(): void {
  for (const moved of ['resize', 'scroll']) visualViewport?.addEventListener(moved, fit);
}

function fit(): void {
  const { style } = document.documentElement;
  const { height, offsetTop, scale } = visualViewport!;
  // Two fingers make the visual viewport smaller too; what they do is not undone.
  const isCovered = Math.abs(scale - 1) < 0.01 && height < innerHeight - 1;
  for (const [name, px] of [
    ['--visible', height],
    ['--visible-top', offsetTop],
  ] as const) {
    if (isCovered) style.setProperty(name, `${px}px`);
    else style.removeProperty(name);
  }
}
