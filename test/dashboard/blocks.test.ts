import { expect, fixture, html, waitUntil } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import type { Screen } from '../../src/dashboard/shell/screen.ts';
import { BLOCK_LIST, blockRoute } from '../../src/dashboard/blocks/routes.ts';
import type { DashboardAddressDialog } from '../../src/dashboard/blocks/address-dialog.ts';
import type { DashboardBlockDialog } from '../../src/dashboard/blocks/block-dialog.ts';
import type { DashboardBlockList } from '../../src/dashboard/blocks/block-list.ts';
import type { DashboardHistoryDialog } from '../../src/dashboard/blocks/history-dialog.ts';
import { translator } from '../../src/dashboard/strings/index.ts';
import { cutOff, misdirected } from '../support/seen.ts';
import { anna, api, block, byText, chat, details, history, isAccessible, LANGUAGES, NOW, place, screen, state } from './pieces.ts';

const one = chat('c');
const box = (element: Element): HTMLDialogElement => element.querySelector('dialog')!;

async function blockDialog(of: Screen): Promise<DashboardBlockDialog> {
  const element = await fixture<DashboardBlockDialog>(html`<dashboard-block-dialog .screen=${of} .chat=${one}></dashboard-block-dialog>`);
  await waitUntil(() => element.querySelector('.option-card'));
  return element;
}
const write = async (element: Element & { updateComplete: Promise<unknown> }, selector: string, text: string): Promise<void> => {
  const field = element.querySelector<HTMLTextAreaElement>(selector)!;
  field.value = text;
  field.dispatchEvent(new Event('input', { bubbles: true }));
  await element.updateComplete;
};

describe('block dialog', () => {
  for (const language of LANGUAGES) {
    it(`is accessible in ${language}, light and dark`, async () => {
      await isAccessible(await blockDialog(screen({ language, t: translator(language) }).screen));
    });
  }

  it('S8 is modal, named after the visitor, and begins on Reason', async () => {
    const element = await blockDialog(screen().screen);
    expect(box(element).matches(':modal')).to.equal(true);
    expect(element.querySelector('#block-title')!.textContent).to.equal('Block Visitor 7736?');
    expect(document.activeElement!.id).to.equal('reason');
  });

  it('S8 without a reason: the error in words, the focus back in the field, nothing sent', async () => {
    const { screen: of, log } = screen();
    const element = await blockDialog(of);
    await write(element, '#reason', ' \u200B ');
    byText(element, 'footer button', 'Block').click();
    await waitUntil(() => element.querySelector('.field.invalid'));
    expect(element.querySelector('#reason-hint')!.textContent).to.equal('Give a reason so the team knows why');
    await waitUntil(() => document.activeElement!.id === 'reason');
    expect(element.querySelector('#reason')!.getAttribute('aria-invalid')).to.equal('true');
    expect(log.commands).to.deep.equal([]);
  });

  it('S8 the address is not blocked unless chosen; the consequence and the number of others stand beside it', async () => {
    const { screen: of, log } = screen();
    const element = await blockDialog(of);
    const check = element.querySelector<HTMLInputElement>('input[type="checkbox"]')!;
    expect(check.checked).to.equal(false);
    expect(element.querySelector('.option-card')!.textContent)
      .to.contain('Also block IP address 203.0.113.7')
      .and.to.contain('3 other visitors used this address in the last 30 days.');
    await write(element, '#reason', 'Spam');
    byText(element, 'footer button', 'Block').click();
    await waitUntil(() => !box(element).open);
    expect(log.commands).to.deep.equal([{ type: 'visitor.block', visitor: 'v-c', chat: 'c', reason: 'Spam', blockAddress: false }]);
    expect(log.calls).to.deep.include(['noteBlocked', 'v-c']);
  });

  it('B3 a special address has to be typed', async () => {
    const { screen: of, log } = screen({ api: api({ visitor: async () => details({ addressIsSpecial: true, address: '127.0.0.1' }) }) });
    const element = await blockDialog(of);
    await write(element, '#reason', 'Spam');
    element.querySelector<HTMLInputElement>('input[type="checkbox"]')!.click();
    await element.updateComplete;
    byText(element, 'footer button', 'Block').click();
    await waitUntil(() => element.querySelector('#confirm-error'));
    expect(log.commands).to.deep.equal([]);
    await isAccessible(element);
    await write(element, '#confirm-address', '127.0.0.1');
    byText(element, 'footer button', 'Block').click();
    await waitUntil(() => log.commands.length);
    expect(log.commands[0]).to.include({ blockAddress: true, confirmAddress: '127.0.0.1' });
  });

  it('B1 while the server cannot store the block the dialog says that it holds; it closes when it is stored', async () => {
    let stored = (): void => undefined;
    const { screen: of, log } = screen({}, (_command, { onWait }) => {
      onWait?.('block_held');
      return new Promise<object>((resolve) => (stored = () => resolve({})));
    });
    const element = await blockDialog(of);
    await write(element, '#reason', 'Spam');
    byText(element, 'footer button', 'Block').click();
    await waitUntil(() => element.querySelector('.form-note'));
    expect(element.querySelector('[role="status"] .form-note')!.textContent).to.contain('Hidden for the visitor already');
    await isAccessible(element);
    expect([...element.querySelectorAll('footer button')].map((button) => button.textContent)).to.deep.equal(['Close']);
    expect(log.commands.length).to.equal(1);
    stored();
    await waitUntil(() => !box(element).open);
    expect(log.calls).to.deep.include(['noteBlocked', 'v-c']);
  });

  it('S8 the counter shows near the limit of 500', async () => {
    const element = await blockDialog(screen().screen);
    await write(element, '#reason', 'x'.repeat(399));
    expect(element.querySelector('.count')).to.equal(null);
    await write(element, '#reason', 'x'.repeat(480));
    expect(element.querySelector('.count')!.textContent).to.equal('20 characters left');
    expect(element.querySelector<HTMLTextAreaElement>('#reason')!.maxLength).to.equal(500);
  });

  it('Escape closes it and gives the focus back', async () => {
    const button = await fixture<HTMLButtonElement>(html`<button>before</button>`);
    button.focus();
    const element = await blockDialog(screen().screen);
    let closed = false;
    element.onClosed = () => (closed = true);
    await sendKeys({ press: 'Escape' });
    await waitUntil(() => closed);
    expect(document.activeElement).to.equal(button);
  });
});

