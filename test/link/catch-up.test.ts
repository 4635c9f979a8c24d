import { expect } from '@open-wc/testing';
import { CatchUp } from '../../src/link/catch-up.ts';
import { FakeClock } from '../client/support/fake-clock.ts';

describe('catch-up', () => {
  let clock: FakeClock;
  let asked: string[];
  let open: boolean;
  let page: (() => Promise<unknown>) | undefined;
  let catchUp: CatchUp;
  beforeEach(() => {
    clock = new FakeClock();
    asked = [];
    open = true;
    page = undefined;
    catchUp = new CatchUp({
      clock,
      ask: (log) => {
        asked.push(log);
        return open;
      },
      read: () => page!(),
    });
  });

  it('E3 E4 one request at a time for each log', () => {
    void catchUp.fetch('one');
    void catchUp.fetch('one');
    void catchUp.fetch('two');
    expect(asked).to.deep.equal(['one', 'two']);
  });

  it('E3 E4 a gap that showed while the answer was on its way is asked for after it, because that answer may be too old', () => {
    const applied: string[] = [];
    void catchUp.fetch('one');
    void catchUp.fetch('one');
    catchUp.answer('one', () => applied.push('first'));
    expect(applied).to.deep.equal(['first']);
    expect(asked).to.deep.equal(['one', 'one']);
    catchUp.answer('one', () => applied.push('second'));
    expect(asked).to.deep.equal(['one', 'one']);
  });

  it('E3 E4 a refused request is made again when the server said, with no other event to show the gap', () => {
    void catchUp.fetch('one');
    catchUp.refused(500);
    clock.pass(499);
    expect(asked).to.have.length(1);
    clock.pass(1);
    expect(asked).to.deep.equal(['one', 'one']);
    catchUp.answer('one');
    clock.pass(10_000);
    expect(asked).to.have.length(2);
  });

  it('E3 after a lost connection nothing is under way: the next gap is asked for at once, and an old refusal is forgotten', () => {
    void catchUp.fetch('one');
    catchUp.refused(500);
    catchUp.reset();
    clock.pass(500);
    expect(asked).to.have.length(1);
    void catchUp.fetch('one');
    expect(asked).to.have.length(2);
  });

  it('E3 a request that could not be sent does not hold up the next one', () => {
    open = false;
    void catchUp.fetch('one');
    open = true;
    void catchUp.fetch('one');
    expect(asked).to.have.length(2);
  });

  it('R3 many missing events are read over HTTP, and over the connection when that fails', async () => {
    page = async () => ({});
    await catchUp.fetch('one', true);
    expect(asked).to.deep.equal([]);
    catchUp.answer('one');
    page = async () => null;
    await catchUp.fetch('one', true);
    expect(asked).to.deep.equal(['one']);
  });
});
