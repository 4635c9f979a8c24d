import { html, nothing, type TemplateResult } from 'lit/html.js';
import { plural, type Strings } from './i18n.ts';
import { arrowDownIcon, icon } from './icons.ts';
import type { StickToEndController } from './stick-to-end.ts';

/**
 * Shows "2 new messages" or "Latest messages" while the reader is far from the end. Place it beside the log in a `position:
 * relative` box. Strings: `newMessages` (plural forms, `{n}`), `jumpLatest`.
 */
export const jumpPill = (stick: StickToEndController, strings: Strings, locale: string): TemplateResult | typeof nothing =>
  stick.far
    ? html`<button class="jump" type="button" @click=${() => stick.jump()}>
        ${icon(arrowDownIcon, 's16')}<bdi
          >${stick.newCount ? plural(strings, 'newMessages', stick.newCount, locale) : strings['jumpLatest']}</bdi
        >
      </button>`
    : nothing;
