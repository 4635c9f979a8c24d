import { expect } from '@open-wc/testing';
import { systemClock } from '../../src/link/clock.ts';
import { BrowserStore } from '../../src/link/browser-store.ts';
import { databaseExists, newSite } from '../client/support/browser-stores.ts';
import { FakeClock } from '../client/support/fake-clock.ts';

const open = Object.getOwnPropertyDescriptor(IDBFactory.prototype, 'open') as PropertyDescriptor;
const replaceOpen = (fn: () => unknown): void => void Object.defineProperty(IDBFactory.prototype, 'open', { ...open, value: fn });

describe('browser store', () => {
  afterEach(() => void Object.defineProperty(IDBFactory.prototype, 'open', open));

  it('a look at a database that is not there does not make it', async () => {
    const name = `chat_${newSite()}`;
    expect(await new BrowserStore(name, systemClock).peek('replica')).to.equal(undefined);
    expect(await databaseExists(name)).to.equal(false);
  });

  it('a look at one that is there reads it', async () => {
    const name = `chat_${newSite()}`;
    await new BrowserStore(name, systemClock).set('replica', 1);
    expect(await new BrowserStore(name, systemClock).peek('replica')).to.equal(1);
  });

  it('two stores of the same site do not overwrite each other', async () => {
    const name = `chat_${newSite()}`;
    const stores = [new BrowserStore(name, systemClock), new BrowserStore(name, systemClock)];
    await Promise.all(stores.flatMap((store) => [1, 2, 3].map((n) => store.update<number[]>('list', (old = []) => [...old, n]))));
    expect(await stores[0]?.get<number[]>('list')).to.have.length(6);
  });

  it('a database that throws is given up after one more try', async () => {
    let tries = 0;
    replaceOpen(() => {
      tries += 1;
      throw new DOMException('denied', 'SecurityError');
    });
    const store = new BrowserStore('chat_x', systemClock);
    expect(await store.set('a', 1)).to.equal(false);
    expect(await store.get('a')).to.equal(undefined);
    expect(store.usable).to.equal(false);
    expect(tries).to.equal(2);
  });

  it('I7 a database that never answers is given up after 1.5 s', async () => {
    replaceOpen(() => ({}));
    const clock = new FakeClock();
    const store = new BrowserStore('chat_x', clock);
    const answer = store.get('a');
    expect(clock.due).to.deep.equal([1500]);
    clock.pass(1500);
    expect(await answer).to.equal(undefined);
    expect(store.usable).to.equal(false);
  });
});
