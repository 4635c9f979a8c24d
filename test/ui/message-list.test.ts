import { expect, fixture, html } from '@open-wc/testing';
import { render, type TemplateResult } from 'lit';
import { messageList, type MessageListOptions } from '../../src/ui/message-list.ts';
import type { ThreadInput } from '../../src/ui/thread-items.ts';
import { anna, everywhere, host, items, mine, options, session, theirs, type TestHost } from './pieces.ts';

const log = (input: Partial<ThreadInput>, more: Partial<MessageListOptions> = {}): TemplateResult =>
  html`<div class="log" role="log" aria-live="off" aria-label="Messages" tabindex="0">
    ${messageList(items(input), { ...options, ...more })}
  </div>`;

const everything: Partial<ThreadInput> = {
  sessions: [
    session(
      [
        { type: 'session.started' },
        { type: 'operator.joined', operator: anna },
        theirs('Hi Maya! See nordvik.example/guarantee'),
        mine('The ridge pole snapped'),
        theirs('Oh no'),
        mine('https://nordvik.example/x'),
        { type: 'session.ended', by: 'visitor' },
        { type: 'session.rated', score: 5, comment: null },
      ],
      { status: 'ended', readByOther: 4, deliveredSeq: 6 },
    ),
  ],
  outbox: [
    { cid: 'o1', text: 'sending', createdAt: Date.now(), status: 'sending' },
    { cid: 'o2', text: 'waiting www.nordvik.example', createdAt: Date.now(), status: 'queued' },
    { cid: 'o3', text: 'failed www.nordvik.example', createdAt: Date.now(), status: 'failed' },
  ],
  typing: [anna],
};

const words = (root: ParentNode, selector: string): string[] =>
  [...root.querySelectorAll(selector)].map((element) => element.textContent.replace(/\s+/g, ' ').trim());

