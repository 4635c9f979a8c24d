import { expect, oneEvent, waitUntil } from '@open-wc/testing';
import { html } from 'lit';
import { jumpPill } from '../../src/ui/jump-pill.ts';
import { messageList } from '../../src/ui/message-list.ts';
import { StickToEndController } from '../../src/ui/stick-to-end.ts';
import type { ThreadInput, ThreadSession } from '../../src/ui/thread-items.ts';
import { host, items, mine, NOW, options, session, theirs, type TestHost } from './pieces.ts';

const words = { 'newMessages.one': '{n} new message', 'newMessages.other': '{n} new messages', jumpLatest: 'Latest messages' };
const lines = (count: number): ReturnType<typeof theirs>[] => Array.from({ length: count }, (_, n) => theirs(`line ${n}`));

class Log {
  readonly element: TestHost;
  readonly stick: StickToEndController;
  constructor(element: TestHost, stick: StickToEndController) {
    this.element = element;
    this.stick = stick;
  }
  static input: Partial<ThreadInput> = {};
  static async open(input: Partial<ThreadInput>): Promise<Log> {
    Log.input = input;
    let stick: StickToEndController | undefined;
    const element = await host((it) => {
      stick ??= new StickToEndController(it, () => it.renderRoot.querySelector<HTMLElement>('.log'));
      const list = items(Log.input);
      stick.update(list);
      return html`<div style="position: relative; display: flex; height: 300px; flex-direction: column">
        <div class="log" role="log" aria-live="off" tabindex="0" aria-label="Messages">${messageList(list, options)}</div>
        ${jumpPill(stick, words, 'en')}
      </div>`;
    });
    const log = new Log(element, stick!);
    await waitUntil(() => log.distance < 1, 'opens at the end');
    return log;
  }
  get box(): HTMLElement {
    return this.element.find('.log');
  }
  get distance(): number {
    return this.box.scrollHeight - this.box.clientHeight - this.box.scrollTop;
  }
  get pill(): string | undefined {
    return this.element.renderRoot.querySelector('.jump')?.textContent.trim();
  }
  async show(input: Partial<ThreadInput>): Promise<void> {
    Log.input = input;
    this.element.requestUpdate();
    await this.element.updateComplete;
  }
  async scrollTo(top: number): Promise<void> {
    const scrolled = oneEvent(this.box, 'scroll');
    this.box.scrollTop = top;
    await scrolled;
    await this.element.updateComplete;
  }
}

describe('StickToEndController', () => {
  it('axe finds nothing, with the pill', async () => {
    const log = await Log.open({ sessions: [session(lines(40))] });
    await log.scrollTo(0);
    await expect(log.element).to.be.accessible();
  });

  it('the end stays in view while the reader is there', async () => {
    const log = await Log.open({ sessions: [session(lines(40))] });
    await log.show({ sessions: [session(lines(50))] });
    expect(log.distance).to.be.below(1);
    log.box.parentElement!.style.height = '200px';
    await waitUntil(() => log.box.clientHeight < 250 && log.distance < 1, 'the end stays when the box shrinks');
  });

  it('a reader who scrolled up is left alone; the pill counts what comes', async () => {
    const log = await Log.open({ sessions: [session(lines(40))] });
    await log.scrollTo(100);
    expect(log.pill).to.equal('Latest messages');
    await log.show({ sessions: [session(lines(41))] });
    expect(log.box.scrollTop).to.be.closeTo(100, 1);
    expect(log.pill).to.equal('1 new message');
    await log.show({ sessions: [session(lines(43))] });
    expect(log.pill).to.equal('3 new messages');
  });

  it('no pill within 120 px of the end', async () => {
    const log = await Log.open({ sessions: [session(lines(40))] });
    await log.scrollTo(log.box.scrollTop - 110);
    expect(log.pill).to.equal(undefined);
    await log.scrollTo(log.box.scrollTop - 20);
    expect(log.pill).to.equal('Latest messages');
  });

  it('the pill leads to the end and leaves', async () => {
    const log = await Log.open({ sessions: [session(lines(40))] });
    await log.scrollTo(0);
    log.element.find('.jump').click();
    await log.element.updateComplete;
    expect(log.distance).to.be.below(1);
    expect(log.pill).to.equal(undefined);
    await log.show({ sessions: [session(lines(41))] });
    expect(log.distance).to.be.below(1);
  });

  it('an own message brings the reader back to the end', async () => {
    const log = await Log.open({ sessions: [session(lines(40))] });
    await log.scrollTo(0);
    await log.show({ sessions: [session([...lines(40), mine('me')])] });
    expect(log.distance).to.be.below(1);
    expect(log.pill).to.equal(undefined);
  });

  it('what is loaded above does not move what is read, and is not counted', async () => {
    const log = await Log.open({ sessions: [session(lines(40))] });
    await log.scrollTo(200);
    const seen = [...log.element.renderRoot.querySelectorAll('.bubble')].find((bubble) => bubble.textContent === 'line 10')!;
    const before = seen.getBoundingClientRect().top;
    await log.show({ sessions: [session(lines(30), { id: 's0', status: 'ended' }), session(lines(40))] });
    expect(seen.isConnected).to.equal(true);
    expect(seen.getBoundingClientRect().top).to.be.closeTo(before, 2);
    expect(log.pill).to.equal('Latest messages');
  });

  it('L3 the line under the eye stays when the earlier messages join its group and its divider', async () => {
    // One speaker wrote everything within three minutes: earlier messages join the same group, which is drawn anew.
    const burst = (from: number): ThreadSession => {
      const all = session(lines(60).map((line, n) => ({ ...line, at: NOW - 60_000 + n })));
      return { ...all, events: all.events.slice(from) };
    };
    const log = await Log.open({ sessions: [burst(30)] });
    await log.scrollTo(0);
    const find = (text: string): Element =>
      [...log.element.renderRoot.querySelectorAll('.bubble')].find((one) => one.textContent === text)!;
    await Promise.all(log.element.shadowRoot!.getAnimations().map((animation) => animation.finished));
    const before = find('line 31').getBoundingClientRect().top;
    await log.show({ sessions: [burst(0)] });
    await Promise.all(log.element.shadowRoot!.getAnimations().map((animation) => animation.finished));
    expect(find('line 31').getBoundingClientRect().top).to.be.closeTo(before, 2);
    expect(log.box.scrollTop).to.be.above(500);
  });

  it('another thread in the same place opens at its end without the pill', async () => {
    const log = await Log.open({ sessions: [session(lines(40))] });
    await log.scrollTo(0);
    log.stick.atEnd = true;
    await log.show({ sessions: [session(lines(60), { id: 's2' })] });
    expect(log.distance).to.be.below(1);
    expect(log.pill).to.equal(undefined);
  });

  it('moved in the page it still stands at the end and still listens', async () => {
    const log = await Log.open({ sessions: [session(lines(40))] });
    const parent = log.element.parentElement!;
    log.element.remove();
    parent.append(log.element);
    await waitUntil(() => log.distance < 1, 'stands at the end');
    await log.scrollTo(0);
    expect(log.pill).to.equal('Latest messages');
  });

  it('what came while it was hidden is in view when it shows again', async () => {
    const log = await Log.open({ sessions: [session(lines(40))] });
    log.element.style.display = 'none';
    await log.show({ sessions: [session(lines(60))] });
    log.element.style.display = 'block';
    await waitUntil(() => log.distance < 1, 'stands at the end');
    expect(log.stick.atEnd).to.equal(true);
  });
});
