import type { Site } from '../../protocol/index.ts';
import type { Voice } from '../../ui/voice.ts';
import type { Api } from '../store/api.ts';
import type { Route } from './router.ts';
import type { Selection } from '../inbox/selection.ts';
import type { Settings } from './settings.ts';
import type { DashboardClient } from '../store/dashboard-client.ts';
import type { Chat, DashboardState } from '../store/types.ts';
import type { Language } from '../../ui/languages.ts';
import type { Translate } from '../strings/index.ts';

/** A short message at the bottom, perhaps with a way back. */
export interface Toast {
  readonly text: string;
  /** Runs when Undo is pressed. */
  readonly undo?: () => void;
  /** Leads to the chat it speaks of. */
  readonly open?: () => void;
}

/** The one dialog that lies over the screen. The block history is not among them: it has an address of its own. */
export type Dialog = { readonly kind: 'block'; readonly chat: Chat } | { readonly kind: 'block-address' } | { readonly kind: 'shortcuts' };

/** The part of the client that screens use; a test hands in its own. */
export type Actions = Pick<
  DashboardClient,
  | 'showList'
  | 'loadMore'
  | 'loadAgain'
  | 'command'
  | 'reply'
  | 'retryReply'
  | 'setDraft'
  | 'setTyping'
  | 'markRead'
  | 'setPresence'
  | 'openChat'
  | 'loadEarlier'
  | 'retryNow'
>;

/** Everything a screen gets from the app: what to show and what it may ask for. Made anew on each change. */
export interface Screen {
  readonly t: Translate;
  readonly language: Language;
  /** For times and numbers: the operator's regional variant of the language. */
  readonly locale: string;
  readonly state: DashboardState;
  readonly client: Actions;
  readonly api: Api;
  readonly site: Site;
  /** All sites of the operator. */
  readonly sites: readonly Site[];
  readonly route: Route;
  readonly settings: Settings;
  readonly dialog: Dialog | null;
  /** Chats picked in the list; null while nobody picks. */
  readonly selection: Selection | null;
  /** There is room for one pane: list, chat or details. */
  readonly onePane: boolean;
  /** The details pane is wanted; under 1180 px it is a drawer, with one pane a sheet. */
  readonly details: boolean;
  /** Visitors this operator has blocked while the page was open. */
  readonly blockedHere: ReadonlySet<string>;
  readonly now: () => number;
  readonly go: (route: Route) => void;
  /** Leaves a pane or dialog for the one it lies over. */
  readonly back: (to: Route) => void;
  /** Puts the focus into the reply box once it is there. */
  readonly focusReply: () => void;
  /** Puts another site on the screen, by its key. */
  readonly chooseSite: (key: string) => void;
  readonly toast: (toast: Toast) => void;
  /** Says short facts to assistive technology, whatever has the focus. */
  readonly voice: Voice;
  readonly show: (dialog: Dialog | null) => void;
  readonly change: (settings: Partial<Settings>) => void;
  readonly pick: (change: (selection: Selection | null) => Selection | null) => void;
  readonly setDetails: (open: boolean) => void;
  readonly noteBlocked: (visitor: string) => void;
  readonly testSound: () => void;
  readonly logOut: () => void;
}
