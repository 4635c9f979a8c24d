import { expect } from '@open-wc/testing';
import { emulateMedia, sendKeys, setViewport } from '@web/test-runner-commands';
import type { ChatState } from '../../src/client/index.ts';
import { ChatWidgetPanel } from '../../src/widget/panel/index.ts';
import type { PanelHost } from '../../src/widget/parts.ts';
import { contrastOf, cutOff, linkText, misdirected } from '../support/seen.ts';
import { anna, chatting, config, ended, idle, NOON, session, StillClient } from './states.ts';
import { until } from './support.ts';

const waiting = { status: 'waiting', attempt: 2, until: Date.now() + 9000, since: Date.now() - 9000 } as const;
const pending = { session: 's1', createdAt: NOON + 11 * 60_000, error: null } as const;

const STATES: Record<string, ChatState> = {
  welcome: idle,
  conversation: chatting,
  ended,
  'unsent messages and typing': {
    ...chatting,
    typing: [anna],
    outbox: [
      { ...pending, cid: 'a', text: 'one', status: 'failed', error: 'invalid' },
      { ...pending, cid: 'b', text: 'two', status: 'queued' },
    ],
  },
  reconnecting: { ...chatting, connection: waiting },
  offline: { ...chatting, connection: waiting, online: false },
  'server full': {
    ...chatting,
    putOff: 'storage_full',
    outbox: [{ cid: 'c9', session: 's1', text: 'Still there?', createdAt: NOON, status: 'queued', error: null }],
  },
  'memory only': { ...idle, identity: 'memory' },
};

let client: StillClient;
let asked: unknown[][];

async function draw(state: ChatState, over: Partial<ChatWidgetPanel> = {}): Promise<ChatWidgetPanel> {
  client = new StillClient(state);
  asked = [];
  const host: PanelHost = {
    send: (text) => (asked.push(['send', text]), Promise.resolve({ cid: 'c' })),
    endSession: () => (asked.push(['end']), Promise.resolve()),
    startSession: () => (asked.push(['start']), Promise.resolve()),
    hide: () => asked.push(['hide']),
  };
  const panel = document.createElement('chat-widget-panel');
  Object.assign(panel, { client: client.asClient, config, host, ...over });
  panel.lang ||= 'en';
  document.body.append(panel);
  panel.open = true;
  await panel.updateComplete;
  return panel;
}

const find = <E extends HTMLElement>(panel: ChatWidgetPanel, selector: string): E => {
  const found = panel.shadowRoot!.querySelector<E>(selector);
  if (!found) throw new Error(`no ${selector}`);
  return found;
};
const words = (panel: ChatWidgetPanel, selector: string): string[] =>
  [...panel.shadowRoot!.querySelectorAll(selector)].map((element) => element.textContent.replace(/\s+/g, ' ').trim());
const focused = (panel: ChatWidgetPanel): string => {
  const element = panel.shadowRoot!.activeElement;
  return element?.getAttribute('aria-label') ?? element?.textContent.trim() ?? '';
};
async function openMenu(panel: ChatWidgetPanel): Promise<void> {
  find(panel, '[aria-haspopup="menu"]').click();
  await until(() => panel.shadowRoot!.activeElement?.matches('[role^="menuitem"]'));
}
async function openSheet(panel: ChatWidgetPanel, item: string): Promise<void> {
  await openMenu(panel);
  find(panel, item).click();
  await until(() => panel.shadowRoot!.querySelector('.sheet')?.contains(panel.shadowRoot!.activeElement));
}

