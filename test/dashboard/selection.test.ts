import { expect, fixture, html, waitUntil } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import { LitElement } from 'lit';
import { actOnKey } from '../../src/dashboard/shell/app-keys.ts';
import { inboxPage } from '../../src/dashboard/inbox/page.ts';
import { DEFAULT_KEYS } from '../../src/dashboard/shell/keyboard.ts';
import { loadSettings } from '../../src/dashboard/shell/settings.ts';
import type { DashboardInbox } from '../../src/dashboard/inbox/inbox-list.ts';
import type { Screen } from '../../src/dashboard/shell/screen.ts';
import type { Selection } from '../../src/dashboard/inbox/selection.ts';
import type { Chat } from '../../src/dashboard/store/types.ts';
import { CommandError } from '../../src/link/commands.ts';
import { translator } from '../../src/dashboard/strings/index.ts';
import type { Language } from '../../src/ui/languages.ts';
import { anna, byText, chat, isAccessible, LANGUAGES, NOW, screen, state } from './pieces.ts';
import type { Log } from './pieces.ts';

const NAMES = ['Kaja Solberg', 'Erik Kallio', 'Henrik Bakke', 'Camille Aubert', 'Aiko Tanaka', 'Dan Whitlock'];
const chats: readonly Chat[] = NAMES.map((name, i) => {
  const one = chat(`c${i}`, { status: 'open', operators: [anna], unread: 0, lastAt: NOW - i * 1000 });
  return { ...one, visitor: { ...one.visitor, name }, session: { ...one.session, lastSeq: 10 + i } };
});

/** Hands the selection down, as the app does. */
class TestSelectionHost extends LitElement {
  static override properties = { screen: { attribute: false } };
  declare screen: Screen;
  protected override createRenderRoot(): HTMLElement {
    return this;
  }
  protected override render(): unknown {
    return html`<div style="display: grid; height: 700px">${inboxPage.render(this.screen)}</div>`;
  }
}
customElements.define('test-selection-host', TestSelectionHost);

interface Stage {
  readonly host: TestSelectionHost;
  readonly list: DashboardInbox;
  readonly log: Log;
  readonly picked: () => string[];
}

async function stage(answer?: Parameters<typeof screen>[1], language: Language = 'en', of = chats): Promise<Stage> {
  let host: TestSelectionHost | null = null;
  const pick = (change: (selection: Selection | null) => Selection | null): void => {
    host!.screen = { ...host!.screen, selection: change(host!.screen.selection) };
  };
  const made = screen({ state: state(of), pick, language, t: translator(language) }, answer);
  host = await fixture<TestSelectionHost>(html`<test-selection-host .screen=${made.screen}></test-selection-host>`);
  const list = host.querySelector<DashboardInbox>('dashboard-inbox')!;
  await list.updateComplete;
  return { host, list, log: made.log, picked: () => [...(host.screen.selection?.picked.keys() ?? [])] };
}
const row = (root: Element, id: string): HTMLElement => root.querySelector(`[data-chat="${id}"]`)!;
const click = (element: Element, init: MouseEventInit = {}): boolean =>
  element.dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true, ...init }));
const settled = async ({ host, list }: Stage): Promise<void> => {
  await host.updateComplete;
  await list.updateComplete;
};
/** The keys of the app, for a stage without one. */
function keysOf({ host }: Stage): AbortController {
  const stop = new AbortController();
  const of = Object.assign(host, {
    route: host.screen.route,
    onePane: false,
    go: host.screen.go,
    settings: host.screen.settings,
    focusFell: () => false,
    undo: () => false,
    page: inboxPage,
    toggleDetails: () => undefined,
    showHelp: () => undefined,
  });
  addEventListener('keydown', (event) => actOnKey(of, event) && event.preventDefault(), { signal: stop.signal });
  return stop;
}

