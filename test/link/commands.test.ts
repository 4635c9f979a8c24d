import { expect } from '@open-wc/testing';
import { CommandError, Commands } from '../../src/link/commands.ts';
import type { ErrorFrame, VisitorCommand } from '../../src/protocol/index.ts';
import { FakeClock } from '../client/support/fake-clock.ts';

const RATE = { type: 'session.rate', session: 's', score: 5, comment: null } as const;
const refusal = (more: Partial<ErrorFrame> = {}): ErrorFrame => ({ type: 'error', code: 'busy', retry: true, message: 'Busy.', ...more });

describe('commands', () => {
  let clock: FakeClock;
  let sent: VisitorCommand[];
  let commands: Commands<VisitorCommand>;
  beforeEach(() => {
    clock = new FakeClock();
    sent = [];
    commands = new Commands({
      send: (frame) => sent.push(frame),
      clock,
      againIn: ({ retry }, tries) => (retry ? 100 * (tries + 1) : null),
    });
  });

  it('C1 an answer resolves its own command, and no other', async () => {
    const one = commands.run<number>(RATE);
    const two = commands.run<number>(RATE, 'two');
    expect(commands.done('two', 2)).to.equal(true);
    expect(commands.done('two', 2), 'a second answer').to.equal(false);
    expect(commands.done(sent[0]!.cid, 1)).to.equal(true);
    expect(await Promise.all([one, two])).to.deep.equal([1, 2]);
  });

  it('C5 after a reconnect commands without an answer go again in order, under the same cids', async () => {
    const all = ['a', 'b', 'c'].map((cid) => commands.run(RATE, cid));
    commands.done('b', null);
    sent = [];
    commands.resend();
    expect(sent.map(({ cid }) => cid)).to.deep.equal(['a', 'c']);
    for (const cid of ['a', 'c']) commands.done(cid, null);
    await Promise.all(all);
    commands.resend();
    expect(sent).to.have.length(2);
  });

  it('C5 of one lane each command waits for the answer to the one before it; other lanes and commands without one go at once', async () => {
    const lanes = new Commands<VisitorCommand>({
      send: (frame) => sent.push(frame),
      clock,
      againIn: ({ retry }) => (retry ? 100 : null),
      laneOf: ({ cid }) => (cid.length > 1 ? cid[0] : undefined),
    });
    const cids = (): string[] => sent.map(({ cid }) => cid);
    const all = ['a1', 'a2', 'b1', 'c', 'a3'].map((cid) => lanes.run(RATE, cid).catch(({ code }: CommandError) => code));
    expect(cids()).to.deep.equal(['a1', 'b1', 'c']);
    lanes.refused('a1', refusal());
    lanes.resend();
    expect(cids().slice(3), 'after a reconnect').to.deep.equal(['a1', 'b1', 'c']);
    clock.pass(100);
    expect(cids().slice(6)).to.deep.equal(['a1']);
    lanes.done('a1', 1);
    expect(cids().slice(7)).to.deep.equal(['a2']);
    lanes.refused('a2', refusal({ code: 'invalid', retry: false }));
    expect(cids().slice(8), 'after a final refusal').to.deep.equal(['a3']);
    for (const cid of ['a3', 'b1', 'c']) lanes.done(cid, 1);
    expect(await Promise.all(all)).to.deep.equal([1, 'invalid', 1, 1, 1]);
    expect(sent).to.have.length(9);
  });

  it('C3 a refusal for now goes again by itself under the same cid, later each time; the caller waits', async () => {
    const done = commands.run(RATE, 'a');
    expect(commands.refused('a', refusal())).to.equal(true);
    clock.pass(99);
    expect(sent).to.have.length(1);
    clock.pass(1);
    expect(sent).to.have.length(2);
    commands.refused('a', refusal());
    clock.pass(199);
    expect(sent).to.have.length(2);
    clock.pass(1);
    expect(sent.map(({ cid }) => cid)).to.deep.equal(['a', 'a', 'a']);
    commands.done('a', 'stored');
    expect(await done).to.equal('stored');
  });

  it('C3 an answered command does not go again when its wait is over', () => {
    void commands.run(RATE, 'a');
    commands.refused('a', refusal());
    commands.done('a', null);
    clock.pass(1000);
    expect(sent).to.have.length(1);
  });

  it('C3 a final refusal rejects with code, field and message, so that no caller can take it for an agreement', async () => {
    const done = commands.run(RATE, 'a').catch((error: unknown) => error);
    expect(commands.refused('a', refusal({ code: 'invalid', retry: false, message: 'No.', field: 'score' }))).to.equal(false);
    const error = (await done) as CommandError;
    expect(error).to.be.instanceOf(CommandError);
    expect([error.code, error.field, error.newer, error.message]).to.deep.equal(['invalid', 'score', undefined, 'No.']);
    commands.resend();
    expect(sent).to.have.length(1);
    expect(commands.refused('a', refusal()), 'nobody waits for it any more').to.equal(false);
  });

  it('a command that is cancelled rejects with the reason and is not sent again', async () => {
    const done = commands.run(RATE, 'a').catch((error: CommandError) => error.code);
    commands.refused('a', refusal());
    commands.cancel('blocked');
    expect(await done).to.equal('blocked');
    clock.pass(1000);
    commands.resend();
    expect(sent).to.have.length(1);
  });
});
