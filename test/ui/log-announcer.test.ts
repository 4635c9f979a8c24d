import { aTimeout, expect, fixture, html, waitUntil } from '@open-wc/testing';
import { LogAnnouncer } from '../../src/ui/log-announcer.ts';
import { systemText } from '../../src/ui/message-list.ts';
import type { ThreadInput, ThreadSession } from '../../src/ui/thread-items.ts';
import { createVoice, type Voice } from '../../src/ui/voice.ts';
import { anna, host, items, mine, NOW, options, session, theirs } from './pieces.ts';

async function announcer(): Promise<{ speaks: (sessions: ThreadSession[], ready?: boolean, more?: Partial<ThreadInput>) => string }> {
  let log: LogAnnouncer | undefined;
  let said: string[] = [];
  const voice = Object.assign(createVoice(), { say: (text: string) => said.push(text) });
  await host((element) => {
    log ??= new LogAnnouncer(element, {
      voice: () => voice,
      name: ({ speaker }) => options.person(speaker).name,
      line: (item) => systemText(item, options),
    });
    return '';
  });
  return {
    speaks: (sessions, ready, more) => {
      said = [];
      log!.update(items({ sessions, ...more }), ready);
      return said.join('\n');
    },
  };
}

describe('LogAnnouncer', () => {
  it('says a new message of the other side with the speaker’s name', async () => {
    const { speaks } = await announcer();
    expect(speaks([session([theirs('old')])])).to.equal('');
    expect(speaks([session([theirs('old'), theirs('new')])])).to.equal('Anna Berg: new');
    expect(speaks([session([theirs('old'), theirs('new')])])).to.equal('');
  });

  it('says the first message of a thread that was empty', async () => {
    const { speaks } = await announcer();
    speaks([]);
    expect(speaks([session([theirs('hello')])])).to.equal('Anna Berg: hello');
  });

  it('never says own messages or ticks', async () => {
    const { speaks } = await announcer();
    speaks([session([theirs('old')])]);
    expect(speaks([session([theirs('old'), mine('mine')])])).to.equal('');
    expect(speaks([session([theirs('old'), mine('mine')], { readByOther: 9, deliveredSeq: 9 })])).to.equal('');
  });

  it('U1 who joined, the end and the thanks for a rating are said once, between the messages', async () => {
    const { speaks } = await announcer();
    const events = [mine('hello')];
    speaks([session(events)]);
    events.push({ type: 'operator.joined', operator: anna }, theirs('hi'), { type: 'session.ended', by: 'visitor' });
    expect(speaks([session(events)])).to.equal('Anna Berg joined\nAnna Berg: hi\nYou ended the chat');
    events.push({ type: 'session.rated', score: 4, comment: null });
    expect(speaks([session(events)])).to.equal('Thanks! Anna Berg will see this.');
    events.push({ type: 'session.rated', score: 4, comment: 'Quick' });
    expect(speaks([session(events)])).to.equal('');
  });

  it('U1 a message that arrives while an own one waits to be stored is said', async () => {
    const { speaks } = await announcer();
    const outbox = [{ cid: 'c1', text: 'slow', createdAt: NOW, status: 'sending' as const }];
    speaks([session([theirs('old')])]);
    expect(speaks([session([theirs('old')])], true, { outbox })).to.equal('');
    expect(speaks([session([theirs('old'), theirs('meanwhile')])], true, { outbox })).to.equal('Anna Berg: meanwhile');
    expect(speaks([session([theirs('old'), theirs('meanwhile'), mine('slow', 'c1')])])).to.equal('');
  });

  it('history is not said: neither what comes before the thread is ready nor what is loaded above', async () => {
    const { speaks } = await announcer();
    expect(speaks([], false)).to.equal('');
    expect(speaks([session([theirs('from the server')])], true)).to.equal('');
    const earlier = session([theirs('long ago')], { id: 's0', status: 'ended' });
    expect(speaks([earlier, session([theirs('from the server')])])).to.equal('');
    expect(speaks([earlier, session([theirs('from the server'), theirs('live')])])).to.equal('Anna Berg: live');
  });

  it('R3 what was missed during a drop is said together, in order', async () => {
    const { speaks } = await announcer();
    speaks([session([theirs('a')])]);
    speaks([session([theirs('a')])], false);
    expect(speaks([session([theirs('a'), theirs('b'), mine('c'), theirs('d')])])).to.equal('Anna Berg: b\nAnna Berg: d');
  });

  it('another thread in the same place is history', async () => {
    const { speaks } = await announcer();
    speaks([session([theirs('one')])]);
    expect(speaks([session([theirs('two'), theirs('three')], { id: 's2' })])).to.equal('');
    expect(speaks([session([theirs('two'), theirs('three'), theirs('four')], { id: 's2' })])).to.equal('Anna Berg: four');
  });
});

describe('Voice', () => {
  /** A voice, and the region that only assistive technology sees. */
  async function voice(): Promise<{ element: Voice; region: () => string[] }> {
    const { attachShadow } = Element.prototype;
    let root: ShadowRoot | undefined;
    Element.prototype.attachShadow = function (init) {
      return (root = attachShadow.call(this, init));
    };
    const element = createVoice();
    Element.prototype.attachShadow = attachShadow;
    (await fixture<HTMLElement>(html`<div></div>`)).append(element);
    expect(root!.querySelector('[aria-live="polite"]')).to.not.equal(null);
    return { element, region: () => [...root!.querySelectorAll('p')].map((line) => line.textContent) };
  }

  it('axe finds nothing, and a message shows in the page’s own text only once', async () => {
    const { element, region } = await voice();
    element.say('once');
    await waitUntil(() => region().length);
    await expect(element).to.be.accessible();
    expect(element.textContent).to.equal('');
    expect(element.shadowRoot).to.equal(null);
  });

  it('U1 all lines of a burst are kept, joined and in order', async () => {
    const { element, region } = await voice();
    const lines = Array.from({ length: 24 }, (_, i) => `Anna: line ${i + 1}`);
    for (const [i, line] of lines.entries()) {
      element.say(line);
      if (i % 8 === 7) await aTimeout(200);
    }
    await waitUntil(() => region().join('\n').endsWith('line 24'));
    expect(region().join('\n')).to.equal(lines.join('\n'));
    expect(region().length).to.be.within(3, 12);
  });
});