describe('messageList', () => {
  it('axe finds nothing, in a shadow root and in the page, light and dark', async function () {
    this.timeout(20_000);
    await everywhere(
      () => log(everything),
      (root) => expect(root).to.be.accessible(),
    );
  });

  it('shows attack strings as the text they are', async () => {
    const attacks = [
      '<script>window.hit = 1</script>',
      '<img src=x onerror="window.hit = 1">',
      '"><svg onload=window.hit=1>',
      '${window.hit = 1}',
      '{{constructor.constructor("window.hit=1")()}}',
      '<!--lit-part-->',
      '\u202Egnp.exe',
      'javascript:window.hit=1',
      '</p></li></ol><h1>out</h1>',
      '<a href="javascript:window.hit=1">x</a>',
    ];
    const names = attacks.map((name, index) => theirs('x', { id: `op${index}`, name }));
    const root = await host(() =>
      log({ sessions: [session([...attacks.map((text) => mine(text)), ...names])], typing: [{ id: 'a', name: attacks[1]! }] }),
    );
    expect([...root.renderRoot.querySelectorAll('.out .bubble')].map(({ textContent }) => textContent)).to.deep.equal(attacks);
    expect([...root.renderRoot.querySelectorAll('.in .avatar[role=img]')].map(({ ariaLabel }) => ariaLabel)).to.deep.equal(attacks);
    expect(root.renderRoot.querySelectorAll('script, img, h1, [onload], [onerror]')).to.have.length(0);
    expect(window).not.to.have.property('hit');
  });

  it('W5 keeps white space, indentation and line breaks as written', async () => {
    const text = '  two  spaces\n\nand a break ';
    const root = await host(() => log({ sessions: [session([mine(text)])] }));
    const bubble = root.find('.bubble');
    expect(bubble.textContent).to.equal(text);
    expect(getComputedStyle(bubble).whiteSpaceCollapse).to.equal('preserve');
  });

  it('ticks: sent one, delivered two, read two in accent; the word stands only at the newest', async () => {
    const draw = (readByOther: number, deliveredSeq: number): Promise<TestHost> =>
      host(() => log({ sessions: [session([mine('a'), theirs('b'), mine('c')], { readByOther, deliveredSeq })] }));
    const delivered = await draw(1, 3);
    expect(words(delivered.renderRoot, '.out .meta')).to.deep.equal(['14:57', '14:59Delivered']);
    expect(delivered.find('.out .meta [role=img]').ariaLabel).to.equal('Read');
    expect(delivered.renderRoot.querySelectorAll('.is-read')).to.have.length(1);
    const sent = await draw(0, 1);
    expect(words(sent.renderRoot, '.out .meta')).to.deep.equal(['14:57', '14:59']);
    expect([...sent.renderRoot.querySelectorAll('.out .meta [role=img]')].map(({ ariaLabel }) => ariaLabel)).to.deep.equal([
      'Delivered',
      'Sent',
    ]);
    const read = await draw(3, 3);
    expect(words(read.renderRoot, '.out .meta')).to.deep.equal(['14:57', '14:59Read']);
  });

  it('C4 a failed message has Retry, which names its cid', async () => {
    const retried: string[] = [];
    const root = await host(() =>
      log({ outbox: [{ cid: 'c7', text: 'x', createdAt: Date.now(), status: 'failed' }] }, { onRetry: (cid) => retried.push(cid) }),
    );
    expect(root.find('[role=alert]').textContent).to.equal('Not sent');
    root.find('.meta button').click();
    expect(retried).to.deep.equal(['c7']);
  });

  it('system lines say who, what and when', async () => {
    const root = await host(() => log(everything));
    expect(words(root.renderRoot, '.sys').map((line) => line.replace(/^[A-Z](?=Anna)/, ''))).to.deep.equal([
      'Anna Berg joined',
      'You ended the chat · 14:58',
      'Thanks! Anna Berg will see this.',
    ]);
    const operator = await host(() =>
      log({
        perspective: 'operator',
        self: anna.id,
        sessions: [session([{ type: 'operator.joined', operator: anna }, mine('a'), { type: 'session.ended', by: 'visitor' }])],
      }),
    );
    expect(words(operator.renderRoot, '.sys')).to.deep.equal(['AYou joined · 14:57', 'Maya Lindqvist ended the chat · 14:59']);
  });

  it('operators see which colleague wrote', async () => {
    const root = await host(() =>
      log({ perspective: 'operator', self: anna.id, sessions: [session([theirs('a'), theirs('b', { id: 'op2', name: 'Marcus' })])] }),
    );
    expect(words(root.renderRoot, '.out .meta')).to.deep.equal(['14:58', 'Marcus · 14:59']);
  });

  it('a message keeps its node from the outbox to the event, and through new ones above and below', async () => {
    const box = await fixture<HTMLElement>(html`<div></div>`);
    const entry = { cid: 'c1', text: 'mine', createdAt: Date.now(), status: 'sending' as const };
    render(log({ outbox: [entry] }), box);
    const before = box.querySelector('.bubble');
    render(log({ sessions: [session([mine('mine', 'c1')])] }), box);
    render(log({ sessions: [session([theirs('above'), mine('mine', 'c1'), theirs('below')])] }), box);
    expect(box.querySelector('.out .bubble')).to.equal(before);
  });

  it('right to left: sides swap, links and times stay left to right', async () => {
    const root = await host(() => log({ sessions: [session([theirs('انظر nordvik.example/guarantee'), mine('x')])] }));
    root.dir = 'rtl';
    const [inn, out] = [root.find('.in .bubble').getBoundingClientRect(), root.find('.out .bubble').getBoundingClientRect()];
    expect(inn.right).to.be.above(out.right);
    expect(root.find<HTMLAnchorElement>('a').dir).to.equal('ltr');
    expect(getComputedStyle(root.find('.in .bubble')).borderBottomRightRadius).to.equal('5px');
    expect(getComputedStyle(root.find('.out .bubble')).borderBottomLeftRadius).to.equal('5px');
  });

  it('a message in the other direction is set from its own side, and its tight corner stays on the speaker’s side', async () => {
    const root = await host(() =>
      log({ sessions: [session([theirs('مرحبًا مايا! معك آنا. ماذا حدث للخيمة في الرحلة الثانية؟'.repeat(3)), mine('x')])] }),
    );
    const bubble = root.find('.in .bubble');
    expect(getComputedStyle(bubble).borderBottomLeftRadius).to.equal('5px');
    const range = document.createRange();
    range.selectNodeContents(root.find('.in .bubble > span'));
    // A space at the end of a line has a box of its own.
    const edges = new Map<number, number>();
    for (const { top, right } of range.getClientRects())
      edges.set(Math.round(top), Math.max(edges.get(Math.round(top)) ?? 0, Math.round(right)));
    expect(edges.size).to.be.above(1);
    expect(new Set(edges.values()).size, 'all lines start at the right').to.equal(1);
  });

  it('the bubbles have the design’s measures', async () => {
    const root = await host(() => log({ sessions: [session([theirs('a'), theirs('b'), mine('c')])] }));
    const [a, b] = [...root.renderRoot.querySelectorAll('.in .bubble')] as [HTMLElement, HTMLElement];
    const style = getComputedStyle(b);
    expect([style.borderTopLeftRadius, style.borderBottomLeftRadius, style.borderBottomRightRadius]).to.deep.equal(['18px', '5px', '18px']);
    expect(getComputedStyle(a).borderBottomLeftRadius).to.equal('18px');
    expect(b.getBoundingClientRect().top - a.getBoundingClientRect().bottom).to.be.closeTo(3, 0.5);
    expect(b.getBoundingClientRect().height).to.be.closeTo(37, 0.5);
    const [first, second] = [...root.renderRoot.querySelectorAll('.group')] as [HTMLElement, HTMLElement];
    expect(second.getBoundingClientRect().top - first.getBoundingClientRect().bottom).to.be.closeTo(12, 0.5);
  });

  it('a word of 5,000 characters does not widen the log', async () => {
    const root = await host(() => log({ sessions: [session([mine('x'.repeat(5000)), theirs(`https://a.example/${'y'.repeat(3000)}`)])] }));
    const box = root.find('.log');
    expect(box.scrollWidth).to.equal(box.clientWidth);
  });
});
