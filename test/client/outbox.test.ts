import { expect } from '@open-wc/testing';
import { systemClock } from '../../src/link/clock.ts';
import type { StoredEntry } from '../../src/client/outbox/entry.ts';
import { Outbox } from '../../src/client/outbox/outbox.ts';
import { BrowserStore } from '../../src/link/browser-store.ts';
import { newSite } from './support/browser-stores.ts';

const make = (store = new BrowserStore(`chat_${newSite()}`, systemClock)): { store: BrowserStore; outbox: Outbox } => ({
  store,
  outbox: new Outbox(store, () => undefined),
});
const inStore = async (store: BrowserStore): Promise<string[]> =>
  ((await store.get<StoredEntry[]>('outbox')) ?? []).map(({ text }) => text);
const fill = (outbox: Outbox, count: number, session: string | null = null): Promise<unknown> =>
  Promise.all(Array.from({ length: count }, (_, i) => outbox.add('me', session, `m${i}`, i).stored));
const taken = (outbox: Outbox, owner = 'me'): string[] => outbox.take(owner).map(({ text }) => text);

describe('outbox', () => {
  it('C4 a message lies in the database before it may be sent', async () => {
    const { store, outbox } = make();
    const { stored } = outbox.add('me', null, 'hello', 1);
    expect(taken(outbox)).to.deep.equal([]);
    await stored;
    expect(await inStore(store)).to.deep.equal(['hello']);
    expect(taken(outbox)).to.deep.equal(['hello']);
  });

  it('C4 it leaves the database on its ack, and the screen with its event', async () => {
    const { store, outbox } = make();
    const { cid, stored } = outbox.add('me', null, 'hello', 1);
    await stored;
    outbox.take('me');
    outbox.acknowledge(cid, { session: 's1', seq: 2, at: 1 });
    expect(await inStore(store)).to.deep.equal([]);
    expect(outbox.entries).to.have.length(1);
    expect(outbox.settle([cid])).to.equal(true);
    expect(outbox.entries).to.have.length(0);
  });

  it('C4 another page finds what was left, with the same cids and in order', async () => {
    const { store, outbox } = make();
    await fill(outbox, 3);
    const later = make(store).outbox;
    expect(await later.load('me')).to.deep.equal([]);
    expect(later.entries.map(({ cid, text }) => [cid, text])).to.deep.equal(outbox.entries.map(({ cid, text }) => [cid, text]));
  });

  it('C4 entries of another identity come back as texts and are never sent', async () => {
    const { store, outbox } = make();
    await fill(outbox, 2);
    const later = make(store).outbox;
    expect(await later.load('somebody else')).to.deep.equal(['m0', 'm1']);
    expect(later.take('somebody else')).to.deep.equal([]);
    expect(await inStore(store)).to.deep.equal([]);
  });

  it('C4 what was written before there was an identity belongs to the first one', async () => {
    const { store, outbox } = make();
    await outbox.add(null, null, 'first', 1).stored;
    expect(taken(outbox)).to.deep.equal([]);
    await outbox.claim('me');
    expect(taken(outbox)).to.deep.equal(['first']);
    expect((await store.get<StoredEntry[]>('outbox'))?.[0]?.owner).to.equal('me');
  });

  it('C4 no token is written into an entry', async () => {
    const { store, outbox } = make();
    await fill(outbox, 1);
    const entry = (await store.get<StoredEntry[]>('outbox'))?.[0];
    expect(Object.keys(entry ?? {}).sort()).to.deep.equal(['cid', 'createdAt', 'owner', 'session', 'text']);
  });

  it('C5 at most 8 are under way, in the order they were written', async () => {
    const { outbox } = make();
    await fill(outbox, 12);
    expect(taken(outbox)).to.deep.equal(['m0', 'm1', 'm2', 'm3', 'm4', 'm5', 'm6', 'm7']);
    expect(taken(outbox)).to.deep.equal([]);
    const [first] = outbox.entries;
    outbox.acknowledge(first?.cid ?? '', { session: 's1', seq: 2, at: 1 });
    expect(taken(outbox)).to.deep.equal(['m8']);
  });

  it('C5 a reconnect sends again from the first without an ack, with the same cids', async () => {
    const { outbox } = make();
    await fill(outbox, 3);
    const before = outbox.take('me');
    outbox.acknowledge(before[0]?.cid ?? '', { session: 's1', seq: 2, at: 1 });
    outbox.requeue();
    expect(outbox.take('me')).to.deep.equal(before.slice(1));
  });

  it('C5 a message that is not stored yet holds those behind it', async () => {
    const { outbox } = make();
    await fill(outbox, 1);
    outbox.take('me');
    const slow = outbox.add('me', null, 'slow', 1);
    expect(taken(outbox)).to.deep.equal([]);
    await slow.stored;
    expect(taken(outbox)).to.deep.equal(['slow']);
  });

  it('C3 a message that was put off takes those behind it along', async () => {
    const { outbox } = make();
    await fill(outbox, 3);
    const frames = outbox.take('me');
    expect(outbox.postpone(frames[1]?.cid ?? '')).to.equal(0);
    expect(taken(outbox)).to.deep.equal(['m1', 'm2']);
    expect(outbox.postpone(frames[1]?.cid ?? '')).to.equal(1);
  });

  it('C6 the end of a session stops its entries and gives their texts back', async () => {
    const { outbox, store } = make();
    await fill(outbox, 3, 's1');
    await outbox.add('me', 's2', 'other', 9).stored;
    const [first] = outbox.take('me');
    expect(outbox.stopSession(first?.cid ?? '')).to.deep.equal(['m0', 'm1', 'm2']);
    expect(outbox.entries.map(({ text }) => text)).to.deep.equal(['other']);
    expect(await inStore(store)).to.deep.equal(['other']);
  });

  it('C6 a block wipes screen and database', async () => {
    const { outbox, store } = make();
    await fill(outbox, 3);
    await outbox.wipe();
    expect(outbox.entries).to.have.length(0);
    expect(await inStore(store)).to.deep.equal([]);
  });

  it('a store that refuses or hangs leaves the outbox in memory', async () => {
    for (const store of [new BrowserStore('x', systemClock, false), { get: async () => undefined, update: async () => false }]) {
      const outbox = new Outbox(store, () => undefined);
      await outbox.add('me', null, 'hello', 1).stored;
      expect(taken(outbox)).to.deep.equal(['hello']);
    }
  });
});
