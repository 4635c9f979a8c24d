import { expect, html, waitUntil } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import type { DashboardInbox } from '../../src/dashboard/inbox/inbox-list.ts';
import type { DashboardRail } from '../../src/dashboard/shell/rail.ts';
import type { Screen } from '../../src/dashboard/shell/screen.ts';
import { chatRoute } from '../../src/dashboard/inbox/routes.ts';
import { CommandError } from '../../src/link/commands.ts';
import { translator } from '../../src/dashboard/strings/index.ts';
import { cutOff, misdirected } from '../support/seen.ts';
import { anna, byText, chat, isAccessible, LANGUAGES, NOW, place, screen, SITE, state } from './pieces.ts';

const mine = { status: 'open', operators: [anna] } as const;
const maya = { ...chat('m').visitor, name: 'Maya Lindqvist' };
const chats = [
  chat('w'),
  chat('m', { ...mine, visitor: maya, unread: 2 }),
  chat('e', {
    ...mine,
    unread: 0,
    session: { ...chat('e').session, status: 'ended', endedBy: 'visitor' },
    visitor: { ...chat('e').visitor, name: 'Oliver Brandt' },
  }),
];

const inbox = (of: Screen): Promise<DashboardInbox> =>
  place<DashboardInbox>(html`<dashboard-inbox .screen=${of}></dashboard-inbox>`, 'dashboard-inbox');
const row = (element: Element, id: string): HTMLElement => element.querySelector(`[data-chat="${id}"]`)!;

describe('inbox', () => {
  for (const language of LANGUAGES) {
    it(`is accessible in ${language}, light and dark`, async () => {
      await isAccessible(await inbox(screen({ language, t: translator(language), state: state(chats), route: chatRoute('m') }).screen));
    });
  }

  it('S4 a new chat carries the text New, its waiting time, its page and Join', async () => {
    const element = await inbox(screen({ state: state(chats) }).screen);
    const first = element.querySelector('.row')!;
    expect(first.querySelector('.name')!.textContent).to.equal('Visitor 7736');
    expect(first.querySelector('.pill')!.textContent).to.equal('New');
    expect(first.querySelector('time')!.textContent).to.equal('waiting 0:24');
    expect(first.querySelector('.where')!.textContent).to.equal('/guarantee');
    expect(byText(first, 'button', 'Join')).to.exist;
  });

  it('the waiting time ticks', async () => {
    let now = NOW;
    const element = await inbox(screen({ state: state(chats), now: () => now }).screen);
    now += 61_000;
    element.requestUpdate();
    await element.updateComplete;
    expect(row(element, 'w').querySelector('time')!.textContent).to.equal('waiting 1:25');
  });

  it('a chat is a link named after its visitor, described by its last message', async () => {
    const element = await inbox(screen({ state: state(chats) }).screen);
    const link = row(element, 'm').querySelector<HTMLAnchorElement>('a')!;
    expect(link.textContent).to.equal('Maya Lindqvist');
    expect(link.getAttribute('href')).to.equal('#/inbox/m');
    expect(element.querySelector(`#${link.getAttribute('aria-describedby')!}`)!.textContent)
      .to.contain('Do you ship to Iceland?')
      .and.to.contain('2 unread');
  });

  it('S6 an ended session says that the visitor ended the chat', async () => {
    const element = await inbox(screen({ state: state(chats) }).screen);
    expect(row(element, 'e').querySelector('.prev')!.textContent).to.contain('Visitor ended the chat');
  });

  it('a reply that came back shows in the row of a chat that is not open', async () => {
    const refused = { m: { code: 'stale_reply', newer: 1, text: 'On its way' } } as const;
    const element = await inbox(screen({ state: state(chats, { refused }) }).screen);
    expect(row(element, 'm').querySelector('.prev')!.textContent).to.contain('Not sent: On its way');
    await isAccessible(element);
  });

  it('E5 typing shows in the row', async () => {
    const element = await inbox(screen({ state: state(chats, { typing: { 's-m': [{ who: null, until: NOW + 1 }] } }) }).screen);
    expect(row(element, 'm').querySelector('.prev')!.textContent).to.contain('typing…');
  });

  it('tabs move with the arrows and filter the list', async () => {
    const element = await inbox(screen({ state: state(chats) }).screen);
    byText(element, '[role="tab"]', 'All').focus();
    await sendKeys({ press: 'ArrowLeft' });
    await element.updateComplete;
    expect(document.activeElement!.textContent).to.contain('Mine');
    expect([...element.querySelectorAll('.row')].map((one) => one.getAttribute('data-chat')).sort()).to.deep.equal(['e', 'm']);
    await sendKeys({ press: 'Home' });
    await element.updateComplete;
    expect(element.querySelectorAll('.row').length).to.equal(1);
  });

  it('Join opens the chat, moves the focus to the reply box and joins', async () => {
    const { screen: of, log } = screen({ state: state(chats) });
    const element = await inbox(of);
    byText(element, 'button', 'Join').click();
    expect(log.calls).to.deep.equal([['go', chatRoute('w')], ['focusReply']]);
    expect(log.commands).to.deep.equal([{ type: 'chat.join', chat: 'w' }]);
  });

  it('a Join that is refused is told', async () => {
    const { screen: of, log } = screen({ state: state(chats) }, () => new CommandError('forbidden', ''));
    const element = await inbox(of);
    byText(element, 'button', 'Join').click();
    await new Promise((done) => queueMicrotask(() => queueMicrotask(() => done(null))));
    expect(log.toasts[0]!.text).to.equal('You could not join the chat. You are not allowed to do this.');
  });

  it('an empty inbox says so', async () => {
    const element = await inbox(screen().screen);
    expect(element.textContent).to.contain('No open chats');
    await isAccessible(element);
  });

  it('the search narrows the list and Escape brings it back', async () => {
    const element = await inbox(screen({ state: state(chats) }).screen);
    await element.openSearch();
    await sendKeys({ type: 'lindq' });
    await element.updateComplete;
    expect(element.visible.map(({ id }) => id)).to.deep.equal(['m']);
    await sendKeys({ press: 'Escape' });
    await element.updateComplete;
    expect(element.visible.length).to.equal(3);
  });

  it('U8 a long name takes two lines, and all of them where the keyboard is', async () => {
    const visitor = { ...maya, name: 'Wolfeschlegelsteinhausenbergerdorff '.repeat(3).trim() };
    const element = await inbox(screen({ state: state([chat('x', { ...mine, visitor }), chat('y', mine)]) }).screen);
    const name = element.querySelector<HTMLElement>('[data-chat="x"] .name')!;
    expect(cutOff(element, '.prev, .end')).to.deep.equal([visitor.name]);
    await sendKeys({ press: 'Tab' });
    name.focus();
    expect(name.matches(':focus-visible')).to.equal(true);
    expect(cutOff(element, '.prev, .end')).to.deep.equal([]);
    await waitUntil(() => {
      const [above, below] = ['x', 'y'].map((id) => row(element, id).getBoundingClientRect()).sort((a, b) => a.top - b.top);
      return above!.bottom <= below!.top;
    }, 'the other row makes room');
  });

  it('U5 every text of a row keeps its own direction', async () => {
    const last = { author: 'visitor', text: 'متى وصل الطلب؟ 3 أيام.', at: NOW, seq: 2, operator: null } as const;
    const all = [...chats, chat('a', { ...mine, visitor: { ...maya, name: 'مريم الفهري' }, last })];
    try {
      for (const dir of ['rtl', 'ltr']) {
        document.documentElement.dir = dir;
        expect(misdirected(await inbox(screen({ state: state(all) }).screen)), dir).to.deep.equal([]);
      }
    } finally {
      document.documentElement.removeAttribute('dir');
    }
  });

  it('a name in another direction cannot disturb the row', async () => {
    const element = await inbox(screen({ state: state([chat('x', { visitor: { ...maya, name: '\u202Egnp.exe' } })]) }).screen);
    expect(element.querySelector('.name bdi')!.textContent).to.equal('\u202Egnp.exe');
  });
});

