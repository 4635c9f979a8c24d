import { html, nothing, type TemplateResult } from 'lit/html.js';
import type { VisitorConfig } from '../../protocol/index.ts';
import { avatar, type Person } from '../../ui/avatar.ts';
import { downIcon, icon, kebabIcon } from '../../ui/icons.ts';
import type { WidgetStrings } from '../strings/en.ts';
import { brief, type View } from './view.ts';

export interface HeaderOptions {
  readonly view: View;
  readonly config: VisitorConfig | undefined;
  readonly strings: WidgetStrings;
  /** The connection has been missing for longer than a moment. */
  readonly lost: boolean;
  readonly menuOpen: boolean;
  /** Click or key on the menu's button. */
  readonly onTrigger: (event: Event) => void;
  /** null where the panel cannot be closed (inline, page). */
  readonly onMinimise: (() => void) | null;
}

/** Brand, or the operator who joined; availability as dot and word; menu and minimise. */
export const header = (options: HeaderOptions): TemplateResult => {
  const { view, strings, menuOpen, onTrigger, onMinimise } = options;
  const name = view.operator?.name ?? options.config?.site.name ?? strings.defaultName;
  return html`<div class="head" part="header">
    <slot name="header">
      ${faces(options, name)}
      <div class="who">
        <h2><bdi>${name}</bdi></h2>
        <p><i class="dot ${!options.lost && view.availability === 'online' ? '' : 'away'}"></i>${availability(options)}</p>
      </div>
    </slot>
    <div class="acts">
      <button
        class="icon-btn"
        type="button"
        aria-label=${strings.menu}
        aria-haspopup="menu"
        aria-expanded=${menuOpen}
        @click=${onTrigger}
        @keydown=${onTrigger}
      >
        ${icon(kebabIcon)}
      </button>
      ${
        onMinimise
          ? html`<button class="icon-btn" type="button" aria-label=${strings.minimise} @click=${onMinimise}>${icon(downIcon)}</button>`
          : nothing
      }
    </div>
  </div>`;
};

const availability = ({ view, strings, lost }: HeaderOptions): string =>
  lost ? strings.notConnected : view.availability === 'online' ? strings.online : strings.away;

function faces({ view, config }: HeaderOptions, name: string): TemplateResult {
  const people = team(view, config);
  // The greeting below already shows the people.
  if (view.welcome || !people.length) return html`<span class="logo" aria-hidden="true">${[...name][0]}</span>`;
  return html`<span class="avatars">${people.map((person) => avatar(person, { size: 32 }))}</span>`;
}

/** The operator who answers comes first; three at most. */
export function team(view: View, config: VisitorConfig | undefined): readonly Person[] {
  const first = view.operator ? [view.operator] : [];
  const rest = (config?.team ?? []).filter(({ id }) => id !== view.operator?.id);
  return [...first, ...rest].slice(0, 3).map(brief);
}
