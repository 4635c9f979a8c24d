import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { icon } from '../../ui/icons.ts';
import { hrefOf, PAGES } from '../pages.ts';
import type { Screen } from './screen.ts';

/** Administration's own navigation: its pages under their headings. */
export function administrationNavigation({ t, route }: Pick<Screen, 't' | 'route'>): TemplateResult {
  const pages = PAGES.filter(({ section }) => section !== undefined);
  return html`<nav class="subnav" aria-label=${t('admin')}>
    <h2>${t('admin')}</h2>
    ${[...new Set(pages.map(({ section }) => section!))].map(
      (section) =>
        html`<h3>${t(section)}</h3>
          ${pages
            .filter((page) => page.section === section)
            .map(
              (page) =>
                html`<a class="nav" href=${hrefOf(page)} aria-current=${page.path === route.page ? 'page' : nothing}
                  >${icon(page.icon, 's18')}<span>${t(page.title)}</span></a
                >`,
            )}`,
    )}
  </nav>`;
}