describe('rail', () => {
  const rail = (of: Screen): Promise<DashboardRail> =>
    place<DashboardRail>(html`<dashboard-rail .screen=${of}></dashboard-rail>`, 'dashboard-rail');

  it('is accessible with its menu open', async () => {
    const element = await rail(screen({ state: state(chats) }).screen);
    element.querySelector<HTMLElement>('.me')!.click();
    await element.updateComplete;
    await isAccessible(element);
  });

  it('has the links Inbox and Administration, and the count beside them', async () => {
    const element = await rail(screen({ state: state(chats) }).screen);
    expect([...element.querySelectorAll('nav a > span:not(.badge)')].map((one) => one.textContent)).to.deep.equal([
      'Inbox',
      'Administration',
    ]);
    expect(element.querySelector('nav .badge')!.textContent).to.equal('2');
  });

  it('the brand is text with one site, and a menu of the sites with several', async () => {
    const one = await rail(screen().screen);
    expect(one.querySelector('.brand')!.localName).to.equal('div');
    const { screen: of, log } = screen({ sites: [SITE, { id: 'o', key: 'other', name: 'Other Shop' }] });
    const several = await rail(of);
    several.querySelector<HTMLButtonElement>('button.brand')!.click();
    await several.updateComplete;
    const items = [...several.querySelectorAll<HTMLElement>('[role="menuitemradio"]')];
    expect(items.map((item) => [item.textContent.trim(), item.getAttribute('aria-checked')])).to.deep.equal([
      ['Nordvik Outdoor', 'true'],
      ['Other Shop', 'false'],
    ]);
    await isAccessible(several);
    items[1]!.click();
    expect(log.calls).to.deep.equal([['chooseSite', 'other']]);
  });

  it('the menu sets presence, sound, language and theme', async () => {
    const { screen: of, log } = screen();
    const element = await rail(of);
    element.querySelector<HTMLElement>('.me')!.click();
    await element.updateComplete;
    for (const name of ['Away', 'Sound', 'Play the sound', 'Русский', 'Dark', 'Log out'])
      byText(element, '[role^="menuitem"]', name).click();
    expect(log.calls).to.deep.equal([
      ['setPresence', 'away'],
      ['change', { sound: false }],
      ['testSound'],
      ['change', { language: 'ru' }],
      ['change', { theme: 'dark' }],
      ['logOut'],
    ]);
  });
});
