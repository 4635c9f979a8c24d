import { aTimeout, expect, html, waitUntil } from '@open-wc/testing';
import { sendMouse, setViewport } from '@web/test-runner-commands';
import type { DashboardInbox } from '../../src/dashboard/inbox/inbox-list.ts';
import type { Screen } from '../../src/dashboard/shell/screen.ts';
import type { Chat } from '../../src/dashboard/store/types.ts';
import { anna, byText, chat, NOW, place, screen, state } from './pieces.ts';

const open = (id: string, at: number, changes: Partial<Chat> = {}): Chat =>
  chat(id, { status: 'open', operators: [anna], unread: 0, lastAt: at, ...changes });
const many = (count: number): Chat[] => Array.from({ length: count }, (_, i) => open(`c${i}`, NOW - i));

async function inbox(of: Screen): Promise<DashboardInbox> {
  const element = await place<DashboardInbox>(html`<dashboard-inbox .screen=${of}></dashboard-inbox>`, 'dashboard-inbox');
  element.closest<HTMLElement>('.app')!.style.height = '700px';
  element.querySelector<HTMLElement>('.rows')!.style.cssText = 'height: 500px; flex: none';
  await waitUntil(() => element.querySelector('.rows')!.clientHeight === 500);
  await aTimeout(0);
  await element.updateComplete;
  return element;
}
const rows = (element: Element): HTMLElement[] => [...element.querySelectorAll<HTMLElement>('.row')];
const top = (element: Element, id: string): number => element.querySelector(`[data-chat="${id}"]`)!.getBoundingClientRect().top;

describe('an inbox of thousands', () => {
  before(() => setViewport({ width: 1280, height: 800 }));

  it('L2 draws what is seen; each row says its place and how many there are', async () => {
    const element = await inbox(screen({ state: state(many(10_000)) }).screen);
    expect(rows(element).length).to.be.lessThan(40);
    const first = element.querySelector('li')!;
    expect([first.getAttribute('aria-posinset'), first.getAttribute('aria-setsize')]).to.deep.equal(['1', '10000']);
    const scroller = element.querySelector('.rows')!;
    scroller.scrollTop = scroller.scrollHeight;
    await waitUntil(() => rows(element).some((row) => row.dataset['chat'] === 'c9999'));
    expect(rows(element).length).to.be.lessThan(40);
  });

  it('L2 the focus goes to a row far away, and stays in it while the list is scrolled', async () => {
    const element = await inbox(screen({ state: state(many(1000)) }).screen);
    element.focusRow('c700');
    expect(document.activeElement!.getAttribute('href')).to.equal('#/inbox/c700');
    element.querySelector('.rows')!.scrollTop = 0;
    await waitUntil(() => rows(element).some((row) => row.dataset['chat'] === 'c0'));
    expect(document.activeElement!.getAttribute('href')).to.equal('#/inbox/c700');
  });

  it('L1 near the end of what was read the next page is asked for', async () => {
    let asked = 0;
    const { screen: of } = screen({ state: state(many(200)) });
    const element = await inbox({ ...of, client: { ...of.client, loadMore: () => void (asked += 1) } });
    expect(asked).to.equal(0);
    element.querySelector('.rows')!.scrollTop = 1e6;
    await waitUntil(() => asked > 0);
  });

  it('L1 no row moves under the pointer: what changes waits, what is new comes without pushing', async () => {
    const chats = many(60);
    const { screen: of } = screen({ state: state(chats) });
    const element = await inbox(of);
    const target = element.querySelector('[data-chat="c3"]')!.getBoundingClientRect();
    await sendMouse({ type: 'move', position: [Math.round(target.left + 40), Math.round(target.top + 20)] });
    await waitUntil(() => element.querySelector('[data-chat="c3"]')!.matches(':hover'));
    const before = top(element, 'c3');
    const moved = [
      chat('new'),
      ...chats.map((one) => (one.id === 'c50' || one.id === 'c4' ? { ...one, lastAt: NOW + 1000, unread: 1 } : one)),
    ];
    element.screen = { ...of, state: state(moved) };
    await element.updateComplete;
    expect(Math.abs(top(element, 'c3') - before)).to.be.lessThan(2);
    expect(element.visible.slice(0, 6).map(({ id }) => id)).to.deep.equal(['new', 'c0', 'c1', 'c2', 'c3', 'c4']);
    await sendMouse({ type: 'move', position: [900, 20] });
    await waitUntil(() => element.visible[1]!.id !== 'c0');
    expect(element.visible.slice(0, 4).map(({ id }) => id)).to.deep.equal(['new', 'c50', 'c4', 'c0']);
  });

  it('L1 L6 a heading says a number only where all that it counts stands below it', async () => {
    const ended = { ...chat('e').session, status: 'ended', endedBy: 'visitor' } as const;
    const of = [
      open('a', NOW, { unread: 2 }),
      open('b', NOW, { unread: 1 }),
      open('c', NOW),
      open('e', NOW, { unread: 1, session: ended }),
    ];
    const element = await inbox(screen({ state: state(of) }).screen);
    const headings = (): string[] => [...element.querySelectorAll('.sect h2')].map((one) => one.textContent.trim());
    expect(headings()).to.deep.equal(['Your unread 3', 'Other chats 1']);
    byText<HTMLButtonElement>(element, '.fbar button', 'Ended').click();
    await element.updateComplete;
    expect(headings()).to.deep.equal(['Your unread']);
    byText<HTMLButtonElement>(element, '.fbar button', 'Unread').click();
    await element.updateComplete;
    expect(headings()).to.deep.equal(['Your unread 3']);
  });

  it('L6 the filter Ended says what closing does, closes all of them, says what stays, and can be undone', async () => {
    const ended = (id: string): Chat => open(id, NOW, { session: { ...chat(id).session, status: 'ended', endedBy: 'visitor' } });
    const { screen: of, log } = screen({ state: state([open('a', NOW), ended('b'), ended('c'), ended('d')]) }, (command) =>
      command.type === 'chats.close_ended' ? { closed: ['b', 'c'], kept: 1, more: false } : { reopened: ['b'], refused: 1 },
    );
    const element = await inbox(of);
    byText(element, '.fbar button', 'Ended').click();
    await element.updateComplete;
    expect(rows(element).length).to.equal(3);
    expect(element.querySelector('.ended-card')!.textContent).to.contain('3').and.to.contain('They stay in History');
    byText(element, 'button', 'Close all ended').click();
    await waitUntil(() => log.toasts.length === 1);
    expect(log.toasts[0]!.text).to.equal('Chats closed: 2; not closed, because somebody wrote: 1');
    log.toasts[0]!.undo!();
    await waitUntil(() => log.toasts.length === 2);
    expect(log.commands.map(({ type }) => type)).to.deep.equal(['chats.close_ended', 'chats.reopen']);
    expect(log.toasts[1]!.text).to.contain('Not reopened');
  });
});
