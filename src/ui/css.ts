/** Styles for `adoptedStyleSheets`. Lit's own `css` does the same and more, and every page with an open panel would pay for it. */
export interface Styles {
  readonly cssText: string;
  /** Made when it is first used. */
  readonly styleSheet: CSSStyleSheet;
}

export function css({ raw: [cssText = ''] }: TemplateStringsArray): Styles {
  let sheet: CSSStyleSheet | undefined;
  return {
    cssText,
    get styleSheet() {
      if (!sheet) (sheet = new CSSStyleSheet()).replaceSync(cssText);
      return sheet;
    },
  };
}
