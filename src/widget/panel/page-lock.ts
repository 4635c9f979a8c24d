let sheet: CSSStyleSheet | undefined;

/**
 * Stops the page from scrolling; returns the undo. A rule of our own: what the page sets meanwhile on its root stays as it is (H3).
 * Inside an `@layer` important beats the page's important rules as well.
 */
export function lockPage(): () => void {
  if (!sheet) (sheet = new CSSStyleSheet()).replaceSync('@layer{:root{overflow:hidden!important}}');
  const lock = sheet;
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, lock];
  return () => {
    document.adoptedStyleSheets = document.adoptedStyleSheets.filter((one) => one !== lock);
  };
}