describe('several chats at once', () => {
  it('L6 W5 beside the list each chat says how it ended, as its row does', async () => {
    const ended = (id: string, endedBy: 'visitor' | 'block' | 'idle'): Chat =>
      chat(id, { status: 'open', operators: [anna], session: { ...chat(id).session, status: 'ended', endedBy } });
    const it = await stage(undefined, 'en', [ended('a', 'visitor'), ended('b', 'block'), ended('c', 'idle')]);
    it.list.screen.pick(() => ({ picked: new Map(['a', 'b', 'c'].map((id) => [id, 2])), anchor: null, stays: false }));
    await settled(it);
    const pane = [...it.host.querySelectorAll('.selpane .how')].map((one) => one.textContent.trim());
    for (const [i, id] of ['a', 'b', 'c'].entries()) expect(row(it.host, id).querySelector('.prev')!.textContent).to.contain(pane[i]!);
    expect(pane).to.deep.equal(['Visitor ended the chat', 'Blocked', 'The chat session ended because nobody wrote for a long time']);
  });

  for (const language of LANGUAGES)
    it(`U1 is accessible in ${language}, light and dark, with some picked and all picked`, async () => {
      const it = await stage(undefined, language);
      click(row(it.host, 'c1').querySelector('.check')!);
      await settled(it);
      await isAccessible(it.host);
      it.host.querySelector<HTMLInputElement>('.selhead .check')!.click();
      await settled(it);
      expect(it.picked().length).to.equal(6);
      await isAccessible(it.host);
    });

  it('L6 two chats picked faster than the screen draws, or before the code for it has come, are both picked', async () => {
    const it = await stage();
    for (const id of ['c1', 'c3']) click(row(it.host, id).querySelector('.check')!);
    await waitUntil(() => it.picked().length > 0);
    expect(it.picked()).to.deep.equal(['c1', 'c3']);
  });

  it('L6 a box picks a chat, a press on a row more of them, Shift everything between; a plain press opened the chat before', async () => {
    const it = await stage();
    expect(click(row(it.host, 'c0').querySelector('.name')!)).to.equal(true);
    expect(it.picked()).to.deep.equal([]);
    click(row(it.host, 'c1').querySelector('.check')!);
    await settled(it);
    expect(row(it.host, 'c1').querySelector<HTMLInputElement>('.check')!.checked).to.equal(true);
    click(row(it.host, 'c4').querySelector('.name')!, { shiftKey: true });
    await settled(it);
    expect(it.picked()).to.deep.equal(['c1', 'c2', 'c3', 'c4']);
    click(row(it.host, 'c2').querySelector('.name')!);
    await settled(it);
    expect(it.picked()).to.deep.equal(['c1', 'c3', 'c4']);
    expect(it.host.querySelector('.selhead b')!.textContent).to.equal('3 selected');
    expect(it.host.querySelector<HTMLInputElement>('.selhead .check')!.indeterminate).to.equal(true);
  });

  it('L6 the last one taken out ends it; begun by the button it lasts until Cancel', async () => {
    const it = await stage();
    click(row(it.host, 'c1').querySelector('.check')!);
    await settled(it);
    click(row(it.host, 'c1').querySelector('.check')!);
    await settled(it);
    expect(it.host.screen.selection).to.equal(null);
    byText<HTMLButtonElement>(it.host, 'button', 'Select chats').click();
    await settled(it);
    click(row(it.host, 'c1').querySelector('.check')!);
    await settled(it);
    click(row(it.host, 'c1').querySelector('.check')!);
    await settled(it);
    expect(it.host.screen.selection!.picked.size).to.equal(0);
    byText<HTMLButtonElement>(it.host, '.selhead button', 'Cancel').click();
    await settled(it);
    expect(it.host.querySelector('.selhead')).to.equal(null);
  });

  it('U1 U2 by keyboard alone: X on a row, J, Space, Shift+X; the count is said, the focus stays in its row, Esc gives the link back', async () => {
    const it = await stage();
    const stop = keysOf(it);
    try {
      row(it.host, 'c1').querySelector<HTMLElement>('.name')!.focus();
      await sendKeys({ press: 'x' });
      await settled(it);
      await waitUntil(() => document.activeElement?.id === 'pick-c1');
      await sendKeys({ press: 'j' });
      expect(document.activeElement!.id).to.equal('pick-c2');
      expect(it.log.calls.filter(([name]) => name === 'go')).to.deep.equal([]);
      await sendKeys({ press: ' ' });
      await settled(it);
      expect(it.picked()).to.deep.equal(['c1', 'c2']);
      await sendKeys({ press: 'j' });
      await sendKeys({ press: 'j' });
      await sendKeys({ press: 'Shift+X' });
      await settled(it);
      expect(it.picked()).to.deep.equal(['c1', 'c2', 'c3', 'c4']);
      expect(it.log.said).to.deep.equal(['1 selected', '2 selected', '4 selected']);
      expect(document.activeElement!.id).to.equal('pick-c4');
      it.list.select((selecting) => selecting.end());
      await waitUntil(() => document.activeElement?.getAttribute('href') === '#/inbox/c4');
      expect(it.picked()).to.deep.equal([]);
    } finally {
      stop.abort();
    }
  });

  it('L6 W5 Close says how many were closed, what stays and why; Undo brings back those alone; the focus goes on in the list', async () => {
    const it = await stage((command) => {
      if (command.type === 'chat.close' && (command as { chat?: string }).chat === 'c3') return new CommandError('stale_close', '');
      return command.type === 'chats.reopen' ? { reopened: ['c1'], refused: 1 } : {};
    });
    for (const id of ['c1', 'c2', 'c3']) {
      click(row(it.host, id).querySelector('.check')!);
      await settled(it);
    }
    byText<HTMLButtonElement>(it.host, '.selbar button', 'Close 3 chats').click();
    await waitUntil(() => it.log.toasts.length === 1);
    expect(it.log.commands).to.deep.equal([
      { type: 'chat.close', chat: 'c1', seen: 11 },
      { type: 'chat.close', chat: 'c2', seen: 12 },
      { type: 'chat.close', chat: 'c3', seen: 13 },
    ]);
    expect(it.log.toasts[0]!.text).to.equal('Chats closed: 2; not closed, because somebody wrote: 1');
    await waitUntil(() => document.activeElement?.getAttribute('href') === '#/inbox/c4');
    expect(it.host.screen.selection).to.equal(null);
    it.log.toasts[0]!.undo!();
    await waitUntil(() => it.log.toasts.length === 2);
    expect(it.log.commands.at(-1)).to.deep.equal({ type: 'chats.reopen', chats: ['c1', 'c2'] });
    expect(it.log.toasts[1]!.text).to.contain('Not reopened');
  });

  it('L6 beside the list stand the picked visitors; the cross takes one out and the focus goes to the next', async () => {
    const it = await stage();
    for (const id of ['c0', 'c2', 'c4']) {
      click(row(it.host, id).querySelector('.check')!);
      await settled(it);
    }
    const pane = it.host.querySelector('.selpane')!;
    expect(pane.querySelector('h2')!.textContent).to.equal('3 chats selected');
    const cross = byText<HTMLButtonElement>(pane, 'button', 'Remove Henrik Bakke');
    cross.focus();
    cross.click();
    await settled(it);
    expect(it.picked()).to.deep.equal(['c0', 'c4']);
    await waitUntil(() => document.activeElement?.getAttribute('aria-label') === 'Remove Aiko Tanaka');
  });

  it('L2 a span over rows that are not drawn picks all of them, and another tab of the list picks none', async () => {
    const many = Array.from({ length: 400 }, (_, i) => chat(`m${i}`, { status: 'open', operators: [anna], unread: 0, lastAt: NOW - i }));
    const it = await stage(undefined, 'en', many);
    click(row(it.host, 'm0').querySelector('.check')!);
    await settled(it);
    it.list.focusRow('m300');
    await waitUntil(() => row(it.host, 'm300'));
    click(row(it.host, 'm300').querySelector('.name')!, { shiftKey: true });
    await settled(it);
    expect(it.picked().length).to.equal(301);
    expect(it.host.querySelectorAll('[data-chat]').length).to.be.lessThan(60);
    byText<HTMLButtonElement>(it.host, '[role="tab"]', 'Unassigned').click();
    await settled(it);
    expect(it.host.screen.selection).to.equal(null);
  });

  it('U3 a key chosen before X had a meaning keeps its own, and Select gets another letter', () => {
    const saved = JSON.stringify({ keys: { ...DEFAULT_KEYS, select: undefined, reply: 'KeyX' } });
    const { keys } = loadSettings(() => ({ getItem: () => saved }) as unknown as Storage, ['en']);
    expect(keys.reply).to.equal('KeyX');
    expect(new Set(Object.values(keys)).size).to.equal(Object.keys(DEFAULT_KEYS).length);
  });
});
