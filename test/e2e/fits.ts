import { expect, type Page } from '@playwright/test';
import { comesToRest } from './fixtures.ts';

/**
 * Fails with every control that is cut off, too small for `target` pixels, or lies under something once it is scrolled to;
 * and with whatever scrolls sideways.
 */
export async function expectFits(page: Page, where: string, target: number): Promise<void> {
  await comesToRest(page);
  const wrong = await page.evaluate((least) => {
    const found: string[] = [];
    const say = (what: string, element: Element, figures: string): void => {
      found.push(`${what}: <${element.localName} class="${element.className}"> ${element.textContent.trim().slice(0, 40)} ${figures}`);
    };
    const layer = document.querySelector('dialog[open], .menu-layer:popover-open') ?? document.body;
    const isShown = (element: Element): boolean => {
      const { width, height } = element.getBoundingClientRect();
      return element.checkVisibility({ visibilityProperty: true }) && width > 1 && height > 1;
    };
    const page = document.scrollingElement!;
    if (page.scrollWidth > innerWidth) say('the page scrolls sideways', page, `${page.scrollWidth} > ${innerWidth}`);
    for (const element of layer.querySelectorAll('*')) {
      if (!isShown(element) || element.closest('svg')) continue;
      const { overflowX, textOverflow } = getComputedStyle(element);
      if (overflowX !== 'visible' && textOverflow !== 'ellipsis' && element.scrollWidth > element.clientWidth + 1)
        say('scrolls sideways', element, `${element.scrollWidth} > ${element.clientWidth}`);
    }
    for (const control of layer.querySelectorAll<HTMLElement>('a, button, input, textarea, select, [role^="menuitem"], [role="tab"]')) {
      if (!isShown(control) || control.closest('.bubble')) continue;
      // The link or box of a row and the name in a head are pressed anywhere in their box, a checkbox anywhere on its label.
      const area =
        control.closest<HTMLElement>('label, .who') ??
        (control.matches('.name, .row > .check') ? control.closest<HTMLElement>('.row')! : control);
      area.scrollIntoView({ block: 'nearest', inline: 'nearest' });
      const { left, right, top, bottom, width, height } = area.getBoundingClientRect();
      const figures = [left, top, right, bottom].map(Math.round).join(' ');
      if (left < -1 || right > innerWidth + 1 || (height <= innerHeight && (top < -1 || bottom > innerHeight + 1)))
        say('is cut off', control, figures);
      const isInline = control.matches('p a, li a, .ident a, .between *');
      if (Math.min(width, height) < (isInline ? 24 : least) - 0.5) say('is too small', control, `${width} x ${height}`);
      const on = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
      if (!on || !(area.contains(on) || on.contains(control)))
        say(`lies under <${on?.localName} class="${on?.className}">`, control, figures);
    }
    return found;
  }, target);
  expect.soft(wrong, where).toEqual([]);
}
