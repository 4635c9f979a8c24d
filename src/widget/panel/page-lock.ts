let sheet: CSSStyleSheet | undefined;

/**
 * Stops the page from scrolling. Returns the undo. It uses a rule of its own, so styles that the page sets on its root
 * meanwhile stay as they are (H3). Important rules inside an `@layer` beat the page's important rules as well.
 */
export function lockPage(): () => void {
  if (!sheet) (sheet = new CSSStyleSheet()).replaceSync('@layer{:root{overflow:hidden!important}}');
  const lock = sheet;
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, lock];
  return () => {
    document.adoptedStyleSheets = document.adoptedStyleSheets.filter((one) => one !== lock);
  };
}
