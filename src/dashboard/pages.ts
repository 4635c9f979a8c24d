import { blockIcon, inboxIcon } from '../ui/icons.ts';
import type { LinkPage } from './access/link-page.ts';
import { inboxPage } from './inbox/page.ts';
import { atHand, LazyPart } from './parts/lazy.ts';
import type { Part } from './parts/lazy.ts';
import type { Page } from './shell/page.ts';
import { hashOf, parseRoute } from './shell/router.ts';
import type { Route } from './shell/router.ts';
import type { TextKey } from './strings/index.ts';

interface PageEntry {
  /** Its address, after `#/`. */
  readonly path: string;
  readonly title: TextKey;
  readonly icon: string;
  /** The heading it stands under in Administration. A page without one has a place of its own in the rail. */
  readonly section?: TextKey;
  readonly part: Part<Page>;
}

interface LinkPageEntry {
  readonly path: string;
  readonly title: TextKey;
  readonly needsToken: true;
  readonly part: Part<LinkPage>;
}

/** Every page of an operator who is logged in. The first is where unknown addresses lead. */
export const PAGES: readonly PageEntry[] = [
  { path: 'inbox', title: 'inbox', icon: inboxIcon, part: atHand(inboxPage) },
  {
    path: 'administration/block-list',
    title: 'blockList',
    icon: blockIcon,
    section: 'userMgmt',
    part: new LazyPart(async () => (await import('./blocks/page.ts')).blockListPage),
  },
];

/** Pages of one-time links. They are shown even while somebody is logged in. */
const LINK_PAGES: readonly LinkPageEntry[] = [
  { path: 'setup', title: 'setupTitle', needsToken: true, part: new LazyPart(async () => (await import('./access/setup.ts')).setupPage) },
  { path: 'reset', title: 'resetTitle', needsToken: true, part: new LazyPart(async () => (await import('./access/reset.ts')).resetPage) },
];

export const routeOf = (hash: string): Route => parseRoute(hash, [...PAGES, ...LINK_PAGES]);

export const pageOf = (route: Route): PageEntry => PAGES.find(({ path }) => path === route.page) ?? PAGES[0]!;

export const linkPageOf = (route: Route): LinkPageEntry | undefined => LINK_PAGES.find(({ path }) => path === route.page);

/** The link that leads to a page. */
export const hrefOf = ({ path }: PageEntry): string => hashOf({ page: path, below: [] });
