import { expect, fixture, html, waitUntil } from '@open-wc/testing';
import { emulateMedia, sendKeys } from '@web/test-runner-commands';
import { ApiError } from '../../src/dashboard/store/api.ts';
import { BLOCK_LIST } from '../../src/dashboard/blocks/routes.ts';
import { inboxPage } from '../../src/dashboard/inbox/page.ts';
import { chatRoute } from '../../src/dashboard/inbox/routes.ts';
import { actionOf } from '../../src/dashboard/shell/keyboard.ts';
import type { Screen } from '../../src/dashboard/shell/screen.ts';
import type { DashboardChat } from '../../src/dashboard/chat/chat.ts';
import type { DashboardReplyBox } from '../../src/dashboard/chat/reply-box.ts';
import type { DashboardChatHead } from '../../src/dashboard/chat/chat-head.ts';
import { CommandError } from '../../src/link/commands.ts';
import type { Chat } from '../../src/dashboard/store/types.ts';
import { translator } from '../../src/dashboard/strings/index.ts';
import { contrastOf, cutOff, linkText, misdirected } from '../support/seen.ts';
import { anna, api, byText, chat, details, isAccessible, LANGUAGES, NOW, place, said, screen, state, withThreadOf } from './pieces.ts';

const open = chat('c', {
  status: 'open',
  operators: [anna],
  visitor: { ...chat('c').visitor, name: 'Maya Lindqvist', email: 'maya@lindqvist.example' },
});
const events = [
  { type: 'session.started', seq: 1, at: NOW - 60_000 },
  said(2, 'The ridge pole snapped'),
  said(3, 'Oh no!', 'operator'),
] as const;

async function show(of: Screen): Promise<DashboardChat> {
  const element = await place<DashboardChat>(html`<dashboard-chat .screen=${of}></dashboard-chat>`, 'dashboard-chat');
  await element.querySelector<DashboardChatHead>('dashboard-chat-head')?.updateComplete;
  return element;
}
const at = (one: Chat, changes: Partial<Screen> = {}, answer?: Parameters<typeof screen>[1]) =>
  screen({ route: chatRoute(one.id), state: state(one.status === 'closed' ? [] : [one], withThreadOf(one, events)), ...changes }, answer);

const marcus = { id: 'marcus', name: 'Marcus Obi' };

