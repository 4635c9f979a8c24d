import { MENU_EDGE_PX, MENU_GAP_PX, type MenuOptions } from './menu.ts';

/** Places a menu with the library, which is loaded with the first menu that opens. */
export const floating: NonNullable<MenuOptions['place']> = async (trigger, menu, placement) => {
  const { computePosition, flip, offset, shift } = await import('@floating-ui/dom');
  return computePosition(trigger, menu, {
    strategy: 'fixed',
    placement,
    middleware: [offset(MENU_GAP_PX), flip(), shift({ padding: MENU_EDGE_PX })],
  });
};
