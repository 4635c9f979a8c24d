import { html } from 'lit';
import type { TemplateResult } from 'lit';
import type { MenuController } from '../../ui/menu.ts';
import { adoptSheets } from '../styles/index.ts';
import { menuStyles } from './menu-styles.ts';

adoptSheets({ menu: menuStyles });

/**
 * A menu beside its button; with one pane a sheet at the bottom. Its layer covers the screen there, so that a press beside the
 * sheet closes it and reaches nothing below.
 */
export const menuLayer = (menu: MenuController, o: { label: string; name?: string }, items: TemplateResult): TemplateResult =>
  html`<div
    class="menu-layer"
    popover="manual"
    @keydown=${menu.onMenuKeydown}
    @click=${(event: Event) => event.target === event.currentTarget && menu.hide()}
  >
    <div class="menu ${o.name ?? ''}" role="menu" aria-label=${o.label}>${items}</div>
  </div>`;
