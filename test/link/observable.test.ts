import { expect } from '@open-wc/testing';
import { Observable } from '../../src/link/observable.ts';

const make = (): Observable<{ a: number; b: string }> => new Observable({ a: 1, b: 'x' });

describe('observable', () => {
  it('each snapshot is frozen and stays as it was', () => {
    const state = make();
    const before = state.get();
    state.set({ a: 2 });
    expect(before).to.deep.equal({ a: 1, b: 'x' });
    expect(state.get()).to.deep.equal({ a: 2, b: 'x' });
    expect(Object.isFrozen(before) && Object.isFrozen(state.get())).to.equal(true);
  });

  it('a change that changes nothing calls nobody and keeps the snapshot', () => {
    const state = make();
    let calls = 0;
    state.subscribe(() => (calls += 1));
    const before = state.get();
    state.set({ a: 1 });
    state.set({});
    expect(calls).to.equal(0);
    expect(state.get()).to.equal(before);
  });

  it('a listener hears each change until it unsubscribes', () => {
    const state = make();
    const heard: number[] = [];
    const stop = state.subscribe(({ a }) => heard.push(a));
    state.set({ a: 2 });
    stop();
    state.set({ a: 3 });
    expect(heard).to.deep.equal([2]);
  });

  it('the error of one listener neither stops the others nor is hidden', async () => {
    const state = make();
    const heard: number[] = [];
    const reported = new Promise<string>((done) => {
      const handler = window.onerror;
      window.onerror = (_event, _source, _line, _column, error) => {
        window.onerror = handler;
        done(error?.message ?? '');
        return true;
      };
    });
    state.subscribe(() => {
      throw new Error('of the page');
    });
    state.subscribe(({ a }) => heard.push(a));
    state.set({ a: 2 });
    expect(heard).to.deep.equal([2]);
    expect(await reported).to.equal('of the page');
  });
});