describe('block list', () => {
  const show = (of: Screen): Promise<DashboardBlockList> =>
    place<DashboardBlockList>(html`<dashboard-block-list .screen=${of}></dashboard-block-list>`, 'dashboard-block-list', 'admin');
  const blocks = [
    block('b1'),
    block('b2', { visitor: null, address: '192.0.2.1', reason: 'Flood' }),
    block('b3', { visitor: { id: 'k', name: 'Kurt Devlin', number: '1000' }, address: null }),
  ];
  const route = BLOCK_LIST;

  for (const language of LANGUAGES) {
    it(`is accessible in ${language}, light and dark`, async () => {
      const element = await show(
        screen({ language, t: translator(language), route, api: api({ blocks: async () => ({ blocks }) }) }).screen,
      );
      await waitUntil(() => element.querySelector('tbody tr'));
      await isAccessible(element);
    });
  }

  it('S12 shows visitor, reason, by whom, when and address; the name is a button', async () => {
    const { screen: of, log } = screen({ route, api: api({ blocks: async () => ({ blocks }) }) });
    const element = await show(of);
    await waitUntil(() => element.querySelector('tbody tr'));
    expect([...element.querySelectorAll('th')].slice(0, 5).map((one) => one.textContent)).to.deep.equal([
      'Visitor',
      'Reason',
      'Blocked by',
      'When',
      'IP blocked',
    ]);
    const cells = [...element.querySelectorAll('tbody tr')].map((tr) =>
      [...tr.querySelectorAll('td')].slice(0, 5).map((td) => (td.querySelector('bdi, .num') ?? td).textContent.trim()),
    );
    expect(cells).to.deep.equal([
      ['Visitor 7736', 'Advertising spam', 'Anna Berg', 'Today, 14:17', '203.0.113.7'],
      ['192.0.2.1', 'Flood', 'Anna Berg', 'Today, 14:17', '192.0.2.1'],
      ['Kurt Devlin', 'Advertising spam', 'Anna Berg', 'Today, 14:17', 'No'],
    ]);
    byText(element, 'tbody button', 'Kurt Devlin').click();
    expect(log.calls).to.deep.equal([['go', blockRoute('b3')]]);
  });

  it('U5 U8 names and reasons are shown whole, each in its own direction', async () => {
    const name = 'Wolfeschlegelsteinhausenbergerdorff'.repeat(2);
    const long = block('b4', { visitor: { id: 'l', name, number: '1' }, operator: { id: 'o', name }, reason: `إعلانات ${name}` });
    try {
      for (const dir of ['rtl', 'ltr']) {
        document.documentElement.dir = dir;
        const element = await show(screen({ route, api: api({ blocks: async () => ({ blocks: [...blocks, long] }) }) }).screen);
        await waitUntil(() => element.querySelector('tbody tr'));
        expect(misdirected(element.querySelector('table')!), dir).to.deep.equal([]);
        expect(cutOff(element.querySelector('table')!)).to.deep.equal([]);
      }
    } finally {
      document.documentElement.removeAttribute('dir');
    }
  });

  it('U2 when the block that had the focus is gone, the next name has it, and the heading of an empty list', async () => {
    let there = [...blocks];
    const { screen: of } = screen({ route, api: api({ blocks: async () => ({ blocks: there }) }) });
    const element = await show(of);
    await waitUntil(() => element.querySelector('tbody tr'));
    const focused = (): string => (document.activeElement!.querySelector('bdi') ?? document.activeElement!).textContent.trim();
    byText(element, 'tbody button', '192.0.2.1').focus();
    const turns = [['b1', 'b3'], ['b1'], []].map((ids, turn) => async (name: string) => {
      there = blocks.filter(({ id }) => ids.includes(id));
      element.screen = { ...of, state: state([], { blockListVersion: turn + 1 }) };
      await waitUntil(() => focused() === name, name);
    });
    await turns[0]!('Kurt Devlin');
    await turns[1]!('Visitor 7736');
    await turns[2]!('Block list');
  });

  it('B3 a block with several addresses shows the first and how many more', async () => {
    const many = block('b1', { addresses: ['203.0.113.7', '203.0.113.8', '2001:db8::/64'] });
    const element = await show(screen({ route, api: api({ blocks: async () => ({ blocks: [many] }) }) }).screen);
    await waitUntil(() => element.querySelector('tbody tr'));
    expect(element.querySelector('td:nth-child(5)')!.textContent.trim()).to.equal('203.0.113.7 +2 more');
    await isAccessible(element);
  });

  it('S12 the search asks as you type and says when nothing matches', async () => {
    const asked: string[] = [];
    const element = await show(
      screen({ route, api: api({ blocks: async (_site, { search = '' } = {}) => (asked.push(search), { blocks: search ? [] : blocks }) }) })
        .screen,
    );
    await waitUntil(() => element.querySelector('tbody tr'));
    await write(element, 'input[type="search"]', 'zzz');
    await waitUntil(() => element.textContent.includes('Nothing matches “zzz”'));
    expect(asked).to.deep.equal(['', 'zzz']);
    await isAccessible(element);
    byText(element, 'button', 'Clear search').click();
    await waitUntil(() => element.querySelector('tbody tr'));
  });

  it('S12 an empty list says how to fill it', async () => {
    const element = await show(screen({ route }).screen);
    await waitUntil(() => element.textContent.includes('No one is blocked'));
    await isAccessible(element);
  });

  it('S12 L1 the list comes in pages with a true count; the focus goes to the first name of the page', async () => {
    const asked: unknown[] = [];
    const page = async (_site: string, { after }: { readonly after?: string } = {}) => {
      asked.push(after);
      return after === undefined ? { blocks: [block('a')], total: 50_001, next: '1.a' } : { blocks: [block('b')], next: null };
    };
    const element = await show(screen({ route, api: api({ blocks: page }) }).screen);
    const pager = element.querySelector('.pager')!;
    expect(pager.textContent).to.contain('1–1 of 50,001');
    byText<HTMLButtonElement>(pager, 'button', 'Previous page').click();
    byText<HTMLButtonElement>(pager, 'button', 'Next page').click();
    await waitUntil(() => pager.textContent.includes('51–51 of 50,001'));
    await waitUntil(() => document.activeElement === element.querySelector('tbody .person'));
    byText<HTMLButtonElement>(pager, 'button', 'Previous page').click();
    await waitUntil(() => pager.textContent.includes('1–1 of'));
    expect(asked).to.deep.equal([undefined, '1.a', undefined]);
    await isAccessible(element);
  });

  it('S12 is read again when a block is set or lifted', async () => {
    let reads = 0;
    const of = screen({ route, api: api({ blocks: async () => (reads++, { blocks }) }) }).screen;
    const element = await show(of);
    await waitUntil(() => reads === 1);
    element.screen = { ...of, state: state([], { blockListVersion: 1 }) };
    await waitUntil(() => reads === 2);
  });
});