describe('the panel', () => {
  before(() => setViewport({ width: 900, height: 800 }));
  afterEach(() => document.body.replaceChildren());

  for (const [name, state] of Object.entries(STATES)) {
    for (const theme of ['light', 'dark']) {
      it(`passes axe: ${name}, ${theme}`, async () => {
        const panel = await draw(state);
        panel.dataset['theme'] = theme;
        if (state === ended) await until(() => panel.shadowRoot!.querySelector('.rate'));
        await settled(panel);
        await expect(panel).to.be.accessible();
      });
    }
  }

  it('passes axe with the menu and with each sheet', async () => {
    const panel = await draw(chatting);
    await openMenu(panel);
    await settled(panel);
    await expect(panel).to.be.accessible();
    find(panel, '.menu .danger').click();
    await panel.updateComplete;
    await settled(panel);
    await expect(panel).to.be.accessible();
    await sendKeys({ press: 'Escape' });
    await panel.updateComplete;
    await openSheet(panel, '.menu [role="menuitem"]');
    await settled(panel);
    await expect(panel).to.be.accessible();
  });

  it('is a dialog named after the site, with the contract’s names inside', async () => {
    const panel = await draw(chatting);
    expect(find(panel, '[role="dialog"]').getAttribute('aria-label')).to.equal('Nordvik Outdoor');
    expect(find(panel, 'textarea').getAttribute('aria-label')).to.equal('Write a message…');
    expect(find(panel, '.send').getAttribute('aria-label')).to.equal('Send');
    expect(find(panel, '[role="log"]').getAttribute('aria-label')).to.equal('Messages');
    expect(words(panel, '.head h2')).to.deep.equal(['Anna Berg']);
  });

  it('S5 offers the end only while a session is active', async () => {
    const panel = await draw(idle);
    await openMenu(panel);
    expect(words(panel, '[role="menuitem"]')).to.deep.equal(['Change name']);
    client.set(chatting);
    await panel.updateComplete;
    expect(words(panel, '[role="menuitem"]')).to.deep.equal(['Change name', 'End chat session']);
    client.set(ended);
    await panel.updateComplete;
    expect(words(panel, '[role="menuitem"]')).to.deep.equal(['Change name']);
  });

  it('walks the menu with the arrows, Home, End and letters; Escape gives the focus back and leaves the panel open', async () => {
    const panel = await draw(chatting);
    find(panel, '[aria-haspopup="menu"]').focus();
    await sendKeys({ press: 'ArrowUp' });
    await until(() => focused(panel) === 'End chat session');
    await sendKeys({ press: 'Home' });
    expect(focused(panel)).to.match(/^Sound/);
    await sendKeys({ press: 'c' });
    expect(focused(panel)).to.equal('Change name');
    await sendKeys({ press: 'Escape' });
    await panel.updateComplete;
    expect(focused(panel)).to.equal('Chat menu');
    expect(asked).to.deep.equal([]);
    await sendKeys({ press: 'Escape' });
    expect(asked).to.deep.equal([['hide']]);
  });

  it('S5 asks once before the end: focus starts on Keep chatting, the rest is inert', async () => {
    const panel = await draw(chatting);
    await openSheet(panel, '.menu .danger');
    expect(focused(panel)).to.equal('Keep chatting');
    expect(words(panel, '.sheet h2')).to.deep.equal(['End this chat?']);
    expect(words(panel, '.sheet p')[0]).to.match(/^Anna will leave/);
    expect(find(panel, '.content').inert).to.equal(true);
    await sendKeys({ press: 'Tab' });
    expect(focused(panel)).to.equal('End chat session');
    await sendKeys({ press: 'Escape' });
    await panel.updateComplete;
    expect(panel.shadowRoot!.querySelectorAll('.sheet')).to.have.length(0);
    expect(asked).to.deep.equal([]);
    await openSheet(panel, '.menu .danger');
    find(panel, '.sheet .danger').click();
    await until(() => focused(panel) === 'Write a message…');
    expect(asked).to.deep.equal([['end']]);
  });

  it('closes a sheet by a press on the scrim, not inside the sheet', async () => {
    const panel = await draw(chatting);
    await openSheet(panel, '.menu .danger');
    find(panel, '.sheet h2').click();
    await panel.updateComplete;
    expect(words(panel, '.sheet')).to.have.length(1);
    find(panel, '.scrim').click();
    await panel.updateComplete;
    expect(words(panel, '.sheet')).to.have.length(0);
  });

  it('saves name and e-mail, and says what is wrong with an address', async () => {
    const panel = await draw(chatting);
    await openSheet(panel, '.menu [role="menuitem"]');
    find<HTMLInputElement>(panel, '#name').value = ' Maya ';
    const email = find<HTMLInputElement>(panel, '#email');
    email.value = 'maya@lindqvist';
    find(panel, '.sheet .primary').click();
    expect(email.getAttribute('aria-invalid')).to.equal('true');
    expect(find(panel, '#email-error').checkVisibility()).to.equal(true);
    expect(client.called('identify')).to.deep.equal([]);
    email.value = 'maya@lindqvist.example';
    email.dispatchEvent(new Event('input', { bubbles: true }));
    expect(email.getAttribute('aria-invalid')).to.equal('false');
    find(panel, '.sheet .primary').click();
    expect(client.called('identify')).to.deep.equal([[{ name: 'Maya', email: 'maya@lindqvist.example' }]]);
  });

  it('T5 a name the server refuses, because an operator has it, comes back to the sheet with what is wrong', async () => {
    const panel = await draw(chatting);
    await openSheet(panel, '.menu [role="menuitem"]');
    Object.assign(client, { identify: () => Promise.reject(Object.assign(new Error('refused'), { code: 'name_taken' })) });
    find<HTMLInputElement>(panel, '#name').value = 'Anna Berg';
    find<HTMLInputElement>(panel, '#email').value = 'maya@lindqvist.example';
    find(panel, '.sheet .primary').click();
    await until(() => panel.shadowRoot!.querySelector('#name[aria-invalid="true"]'));
    expect(find(panel, '#name-error').checkVisibility()).to.equal(true);
    expect(find<HTMLInputElement>(panel, '#name').value).to.equal('Anna Berg');
    expect(find<HTMLInputElement>(panel, '#email').value).to.equal('maya@lindqvist.example');
    expect(panel.shadowRoot!.activeElement?.id).to.equal('name');
  });

  it('says when a part of it cannot be loaded, and opens the menu when the retry has loaded it', async () => {
    const real = ChatWidgetPanel.loadMenus;
    try {
      ChatWidgetPanel.loadMenus = () => Promise.reject(new TypeError('offline'));
      const panel = await draw(chatting);
      find(panel, '[aria-haspopup="menu"]').click();
      await until(() => words(panel, '.note')[0] === 'That did not work. Try again. Retry');
      await settled(panel);
      await expect(panel).to.be.accessible();
      ChatWidgetPanel.loadMenus = real;
      find(panel, '.note button').click();
      await until(() => panel.shadowRoot!.activeElement?.matches('[role^="menuitem"]'));
      expect(words(panel, '.note')).to.deep.equal([]);
    } finally {
      ChatWidgetPanel.loadMenus = real;
    }
  });

  it('says how many characters are too many', async () => {
    const panel = await draw(chatting);
    client.set({ draft: 'a'.repeat(5001) });
    await panel.updateComplete;
    expect(words(panel, '.over')).to.deep.equal(['1 over the limit of 5,000 characters']);
  });

  it('S6 after the end it rates in one tap, takes a comment, and the composer starts a new chat', async () => {
    const panel = await draw(ended);
    expect(words(panel, '.sys').some((line) => line.startsWith('You ended the chat'))).to.equal(true);
    expect(find<HTMLTextAreaElement>(panel, '.composer textarea').placeholder).to.equal('Write to start a new chat…');
    await until(() => panel.shadowRoot!.querySelector('.rate'));
    find(panel, '[aria-label="Great"]').click();
    expect(client.called('rate')).to.deep.equal([[5]]);
    await panel.updateComplete;
    find<HTMLTextAreaElement>(panel, '.rate textarea').value = 'Quick help';
    find(panel, '.rate .primary').click();
    await until(() => !panel.shadowRoot!.querySelector('.rate'));
    expect(client.called('rate')).to.deep.equal([[5], [5, 'Quick help']]);
    find(panel, '.foot button').click();
    expect(asked).to.deep.equal([['start']]);
  });

  it('sends on Enter, breaks the line on Shift+Enter, and tells draft and typing', async () => {
    const panel = await draw(chatting);
    panel.focusComposer();
    await until(() => focused(panel) === 'Write a message…');
    await sendKeys({ type: 'a' });
    await sendKeys({ press: 'Shift+Enter' });
    await sendKeys({ type: 'b' });
    expect(client.called('setDraft').at(-1)).to.deep.equal(['a\nb']);
    expect(client.called('setTyping').at(-1)).to.deep.equal([true]);
    await sendKeys({ press: 'Enter' });
    expect(asked).to.deep.equal([['send', 'a\nb']]);
    expect(client.called('setTyping').at(-1)).to.deep.equal([false]);
    await panel.updateComplete;
    expect(find<HTMLTextAreaElement>(panel, '.composer textarea').value).to.equal('');
  });

  it('gives the words back when the page cancels the message', async () => {
    const panel = await draw(chatting);
    panel.host!.send = () => Promise.resolve(null);
    client.set({ draft: 'hello' });
    await panel.updateComplete;
    find(panel, '.send').click();
    await until(() => find<HTMLTextAreaElement>(panel, '.composer textarea').value === 'hello');
  });

  it('sends a topic as the first message', async () => {
    const panel = await draw(idle);
    find(panel, '.topics button').click();
    expect(asked).to.deep.equal([['send', 'Where is my order?']]);
  });

  it('shows typing after a moment, and retries a failed message', async () => {
    const panel = await draw({ ...chatting, outbox: [{ ...pending, cid: 'a', text: 'one', status: 'failed', error: 'invalid' }] });
    client.set({ typing: [anna] });
    await panel.updateComplete;
    expect(words(panel, '.typing')).to.have.length(0);
    await until(() => panel.shadowRoot!.querySelector('.typing'));
    find(panel, '.meta.failed button').click();
    expect(client.called('retry')).to.deep.equal([['a']]);
  });

  it('says after 3 s that it reconnects, retries at once, and is glad for a moment', async () => {
    const panel = await draw({ ...chatting, connection: { status: 'connecting', attempt: 1, since: Date.now() } });
    expect(words(panel, '.banner')).to.deep.equal([]);
    client.set({ connection: waiting });
    await panel.updateComplete;
    expect(words(panel, '.banner > bdi')).to.deep.equal(['Reconnecting…']);
    expect(words(panel, '.head .who p')).to.deep.equal(['Not connected']);
    find(panel, '.banner button').click();
    expect(client.called('reconnect')).to.have.length(1);
    client.set({ connection: { status: 'open' } });
    await panel.updateComplete;
    expect(words(panel, '.banner')).to.deep.equal(['Back online']);
  });

  it('N9 a protocol that is spoken no more is said with Reload, and any other refusal with Retry; both are no connection', async () => {
    const closed = (refusal: string) => ({ ...chatting, connection: { status: 'closed', code: 4400, refusal } as const });
    const panel = await draw(closed('unsupported_protocol'));
    expect(words(panel, '.banner > bdi')).to.deep.equal(['The chat has been updated. Reload the page to go on.']);
    expect(words(panel, '.banner button')).to.deep.equal(['Reload']);
    expect(words(panel, '.head .who p')).to.deep.equal(['Not connected']);
    const other = await draw(closed('origin_not_allowed'));
    expect(words(other, '.banner > bdi')).to.deep.equal(['The chat is not available here at the moment.']);
    find(other, '.banner button').click();
    expect(client.called('reconnect')).to.have.length(1);
  });

  it('marks as read only what an open panel shows', async () => {
    const panel = await draw(chatting);
    panel.open = false;
    await panel.updateComplete;
    client.set({ unreadCount: 1 });
    await panel.updateComplete;
    expect(client.called('markRead')).to.have.length(0);
    panel.open = true;
    await panel.updateComplete;
    expect(client.called('markRead').length).to.be.greaterThan(0);
  });

  it('C3 says when the server takes no messages; I7 when the chat lasts only until the page is left', async () => {
    const full = STATES['server full']!;
    const text = 'The chat cannot take messages right now. Yours will be sent later.';
    expect(words(await draw(full), '.banner > bdi')).to.deep.equal([text]);
    expect(words(await draw({ ...full, putOff: 'unavailable' }), '.banner > bdi')).to.deep.equal([text]);
    expect(words(await draw({ ...full, putOff: 'rate_limited' }), '.banner > bdi'), 'a second passes by itself').to.deep.equal([]);
    expect(words(await draw(STATES['memory only']!), '.note')[0]).to.match(/^This browser cannot keep/);
  });

  it('remembers the sound switch and keeps the menu open', async () => {
    const panel = await draw(idle);
    panel.kept = 'chat_here';
    await openMenu(panel);
    const item = find(panel, '[role="menuitemcheckbox"]');
    item.click();
    await panel.updateComplete;
    expect(item.getAttribute('aria-checked')).to.equal('false');
    expect(localStorage.getItem('chat_here_sound')).to.equal('off');
    item.click();
    expect(localStorage.getItem('chat_here_sound')).to.equal('on');
  });

  it('speaks Russian', async () => {
    const panel = await draw(ended, { lang: 'ru' });
    await until(() => find(panel, '.composer textarea').getAttribute('aria-label') === 'Напишите сообщение…');
    expect(words(panel, '.foot button')).to.deep.equal(['Начать новый чат']);
    await until(() => panel.shadowRoot!.querySelector('.rate'));
    expect(words(panel, '.rate h3')).to.deep.equal(['Как прошёл чат с оператором Anna?']);
    expect(find(panel, '[aria-haspopup="menu"]').getAttribute('aria-label')).to.equal('Меню чата');
    await settled(panel);
    await expect(panel).to.be.accessible();
  });

  it('mirrors in a right-to-left page', async () => {
    document.body.dir = 'rtl';
    const panel = await draw(chatting);
    const head = find(panel, '.head').getBoundingClientRect();
    const kebab = find(panel, '[aria-haspopup="menu"]').getBoundingClientRect();
    expect(kebab.left - head.left).to.be.lessThan(head.width / 2);
    await openMenu(panel);
    await until(() => find(panel, '.menu').getBoundingClientRect().left < head.left + head.width / 2);
    document.body.removeAttribute('dir');
  });

  for (const [name, state] of Object.entries({ ...STATES, 'too long': { ...chatting, draft: 'a'.repeat(5001) } })) {
    it(`U5 on a right-to-left page every text keeps its own direction: ${name}`, async () => {
      document.body.dir = 'rtl';
      try {
        const panel = await draw(state);
        await settled(panel);
        if (state === ended) await until(() => panel.shadowRoot!.querySelector('.rate'));
        expect(misdirected(panel.shadowRoot!)).to.deep.equal([]);
        const box = find(panel, '.composer textarea');
        expect(getComputedStyle(box).direction, 'an empty box has the direction of its placeholder').to.equal('ltr');
        for (const item of ['[role="menuitem"]', '[role="menuitem"].danger']) {
          await openMenu(panel);
          expect(misdirected(panel.shadowRoot!)).to.deep.equal([]);
          if (!panel.shadowRoot!.querySelector(item)) continue;
          find(panel, item).click();
          await until(() => panel.shadowRoot!.querySelector('.sheet')?.contains(panel.shadowRoot!.activeElement));
          expect(misdirected(panel.shadowRoot!)).to.deep.equal([]);
          await sendKeys({ press: 'Escape' });
          await until(() => !panel.shadowRoot!.querySelector('.sheet'));
        }
      } finally {
        document.body.removeAttribute('dir');
      }
    });
  }

  it('U5 Arabic of the site, an operator and the visitor reads from the right on a left-to-right page', async () => {
    const omar = { id: 'op-omar', name: 'عمر الفاروق' };
    const arabic = {
      ...config,
      site: { ...config.site, name: 'نورديك', title: 'مرحبا، كيف نساعدك؟', topics: ['أين طلبي؟'] },
      team: [omar],
    };
    const panel = await draw(idle, { config: arabic });
    expect(misdirected(panel.shadowRoot!)).to.deep.equal([]);
    client.set({ session: session([[3, omar, 'متى وصل الطلب؟ 3 أيام.']], {}, []), draft: 'شكرا!' });
    await panel.updateComplete;
    expect(misdirected(panel.shadowRoot!)).to.deep.equal([]);
    expect(getComputedStyle(find(panel, '.composer textarea')).direction).to.equal('rtl');
  });

  for (const width of [900, 320])
    it(`U8 long names are shown whole, ${width} px wide`, async () => {
      await setViewport({ width, height: 800 });
      try {
        const long = { id: 'op-long', name: `${'Wolfeschlegelsteinhausenbergerdorff'.repeat(2)} Berg` };
        const panel = await draw({
          ...chatting,
          session: { ...session([[3, long, `nordvik.example/${'a'.repeat(90)}`]]), operator: long },
        });
        await settled(panel);
        const head = find(panel, '.head');
        expect(head.textContent).to.contain(long.name);
        expect(cutOff(panel.shadowRoot!)).to.deep.equal([]);
        expect(head.scrollHeight).to.be.at.most(head.clientHeight);
        const { right } = find(panel, '.head h2').getBoundingClientRect();
        expect(right).to.be.at.most(find(panel, '.acts').getBoundingClientRect().left);
      } finally {
        await setViewport({ width: 900, height: 800 });
      }
    });

  for (const colorScheme of ['light', 'dark'] as const) {
    it(`U6 in forced colours a link looks like one and can be read in every bubble, ${colorScheme}`, async () => {
      await emulateMedia({ forcedColors: 'active', colorScheme });
      try {
        const link = 'See nordvik.example/guarantee';
        const panel = await draw({
          ...chatting,
          session: session([
            [3, anna, link],
            [4, null, link],
          ]),
          outbox: [{ ...pending, cid: 'b', text: link, status: 'queued' }],
        });
        const links = await until(() => {
          const found = [...panel.shadowRoot!.querySelectorAll('.bubble a')];
          return found.length === 3 && found;
        });
        for (const one of links) {
          expect(getComputedStyle(one).color).to.equal(linkText());
          expect(contrastOf(one)).to.be.above(4.5);
        }
      } finally {
        await emulateMedia({ forcedColors: 'none', colorScheme: 'light' });
      }
    });
  }

  it('U7 a file that is dropped and a picture that is pasted are refused in words, text is not', async () => {
    const panel = await draw(chatting);
    const box = find(panel, '.composer textarea');
    const give = (type: 'paste' | 'drop' | 'dragover', fill: (data: DataTransfer) => void): boolean => {
      const data = new DataTransfer();
      fill(data);
      const init = { bubbles: true, cancelable: true, composed: true };
      return box.dispatchEvent(
        type === 'paste'
          ? new ClipboardEvent(type, { clipboardData: data, ...init })
          : new DragEvent(type, { dataTransfer: data, ...init }),
      );
    };
    const words = (data: DataTransfer): void => data.setData('text/plain', 'words');
    // The code that refuses files is loaded after the panel, by itself.
    await until(() => panel.shadowRoot!.adoptedStyleSheets.length > ChatWidgetPanel.styles.length);
    const picture = (data: DataTransfer): void => void data.items.add(new File(['x'], 'tent.png', { type: 'image/png' }));
    for (const type of ['paste', 'dragover', 'drop'] as const) {
      expect(give(type, words), `${type} of words`).to.equal(true);
      expect(
        give(type, (data) => (words(data), picture(data))),
        `${type} of words with their picture`,
      ).to.equal(true);
    }
    await panel.updateComplete;
    expect(panel.shadowRoot!.textContent).not.to.contain('cannot be sent yet');
    for (const type of ['paste', 'drop'] as const) {
      expect(give('dragover', picture), 'the page is not left').to.equal(false);
      expect(give(type, picture), `${type} of a picture`).to.equal(false);
      await until(() => panel.shadowRoot!.querySelector('.refused')?.textContent === 'Files and pictures cannot be sent yet.');
      find<HTMLTextAreaElement>(panel, '.composer textarea').value = type;
      box.dispatchEvent(new InputEvent('input', { bubbles: true }));
      await until(() => !panel.shadowRoot!.querySelector('.refused'));
    }
  });

  it('U2 on a phone the panel is modal: Tab goes round in it and never reaches the page, forwards and back', async () => {
    await setViewport({ width: 390, height: 780 });
    const outside = document.createElement('button');
    outside.textContent = 'Outside';
    document.body.append(outside);
    try {
      const panel = await draw(idle);
      document.body.append(outside.cloneNode(true));
      panel.takeFocus();
      await until(() => panel.shadowRoot!.activeElement);
      expect(find(panel, '.panel').getAttribute('aria-modal')).to.equal('true');
      for (const key of ['Tab', 'Shift+Tab']) {
        const seen = new Set<string>();
        for (let press = 0; press < 14; press++) {
          await sendKeys({ press: key });
          expect(document.activeElement, `${key} ${press}`).to.equal(panel);
          seen.add(focused(panel));
        }
        expect([...seen]).to.include.members(['Chat menu', 'Minimise', 'Write a message…']);
      }
    } finally {
      await setViewport({ width: 900, height: 800 });
    }
  });

  it('H4 on a phone the panel keeps above an on-screen keyboard, and lets two fingers enlarge it', async () => {
    await setViewport({ width: 390, height: 780 });
    const real = Object.getOwnPropertyDescriptor(window, 'visualViewport')!;
    const seen = Object.assign(new EventTarget(), { height: 780, offsetTop: 0, scale: 1 });
    Object.defineProperty(window, 'visualViewport', { configurable: true, value: seen });
    const moved = (type: string, change: Partial<typeof seen>): void => {
      Object.assign(seen, change);
      seen.dispatchEvent(new Event(type));
    };
    try {
      const panel = await draw(chatting);
      await settled(panel);
      const box = (): number[] => {
        const { top, height } = find(panel, '.panel').getBoundingClientRect();
        return [top, height];
      };
      expect(box()).to.deep.equal([0, 780]);
      // iOS: the keyboard covers the lower part, and the page moves under it.
      moved('resize', { height: 430 });
      moved('scroll', { offsetTop: 120 });
      expect(box()).to.deep.equal([120, 430]);
      const composer = find(panel, '.composer').getBoundingClientRect();
      expect(composer.bottom).to.be.at.most(550);
      moved('resize', { height: 780, offsetTop: 0 });
      expect(box()).to.deep.equal([0, 780]);
      moved('resize', { height: 390, offsetTop: 60, scale: 2 });
      expect(box()).to.deep.equal([0, 780]);
      panel.open = false;
      await panel.updateComplete;
      expect(panel.style.getPropertyValue('--visible')).to.equal('');
    } finally {
      Object.defineProperty(window, 'visualViewport', real);
      await setViewport({ width: 900, height: 800 });
    }
  });

  it('U1 that it is back online, and that a text is too long, is said once, however much is drawn or typed', async () => {
    const said: string[] = [];
    document.body.append(Object.assign(document.createElement('div'), { className: 'voice', say: (text: string) => said.push(text) }));
    const panel = await draw({ ...chatting, connection: waiting });
    client.set({ connection: { status: 'open' } });
    await panel.updateComplete;
    client.set({ unreadCount: 0, typing: [] });
    await panel.updateComplete;
    expect(said).to.deep.equal(['Reconnecting…', 'Back online']);
    const box = find<HTMLTextAreaElement>(panel, '.composer textarea');
    for (const length of [5001, 5002, 5003]) {
      box.value = 'a'.repeat(length);
      box.dispatchEvent(new InputEvent('input', { bubbles: true }));
    }
    expect(said.slice(2)).to.deep.equal(['1 over the limit of 5,000 characters']);
    expect(find(panel, '#over').hasAttribute('role'), 'the box tells of it, nothing interrupts').to.equal(false);
    expect(box.getAttribute('aria-describedby')).to.equal('over');
  });

  it('U2 after a topic the focus is in the box', async () => {
    const panel = await draw(idle);
    find(panel, '.topics button').click();
    client.set({ outbox: [{ ...pending, cid: 't', session: null, text: 'Where is my order?', status: 'queued' }] });
    await until(() => focused(panel) === 'Write a message…');
    expect(panel.shadowRoot!.querySelector('.topics')).to.equal(null);
  });

  it('H3 H4 fills a phone, holds the page still by a rule of its own, and turns the menu into an action sheet', async () => {
    await setViewport({ width: 390, height: 780 });
    try {
      const panel = await draw(chatting);
      await settled(panel);
      const box = find(panel, '.panel').getBoundingClientRect();
      expect([box.left, box.top, box.width, box.height]).to.deep.equal([0, 0, 390, 780]);
      const root = document.documentElement;
      expect(getComputedStyle(root).overflow).to.equal('hidden');
      expect(root.hasAttribute('style')).to.equal(false);
      await openMenu(panel);
      await settled(panel);
      const menu = find(panel, '.menu').getBoundingClientRect();
      expect([menu.left, menu.bottom, menu.width]).to.deep.equal([0, 780, 390]);
      await expect(panel).to.be.accessible();
      await sendKeys({ press: 'Escape' });
      await until(() => focused(panel) === 'Chat menu');
      panel.open = false;
      await panel.updateComplete;
      expect(getComputedStyle(root).overflow).to.equal('visible');
      expect(panel.popover).to.equal(null);
    } finally {
      await setViewport({ width: 900, height: 800 });
    }
  });
});

/** Waits until animations are over, because half-transparent text has no usable contrast. */
async function settled(panel: ChatWidgetPanel): Promise<void> {
  await panel.updateComplete;
  const finite = panel.shadowRoot!.getAnimations().filter(({ effect }) => effect?.getTiming().iterations === 1);
  await Promise.all(finite.map((animation) => animation.finished.catch(() => undefined)));
}
