import { isLanguage, type Language } from '../../src/ui/languages.ts';

/** The theme, language and direction in which a state is drawn. */
export interface Look {
  readonly theme: 'light' | 'dark';
  readonly lang: Language;
  readonly dir: 'ltr' | 'rtl';
}

export const PLAIN: Look = { theme: 'light', lang: 'en', dir: 'ltr' };

/** One state of the widget or the dashboard. */
export interface State {
  readonly title: string;
  /** Width and height of the window it is drawn in. */
  readonly size: readonly [width: number, height: number];
  /** The part that is pictured, by selector; else all of the window. */
  readonly part?: string;
  /** A second picture of it is compared, in which this differs from the plain look. */
  readonly also?: 'dark' | 'ru' | 'rtl';
  /** Draws it into the empty page. Resolves when it stands. */
  draw(look: Look): Promise<void>;
}

export function readLook(query: URLSearchParams): Look {
  const lang = query.get('lang');
  return {
    theme: query.get('theme') === 'dark' ? 'dark' : 'light',
    lang: isLanguage(lang) ? lang : 'en',
    dir: query.get('dir') === 'rtl' ? 'rtl' : 'ltr',
  };
}

export const queryOf = (look: Look): Record<keyof Look, string> => ({ ...look });

type Root = Document | ShadowRoot;

/** Presses elements one after the other, each as soon as it is there and stands still. */
export async function press(root: Root, selectors: readonly string[]): Promise<void> {
  for (const selector of selectors) {
    const target = await appears<HTMLElement>(root, selector);
    await still(root);
    target.click();
  }
}

/** A menu measures its place when it opens, so its button has to be at rest by then. */
async function still(root: Root): Promise<void> {
  const passing = root.getAnimations().filter(({ effect }) => effect?.getComputedTiming().iterations !== Infinity);
  await Promise.allSettled(passing.map(({ finished }) => finished));
}

/** The element, once it is there. */
export async function appears<E extends Element>(root: Root, selector: string): Promise<E> {
  for (;;) {
    const found = root.querySelector<E>(selector);
    if (found) return found;
    await new Promise((resolve) => requestAnimationFrame(resolve));
  }
}
