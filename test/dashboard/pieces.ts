import { expect, fixture, html } from '@open-wc/testing';
import type { TemplateResult } from 'lit';
import type { Chat, OperatorCommand, SessionEvent } from '../../src/protocol/index.ts';
import { ApiError } from '../../src/dashboard/store/api.ts';
import type { Api } from '../../src/dashboard/store/api.ts';
import { LIST } from '../../src/dashboard/inbox/routes.ts';
import { DEFAULT_KEYS } from '../../src/dashboard/shell/keyboard.ts';
import type { Actions, Screen, Toast } from '../../src/dashboard/shell/screen.ts';
import { initialState, withChanges } from '../../src/dashboard/store/dashboard-state.ts';
import { countAll } from '../../src/dashboard/store/inbox-lists.ts';
import type { CommandOptions, DashboardState } from '../../src/dashboard/store/types.ts';
import { createVoice } from '../../src/ui/voice.ts';
import { loadTexts, translator } from '../../src/dashboard/strings/index.ts';
import { LANGUAGES as NAMES, type Language } from '../../src/ui/languages.ts';
import { defineElements } from '../../src/dashboard/parts/element.ts';
import { fetchAllParts } from '../../src/dashboard/parts/lazy.ts';
import { DashboardApp } from '../../src/dashboard/shell/app.ts';
import { adoptFirstSheets } from '../../src/dashboard/styles/first.ts';
import { anna, block, details, history, NOW, SITE, thread } from '../support/operator-samples.ts';

export * from '../support/operator-samples.ts';

export const LANGUAGES = Object.keys(NAMES) as readonly Language[];

adoptFirstSheets();
defineElements({ 'dashboard-app': DashboardApp });
// Tests of a piece find every other one in place; how parts come late has tests of its own.
await Promise.all([fetchAllParts(new AbortController().signal), ...LANGUAGES.map(loadTexts)]);

export function state(chats: readonly Chat[] = [], changes: Partial<DashboardState> = {}): DashboardState {
  return withChanges(initialState(), {
    connection: { status: 'open' },
    operator: anna,
    operators: [anna],
    epoch: 'e',
    loaded: true,
    chats: Object.fromEntries(chats.map((one) => [one.id, one])),
    counts: countAll(chats, anna.id),
    ...changes,
  });
}

export const withThreadOf = (of: Chat, events?: readonly SessionEvent[]): Partial<DashboardState> => {
  const page = thread(of, events);
  return { threads: { [of.session.id]: { session: of.session, chats: page.chats, events: page.events, more: false } } };
};

const never = (): never => {
  throw new ApiError('not_found', 'not in this test');
};

export const api = (changes: Partial<Api> = {}): Api => ({
  login: async () => never(),
  whoAmI: async () => never(),
  logout: async () => undefined,
  setup: async () => never(),
  checkReset: async () => never(),
  reset: async () => never(),
  inbox: async () => never(),
  thread: async () => never(),
  visitor: async () => details(),
  blocks: async () => ({ blocks: [] }),
  blockHistory: async (_site, id) => history(block(id)),
  notices: async () => ({ notices: [] }),
  checkAddress: async (_site, address) => ({ address, special: false, visitors: 0 }),
  ...changes,
});

export interface Log {
  readonly commands: Omit<OperatorCommand, 'cid'>[];
  readonly calls: unknown[][];
  readonly toasts: Toast[];
  /** Texts that were announced to assistive technology. */
  readonly said: string[];
}

/** A screen's surroundings, with everything that the screen asks for written down. */
export function screen(
  changes: Partial<Screen> = {},
  answer: (command: Omit<OperatorCommand, 'cid'>, options: CommandOptions) => unknown = () => ({}),
): { screen: Screen; log: Log } {
  const log: Log = { commands: [], calls: [], toasts: [], said: [] };
  const voice = Object.assign(createVoice(), { say: (text: string) => log.said.push(text) });
  const note =
    (name: string) =>
    (...args: unknown[]): void => {
      log.calls.push([name, ...args]);
    };
  const client = {
    command: async (command: Omit<OperatorCommand, 'cid'>, options: CommandOptions = {}) => {
      log.commands.push(command);
      const result = await answer(command, options);
      if (result instanceof Error) throw result;
      return result;
    },
    reply: note('reply'),
    retryReply: note('retryReply'),
    setDraft: note('setDraft'),
    setTyping: note('setTyping'),
    markRead: note('markRead'),
    setPresence: note('setPresence'),
    openChat: async () => undefined,
    loadEarlier: async () => undefined,
    retryNow: note('retryNow'),
    showList: () => undefined,
    loadMore: () => undefined,
    loadAgain: note('loadAgain'),
  } as unknown as Actions;
  const language: Language = changes.language ?? 'en';
  return {
    log,
    screen: {
      t: translator(language),
      language,
      locale: language === 'en' ? 'en-GB' : 'ru',
      state: state(),
      client,
      api: api(),
      site: SITE,
      sites: [SITE],
      route: LIST,
      onePane: false,
      settings: { language, theme: 'light', sound: true, desktop: false, shortcuts: true, keys: DEFAULT_KEYS, site: null },
      dialog: null,
      selection: null,
      details: true,
      blockedHere: new Set(),
      now: () => NOW,
      go: note('go'),
      back: note('back'),
      focusReply: note('focusReply'),
      chooseSite: note('chooseSite'),
      toast: (toast) => log.toasts.push(toast),
      voice,
      show: note('show'),
      change: note('change'),
      pick: note('pick'),
      setDetails: note('setDetails'),
      noteBlocked: note('noteBlocked'),
      testSound: note('testSound'),
      logOut: note('logOut'),
      ...changes,
    },
  };
}

/** Puts a screen where the app puts it. */
export const place = async <T extends HTMLElement>(template: TemplateResult, tag: string, frame = 'inbox'): Promise<T> => {
  const root = await fixture<HTMLElement>(
    html`<div class="app">
      <div class="work"><main class="frame ${frame}">${template}</main></div>
    </div>`,
  );
  const element = root.querySelector<T>(tag)!;
  await (element as T & { updateComplete: Promise<unknown> }).updateComplete;
  return element;
};

/** Accessible in light and dark. Animations are over before colours are judged. */
export async function isAccessible(element: Element): Promise<void> {
  for (const theme of ['light', 'dark']) {
    document.documentElement.dataset['theme'] = theme;
    const passing = document.getAnimations().filter(({ effect }) => effect?.getComputedTiming().iterations !== Infinity);
    await Promise.allSettled(passing.map(({ finished }) => finished));
    await expect(element).to.be.accessible();
  }
  document.documentElement.dataset['theme'] = 'light';
}

/** The element with a role and a text or label. */
export function byText<T extends HTMLElement>(root: ParentNode, selector: string, text: string): T {
  const found = [...root.querySelectorAll<T>(selector)].find((one) =>
    (one.getAttribute('aria-label') ?? one.textContent ?? '').trim().includes(text),
  );
  if (!found) throw new Error(`no ${selector} with "${text}"`);
  return found;
}
