import { expect } from '@open-wc/testing';
import { html } from 'lit';
import { LogAnnouncer } from '../../src/ui/log-announcer.ts';
import type { ThreadSession } from '../../src/ui/thread-items.ts';
import { anna, host, items, mine, options, session, theirs } from './pieces.ts';

async function announcer(): Promise<{ speaks: (sessions: ThreadSession[], ready?: boolean) => string; log: LogAnnouncer }> {
  let log: LogAnnouncer | undefined;
  await host((element) => {
    log ??= new LogAnnouncer(element, (speaker) => options.person(speaker).name);
    return html`${log.element}`;
  });
  return {
    log: log!,
    speaks: (sessions, ready) => {
      log!.spoken = '';
      log!.update(items({ sessions }), ready);
      return log!.spoken;
    },
  };
}

describe('LogAnnouncer', () => {
  it('axe finds nothing', async () => {
    const { log, speaks } = await announcer();
    speaks([]);
    speaks([session([theirs('hello')])]);
    await expect(log.element).to.be.accessible();
  });

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

  it('never says own messages, system lines or ticks', async () => {
    const { speaks } = await announcer();
    speaks([session([theirs('old')])]);
    expect(speaks([session([theirs('old'), mine('mine')])])).to.equal('');
    expect(speaks([session([theirs('old'), mine('mine'), { type: 'operator.joined', operator: anna }])])).to.equal('');
    expect(speaks([session([theirs('old'), mine('mine')], { readByOther: 9, deliveredSeq: 9 })])).to.equal('');
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

  it('a message shows in the page’s own text only once', async () => {
    const { log, speaks } = await announcer();
    speaks([]);
    speaks([session([theirs('once')])]);
    expect(log.element.textContent).to.equal('');
    expect(log.element.shadowRoot).to.equal(null);
  });
});