describe('chat', () => {
  for (const language of LANGUAGES) {
    it(`is accessible in ${language}, light and dark, with details`, async () => {
      const element = await show(at(open, { language, t: translator(language) }).screen);
      await waitUntil(() => element.querySelector('.pages'));
      await isAccessible(element);
    });
  }

  it('U1 U2 the visitor ends the chat while the operator types: text and focus stay, the end is said, and no letter is a shortcut', async () => {
    const { screen: of, log } = at(open, { state: state([open], { ...withThreadOf(open, events), drafts: { c: 'We will send' } }) });
    const element = await show(of);
    const box = await waitUntil(() => element.querySelector<HTMLTextAreaElement>('textarea')).then(() =>
      element.querySelector('textarea')!,
    );
    await waitUntil(() => box.value === 'We will send');
    box.focus();
    const over: Chat = { ...open, session: { ...open.session, status: 'ended', endedBy: 'visitor' } };
    const ended = { type: 'session.ended', by: 'visitor', seq: 4, at: NOW } as const;
    element.screen = { ...of, state: state([over], { ...withThreadOf(over, [...events, ended]), drafts: { c: 'We will send' } }) };
    await element.updateComplete;
    await waitUntil(() => element.querySelector('.ended-bar'));
    expect(document.activeElement).to.equal(box);
    expect(box.value).to.equal('We will send');
    expect(log.said).to.deep.equal(['Maya Lindqvist ended the chat']);
    const key = new KeyboardEvent('keydown', { key: 'e', code: 'KeyE', bubbles: true, composed: true });
    let meant: unknown = 'not heard';
    addEventListener('keydown', (event) => (meant = actionOf(event, of.settings)), { once: true });
    box.dispatchEvent(key);
    expect(meant).to.equal(null);
    // Nothing was written: the box is there as long as the focus is.
    element.screen = { ...of, state: state([over], withThreadOf(over, [...events, ended])) };
    await element.updateComplete;
    expect(document.activeElement).to.equal(box);
    box.blur();
    await waitUntil(() => !element.querySelector('textarea'));
  });

  it('S1 Options and Close are at the top right; Close sends the last seq on the screen', async () => {
    const { screen: of, log } = at(open, {});
    const one = {
      ...of,
      state: state(
        [{ ...open, session: { ...open.session, lastSeq: 3 } }],
        withThreadOf({ ...open, session: { ...open.session, lastSeq: 3 } }, events),
      ),
    };
    const element = await show(one);
    const [options, close] = element.querySelectorAll<HTMLButtonElement>('.acts .btn');
    expect(options!.textContent.trim()).to.equal('Options');
    expect(close!.textContent.trim()).to.equal('Close');
    expect(element.querySelector(`#${close!.getAttribute('aria-describedby')!}`)!.textContent).to.equal(
      'Close chat. It stays active for the visitor.',
    );
    close!.click();
    await waitUntil(() => log.toasts.length);
    expect(log.commands).to.deep.equal([{ type: 'chat.close', chat: 'c', seen: 3 }]);
    expect(log.toasts[0]!.text).to.equal('Chat closed. If Maya writes again, it arrives as a new chat.');
    log.toasts[0]!.undo!();
    await waitUntil(() => log.commands.length === 2);
    expect(log.commands[1]).to.deep.equal({ type: 'chat.reopen', chat: 'c' });
  });

  it('race close ∥ message: stale_close keeps the chat open and says why', async () => {
    const { screen: of, log } = at(open, {}, () => new CommandError('stale_close', ''));
    const element = await show(of);
    byText(element, '.acts button', 'Close').click();
    await waitUntil(() => log.toasts.length);
    expect(log.toasts[0]!.text).to.contain('The visitor wrote meanwhile');
    expect(log.toasts[0]!.undo).to.equal(undefined);
  });

  it('S2 nothing in the chat ends the session', async () => {
    const element = await show(at(open).screen);
    byText(element, 'button', 'Options').click();
    await element.querySelector<DashboardChatHead>('dashboard-chat-head')!.updateComplete;
    expect([...element.querySelectorAll('[role="menuitem"]')].map((one) => one.textContent.replace(/\s+/g, ' ').trim())).to.deep.equal([
      'Copy link to chat',
      'Hide details]',
      'Block visitor',
    ]);
    await isAccessible(element);
  });

  it('S7 Block visitor asks for the dialog and leaves the focus on Options', async () => {
    const { screen: of, log } = at(open);
    const element = await show(of);
    byText(element, 'button', 'Options').click();
    await element.querySelector<DashboardChatHead>('dashboard-chat-head')!.updateComplete;
    byText(element, '[role="menuitem"]', 'Block visitor').click();
    expect(log.calls.find(([name]) => name === 'show')).to.deep.equal(['show', { kind: 'block', chat: open }]);
    expect(document.activeElement!.textContent.trim()).to.equal('Options');
  });

  it('the reply box is named after the visitor; Enter sends, Shift+Enter does not', async () => {
    const { screen: of, log } = at(open);
    // The draft lives in the state, as in the app.
    const client = {
      ...of.client,
      setDraft: (_chat: string, text: string) => {
        element.screen = { ...of, client, state: { ...of.state, drafts: { c: text } } };
      },
    };
    const element = await show({ ...of, client });
    const box = element.querySelector('textarea')!;
    expect(box.getAttribute('aria-label')).to.equal('Reply to Maya…');
    box.focus();
    await sendKeys({ type: 'Hello' });
    expect(box.value).to.equal('Hello');
    expect(log.calls.filter(([name]) => name === 'setTyping')).to.deep.equal([['setTyping', 'c', true]]);
    await sendKeys({ press: 'Shift+Enter' });
    expect(box.value).to.equal('Hello\n');
    expect(log.calls.some(([name]) => name === 'reply')).to.equal(false);
    await sendKeys({ press: 'Enter' });
    expect(log.calls.filter(([name]) => name === 'reply')).to.deep.equal([['reply', 'c', 'Hello\n']]);
    expect(log.calls.filter(([name]) => name === 'setTyping').at(-1)).to.deep.equal(['setTyping', 'c', false]);
  });

  it('C6 text that came back stays readable although the session has ended', async () => {
    const ended = { ...open, session: { ...open.session, status: 'ended', endedBy: 'visitor' } } as const;
    const { screen: of } = at(ended, {
      state: state([ended], {
        ...withThreadOf(ended, events),
        drafts: { c: 'On its way' },
        refused: { c: { code: 'session_ended', text: 'On its way' } },
      }),
    });
    const element = await show(of);
    expect(element.querySelector('textarea')!.value).to.equal('On its way');
    expect(element.querySelector('textarea')!.readOnly).to.equal(true);
    expect(element.querySelector('[role="alert"]')!.textContent).to.contain('This chat session has ended.');
  });

  it('race stale reply: the number of new messages and the way on stand under the text, in two languages', async () => {
    const refused = { c: { code: 'stale_reply', newer: 2, text: 'On its way' } } as const;
    const with2 = state([open], { ...withThreadOf(open, events), drafts: { c: 'On its way' }, refused });
    const { screen: of, log } = at(open, { state: with2 });
    const element = await show(of);
    const box = element.querySelector('textarea')!;
    const line = element.querySelector('[role="alert"]')!;
    expect(box.value).to.equal('On its way');
    expect(box.getAttribute('aria-describedby')).to.equal(line.id);
    expect(line.textContent).to.equal('Not sent yet: 2 new messages came first. If your reply still fits, press Send again.');
    await isAccessible(element);
    byText(element, 'button', 'Send').click();
    expect(log.calls.filter(([name]) => name === 'reply')).to.deep.equal([['reply', 'c', 'On its way']]);
    element.screen = { ...of, t: translator('ru'), locale: 'ru' };
    await element.updateComplete;
    await element.querySelector<DashboardReplyBox>('dashboard-reply-box')!.updateComplete;
    expect(element.querySelector('[role="alert"]')!.textContent).to.contain('пришло 2 новых сообщения');
  });

  it('S6 an ended session has a bar in place of the reply box', async () => {
    const ended = { ...open, session: { ...open.session, status: 'ended', endedBy: 'visitor' } } as const;
    const element = await show(at(ended).screen);
    expect(element.querySelector('textarea')).to.equal(null);
    expect(element.querySelector('.ended-bar')!.textContent).to.contain('Maya Lindqvist ended the chat');
    await isAccessible(element);
  });

  it('S9 a blocked visitor has a red bar that leads to the block list', async () => {
    const blocked = {
      ...open,
      session: { ...open.session, status: 'ended', endedBy: 'block' },
      visitor: { ...open.visitor, blocked: true },
    } as const;
    const block = [...events, { type: 'session.ended', seq: 4, at: NOW, by: 'block' }] as const;
    const { screen: of, log } = at(blocked, {
      state: state([blocked], withThreadOf(blocked, block)),
      blockedHere: new Set([blocked.visitor.id]),
    });
    const element = await show(of);
    expect(element.textContent).to.contain('You blocked this visitor. The chat session has ended.');
    expect(element.querySelector('.blocked-bar')!.textContent).to.contain('This visitor is blocked and cannot start a new chat.');
    byText(element, 'button', 'Block list').click();
    expect(log.calls.at(-1)).to.deep.equal(['go', BLOCK_LIST]);
    await isAccessible(element);
  });

  it('names that the site has signed carry Verified, others a quiet hint in the details', async () => {
    const verified = { ...open, visitor: { ...open.visitor, verified: true } };
    const signed = await show(at(verified).screen);
    expect([...signed.querySelectorAll('.pill.ok')].map((one) => one.textContent)).to.deep.equal(['Verified', 'Verified']);
    expect(signed.querySelector('.unverified')).to.equal(null);
    await isAccessible(signed);
    const typed = await show(at(open).screen);
    expect(typed.querySelector('.pill.ok')).to.equal(null);
    expect(typed.querySelector('.details .unverified')!.textContent).to.equal('Unverified');
    const nameless = { ...open, visitor: chat('c').visitor };
    expect((await show(at(nameless).screen)).querySelector('.unverified'), 'there is nothing to doubt').to.equal(null);
  });

  it('a session that ended by a merge, or by silence, says so in the log and in the bar', async () => {
    for (const [by, words] of [
      ['merged', 'The visitor logged in and goes on in another chat'],
      ['idle', 'The chat session ended because nobody wrote for a long time'],
    ] as const) {
      const ended = { ...open, session: { ...open.session, status: 'ended', endedBy: by } } as const;
      const log = [...events, { type: 'session.ended', seq: 4, at: NOW, by }] as const;
      const element = await show(at(ended, { state: state([ended], withThreadOf(ended, log)) }).screen);
      expect(element.querySelector('.log')!.textContent).to.contain(words);
      expect(element.querySelector('.ended-bar')!.textContent).to.contain(words);
    }
  });

  it('two who joined stand in the head; a colleague who types is named above the reply box', async () => {
    const alone = await show(at(open).screen);
    expect(alone.querySelector('.avatars')).to.equal(null);
    expect(alone.querySelector('.colleagues')!.textContent.trim()).to.equal('');
    const both = { ...open, operators: [anna, marcus] };
    const typing = { 's-c': [{ who: marcus, until: NOW + 1 }] };
    const element = await show(at(both, { state: state([both], { ...withThreadOf(both, events), typing }) }).screen);
    expect(element.querySelector('.avatars')!.getAttribute('aria-label')).to.equal('In this chat: Anna Berg, Marcus Obi');
    expect(element.querySelector('.colleagues')!.textContent.trim()).to.equal('Marcus Obi is typing…');
    await isAccessible(element);
  });

  it('W5 a closed chat opens read-only, says who closed it and when, and can be reopened', async () => {
    const closed = { ...open, status: 'closed', closedAt: NOW, closedBy: marcus } as const;
    const { screen: of, log } = at(closed);
    const element = await show(of);
    expect(element.querySelector('textarea')).to.equal(null);
    expect(element.querySelector('.ended-bar span')!.textContent).to.equal('Marcus Obi closed this chat: Today, 14:18');
    expect(element.querySelectorAll('.bubble').length).to.equal(2);
    byText(element, 'button', 'Options').click();
    await element.querySelector<DashboardChatHead>('dashboard-chat-head')!.updateComplete;
    byText(element, '[role="menuitem"]', 'Reopen chat').click();
    expect(log.commands).to.deep.equal([{ type: 'chat.reopen', chat: 'c' }]);
    await isAccessible(element);
    const mine = await show(at({ ...closed, closedBy: anna }).screen);
    expect(mine.querySelector('.ended-bar span')!.textContent).to.equal('You closed this chat: Today, 14:18');
  });

  it('W5 a closed chat whose visitor wrote again leads to the newer one, and a refusal says so', async () => {
    const closed = { ...open, status: 'closed', closedAt: NOW } as const;
    const newer = { ...open, id: 'n', firstSeq: 9 } as const;
    const of = withThreadOf(closed, events);
    const thread = { ...of.threads![closed.session.id]!, chats: [closed, newer] };
    const element = await show(at(closed, { state: state([newer], { ...of, threads: { [closed.session.id]: thread } }) }).screen);
    expect(element.querySelector('.ended-bar a')!.getAttribute('href')).to.equal('#/inbox/n');
    expect(element.querySelector('.ended-bar button')).to.equal(null);
    const late = at(closed, {}, () => new CommandError('newer_chat', ''));
    byText(await show(late.screen), '.ended-bar button', 'Reopen chat').click();
    await waitUntil(() => late.log.toasts.length);
    expect(late.log.toasts[0]!.text).to.equal('The chat stays closed. The visitor has written again and has a newer chat.');
  });

  it('W5 Escape leaves the reply box for the thread; a file or picture is refused in words, text is not', async () => {
    const { screen: of, log } = at(open);
    const element = await show(of);
    const box = element.querySelector('textarea')!;
    box.focus();
    box.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true, cancelable: true }));
    expect(document.activeElement).to.equal(element.querySelector('.log'));
    const paste = (fill: (data: DataTransfer) => void): boolean => {
      const clipboardData = new DataTransfer();
      fill(clipboardData);
      return box.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
    };
    expect(paste((data) => data.setData('text/plain', 'words'))).to.equal(true);
    expect(log.toasts).to.deep.equal([]);
    expect(paste((data) => data.items.add(new File(['x'], 'tent.png', { type: 'image/png' })))).to.equal(false);
    expect(log.toasts[0]!.text).to.contain('cannot be sent yet');
  });

  it('U5 on a right-to-left page every text keeps its own direction, and so does Arabic on the usual one', async () => {
    const arabic = { ...open, visitor: { ...open.visitor, name: 'مريم الفهري' } };
    const written = [...events, said(4, 'متى وصل الطلب؟ 3 أيام.')];
    try {
      for (const dir of ['rtl', 'ltr']) {
        document.documentElement.dir = dir;
        const element = await show(at(arabic, { state: state([arabic], withThreadOf(arabic, written)) }).screen);
        await waitUntil(() => element.querySelector('.pages'));
        expect(misdirected(element), dir).to.deep.equal([]);
      }
    } finally {
      document.documentElement.removeAttribute('dir');
    }
  });

  it('U6 in forced colours links in the bubbles of both look like links and can be read', async () => {
    await emulateMedia({ forcedColors: 'active' });
    try {
      const link = 'See nordvik.example/guarantee';
      const element = await show(
        at(open, { state: state([open], withThreadOf(open, [...events, said(4, link), said(5, link, 'operator')])) }).screen,
      );
      const links = [...element.querySelectorAll('.bubble a')];
      expect(links).to.have.length(2);
      for (const one of links) {
        expect(getComputedStyle(one).color).to.equal(linkText());
        expect(contrastOf(one)).to.be.above(4.5);
      }
    } finally {
      await emulateMedia({ forcedColors: 'none' });
    }
  });

  it('U8 long names, addresses and titles are shown whole in the head and the details', async () => {
    const endless = 'Wolfeschlegelsteinhausenbergerdorff'.repeat(2);
    const page = { url: `https://nordvik.example/${endless}`, title: endless, at: NOW - 1000, until: null };
    const visitor = { ...open.visitor, name: endless, email: `${endless}@lindqvist.example`, page };
    const long = { ...open, visitor };
    const element = await show(
      at(long, {
        api: api({
          visitor: async () =>
            details({
              visitor,
              browser: endless,
              pages: [page, { ...page, until: NOW - 1000 }],
              previousChats: [{ id: 'older', createdAt: NOW - 90 * 86_400_000, preview: endless }],
            }),
        }),
      }).screen,
    );
    await waitUntil(() => element.querySelector('.pages'));
    // The page's path in the head stands whole in the details.
    expect(cutOff(element, '.chat-head .who p')).to.deep.equal([]);
    const name = element.querySelector('.chat-head h2')!.getBoundingClientRect();
    const head = element.querySelector('.chat-head')!.getBoundingClientRect();
    expect(name.top >= head.top && name.bottom <= head.bottom).to.equal(true);
  });

  it('W1 what was written stays readable when a colleague closes the chat', async () => {
    const closed = { ...open, status: 'closed', closedAt: NOW, closedBy: marcus } as const;
    const element = await show(at(closed, { state: state([], { ...withThreadOf(closed, events), drafts: { c: 'half a reply' } }) }).screen);
    expect(element.querySelector('textarea')!.value).to.equal('half a reply');
    expect(element.querySelector('textarea')!.readOnly).to.equal(true);
  });

  it('a script in a message, name or page stays text', async () => {
    const evil = '<img src=x onerror=alert(1)><script>alert(2)</script>';
    const one = { ...open, visitor: { ...open.visitor, name: evil } };
    const page = details({ pages: [{ url: 'javascript:alert(3)', title: evil, at: NOW, until: null }] });
    const element = await show(
      at(one, { api: api({ visitor: async () => page }), state: state([one], withThreadOf(one, [said(2, evil)])) }).screen,
    );
    await waitUntil(() => element.querySelector('.here'));
    expect(element.querySelector('img, script, [href^="javascript"]')).to.equal(null);
    expect(element.querySelector('.bubble')!.textContent).to.equal(evil);
    expect(element.querySelector('.here b')!.textContent).to.equal(evil);
  });

  it('the details show browser, address, the pages with their durations and earlier chats', async () => {
    const element = await show(at(open).screen);
    await waitUntil(() => element.querySelector('.pages'));
    const pane = element.querySelector('.details')!;
    expect([...pane.querySelectorAll('.facts dd')].map((one) => one.textContent)).to.deep.equal(['Firefox 143 · Windows', '203.0.113.7']);
    expect([...pane.querySelectorAll('.pages li')].map((one) => one.textContent)).to.deep.equal(['/guarantee3:41', '/tents6:05']);
    expect(pane.querySelector<HTMLAnchorElement>('.past a')!.getAttribute('href')).to.equal('#/inbox/older');
  });

  it('a chat that the operator left before its thread came asks for it no more', async () => {
    let asked = 0;
    let come = (): void => undefined;
    const coming = new Promise<void>((resolve) => (come = resolve));
    const { screen: of } = screen({ route: chatRoute(open.id), state: state([open]) });
    Object.assign(of.client, { openChat: () => (asked++ === 0 ? coming : new Promise(() => undefined)) });
    const element = await show(of);
    element.remove();
    come();
    await coming;
    await element.updateComplete;
    expect(asked).to.equal(1);
  });

  it('a thread that could not be reached is read again by itself when the connection is back', async () => {
    const { screen: of } = at(open, { state: state([open], { connection: { status: 'waiting', attempt: 1, until: NOW, since: NOW } }) });
    let asked = 0;
    const client = {
      ...of.client,
      openChat: () => {
        asked += 1;
        return asked === 1 ? Promise.reject(new ApiError('unavailable', '')) : new Promise<void>(() => undefined);
      },
    };
    const element = await show({ ...of, client });
    await waitUntil(() => element.problem !== null);
    expect(byText(element, 'button', 'Try again')).to.exist;
    element.screen = { ...of, client, state: { ...of.state, connection: { status: 'open' } } };
    await waitUntil(() => asked === 2);
    expect(element.problem).to.equal(null);
  });

  it('a chat that does not exist is said to', async () => {
    const missing = {
      ...screen().screen.client,
      openChat: async () => Promise.reject(new (await import('../../src/dashboard/store/api.ts')).ApiError('not_found', '')),
    };
    const element = await show(screen({ route: chatRoute('gone'), client: missing }).screen);
    await waitUntil(() => element.textContent.includes('There is no such chat'));
  });

  it('without a chat the screen says what to do', async () => {
    const beside = async (of: Screen) => (await fixture<HTMLElement>(inboxPage.render(of))).querySelector('.chat')?.textContent;
    expect(await beside(screen({ state: state([open]) }).screen)).to.contain('Select a chat');
    expect(await beside(screen().screen)).to.contain('You are all caught up');
  });
});
