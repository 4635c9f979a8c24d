import type { TemplateResult } from 'lit';
import type { Action } from './keyboard.ts';
import type { Route } from './router.ts';
import type { Screen } from './screen.ts';

/** The app as a page sees it when a key was pressed or the focus has to go on. */
export interface PageHost extends ParentNode {
  readonly updateComplete: Promise<unknown>;
  readonly route: Route;
  readonly onePane: boolean;
  readonly go: (route: Route) => void;
  readonly toggleDetails: () => void;
}

/** What a page's file exports. */
export interface Page {
  /** Draws what lies beside the rail. */
  readonly render: (screen: Screen) => TemplateResult;
  /** The part of it that fills the screen where there is room for one pane. */
  readonly pane?: (route: Route) => 'list' | 'chat';
  /** Takes the focus once the page, or another part of it, has come on the screen. `row` names the row it goes to in a list. */
  readonly takeFocus: (host: PageHost, before: Route, row?: string) => Promise<void>;
  /** Does what a key asks for; false when that means nothing here. */
  readonly act: (host: PageHost, action: Action) => boolean;
}