describe('block history', () => {
  async function show(of: Screen): Promise<DashboardHistoryDialog> {
    const element = await fixture<DashboardHistoryDialog>(
      html`<dashboard-history-dialog .screen=${of} .block=${'b1'}></dashboard-history-dialog>`,
    );
    await waitUntil(() => element.querySelector('.events'));
    await element.updateComplete;
    return element;
  }

  for (const language of LANGUAGES) {
    it(`is accessible in ${language}, light and dark`, async () => {
      await isAccessible(await show(screen({ language, t: translator(language) }).screen));
    });
  }

  it('S13 is named Block history, begins on its heading and lists every block and its end, newest first', async () => {
    const element = await show(screen().screen);
    expect(element.querySelector(`#${box(element).getAttribute('aria-labelledby')!}`)!.textContent).to.equal('Block history');
    expect(document.activeElement!.tagName).to.equal('H2');
    expect([...element.querySelectorAll('.events b')].map((one) => one.textContent)).to.deep.equal([
      'Blocked by Anna',
      'Block removed by Marcus',
      'Blocked by Lina',
    ]);
    expect(element.querySelector('.events .more')!.textContent).to.contain('203.0.113.7');
    expect(element.querySelector<HTMLAnchorElement>('.events a')!.getAttribute('href')).to.equal('#/inbox/c1');
  });

  it('B7 says which addresses are blocked and how many attempts were refused', async () => {
    const many = block('b1', { addresses: ['203.0.113.7', '203.0.113.8'] });
    const words = { en: ['2 attempts refused', '1 attempt refused'], ru: ['Отклонены 2 попытки', 'Отклонена 1 попытка'] };
    for (const language of ['en', 'ru'] as const) {
      for (const [n, count] of [2, 1].entries()) {
        const blockHistory = async () => ({ ...history(many), refused: { count, lastAt: NOW } });
        const element = await show(screen({ language, t: translator(language), locale: language, api: api({ blockHistory }) }).screen);
        const line = element.querySelector('.facts-line')!.textContent;
        expect(line).to.contain(words[language][n]).and.to.contain('203.0.113.7, 203.0.113.8');
        await isAccessible(element);
      }
    }
    expect((await show(screen().screen)).querySelector('.facts-line')).to.equal(null);
  });

  it('S14 Remove lifts the block; Undo blocks again with the same reason', async () => {
    const { screen: of, log } = screen({}, (command) => (command.type === 'block.remove' ? { stillHiddenBy: [] } : { block: 'b9' }));
    const element = await show(of);
    byText(element, 'footer button', 'Remove').click();
    await waitUntil(() => log.toasts.length);
    expect(box(element).open).to.equal(false);
    expect(log.toasts[0]!.text).to.equal('Visitor 7736 can see the widget again');
    log.toasts[0]!.undo!();
    await waitUntil(() => log.commands.length === 2);
    expect(log.commands).to.deep.equal([
      { type: 'block.remove', block: 'b1' },
      { type: 'visitor.block', visitor: 'v-b1', chat: 'c1', reason: 'Advertising spam', blockAddress: true, confirmAddress: '203.0.113.7' },
    ]);
  });

  it('race: while an address block keeps the visitor hidden, the dialog says so and offers both', async () => {
    const other = block('net', { visitor: null });
    const { screen: of, log } = screen({}, (command) =>
      'block' in command && command.block === 'b1' ? { stillHiddenBy: [other] } : { stillHiddenBy: [] },
    );
    const element = await show(of);
    byText(element, 'footer button', 'Remove').click();
    await waitUntil(() => element.querySelector('.still-line'));
    expect(box(element).open).to.equal(true);
    expect(element.querySelector('.still-line')!.textContent).to.contain('stays hidden').and.to.contain('203.0.113.7');
    await isAccessible(element);
    byText(element, 'footer button', 'Remove these too').click();
    await waitUntil(() => log.toasts.length);
    expect(log.commands.at(-1)).to.deep.equal({ type: 'block.remove', block: 'net' });
  });

  it('S14 an operator who is no administrator sees a sentence instead of Remove', async () => {
    const element = await show(screen({ state: state([], { operator: { ...anna, role: 'operator' } }) }).screen);
    expect(element.querySelector('footer')!.textContent).to.equal('Only an administrator can remove a block.');
    expect(element.querySelector('footer button')).to.equal(null);
  });
});

describe('block an address', () => {
  async function show(of: Screen): Promise<DashboardAddressDialog> {
    return fixture<DashboardAddressDialog>(html`<dashboard-address-dialog .screen=${of}></dashboard-address-dialog>`);
  }

  it('is accessible', async () => {
    await isAccessible(await show(screen().screen));
  });

  it('S7 what is no address is refused with the focus in the field', async () => {
    const { screen: of, log } = screen({ api: api({ checkAddress: async () => ({ address: null, special: false, visitors: 0 }) }) });
    const element = await show(of);
    await write(element, '#address', 'example.com');
    await write(element, '#reason', 'Flood');
    byText(element, 'footer button', 'Block').click();
    await waitUntil(() => element.querySelector('.field.invalid'));
    expect(element.querySelector('#address-line')!.textContent).to.contain('This is not an IP address');
    await waitUntil(() => document.activeElement!.id === 'address');
    expect(log.commands).to.deep.equal([]);
  });

  it('S7 blocks the address with its reason', async () => {
    const { screen: of, log } = screen();
    const element = await show(of);
    await write(element, '#address', ' 192.0.2.9 ');
    await write(element, '#reason', 'Flood');
    byText(element, 'footer button', 'Block').click();
    await waitUntil(() => log.toasts.length);
    expect(log.commands).to.deep.equal([{ type: 'address.block', address: '192.0.2.9', reason: 'Flood' }]);
  });
});
