import { expect } from '@open-wc/testing';
import { AGAIN_MS, Ring } from '../../src/dashboard/shell/ring.ts';
import { FakeClock } from '../client/support/fake-clock.ts';

const real = Object.getOwnPropertyDescriptor(globalThis, 'AudioContext') as PropertyDescriptor;
const { locks } = navigator;
const KEY = 'chat-dashboard-rang';

/** The sounds that were played, each by its first tone. */
let heard: ('new' | 'message')[] = [];
let state: AudioContextState = 'running';
class SilentContext extends EventTarget {
  state = state;
  currentTime = 0;
  destination = {};
  createOscillator() {
    const frequency = { value: 0 };
    const start = (): void => {
      if (frequency.value !== 880) heard.push(frequency.value === 660 ? 'new' : 'message');
    };
    return { frequency, connect: (next: unknown) => next, start, stop: () => undefined };
  }
  createGain = () => ({
    gain: { setValueAtTime: () => undefined, exponentialRampToValueAtTime: () => undefined },
    connect: (next: unknown) => next,
  });
  async resume(): Promise<void> {
    this.state = state;
    this.dispatchEvent(new Event('statechange'));
  }
  async close(): Promise<void> {
    this.state = 'closed';
  }
}

let clock: FakeClock;
let rings: Ring[] = [];
/** The dashboard in one more tab of this browser. */
function tab(onChange = (): void => undefined): Ring {
  const ring = new Ring(onChange, clock);
  rings.push(ring);
  return ring;
}
/** Locks are given in turn: a request that is made now waits for all earlier ones. */
const settled = (): Promise<unknown> => locks.request(KEY, { ifAvailable: true }, () => undefined);
/** Lets `ms` pass, second by second as timers do, and gives each request its answer meanwhile. */
async function pass(ms: number): Promise<void> {
  for (let left = ms; left > 0; left -= 500) {
    clock.pass(Math.min(left, 500));
    await settled();
  }
}

describe('the ring of the dashboard', () => {
  before(() => Object.defineProperty(globalThis, 'AudioContext', { ...real, value: SilentContext }));
  after(() => Object.defineProperty(globalThis, 'AudioContext', real));
  beforeEach(() => {
    heard = [];
    state = 'running';
    clock = new FakeClock();
    localStorage.removeItem(KEY);
  });
  afterEach(async () => {
    for (const ring of rings) ring.close();
    // A ring that still holds the lock lets it go.
    clock.pass(AGAIN_MS);
    await locks.request(KEY, () => undefined);
    rings = [];
    localStorage.removeItem(KEY);
  });

  it('W4 two tabs that hear of the same chat ring once', async () => {
    const [one, two] = [tab(), tab()];
    void one.play(true);
    void two.play(true);
    await settled();
    expect(heard).to.deep.equal(['new']);
  });

  it('W4 a burst is one sound, and the next news is heard again', async () => {
    const ring = tab();
    for (let i = 0; i < 5; i += 1) {
      void ring.play(false);
      await pass(200);
    }
    expect(heard).to.deep.equal(['message']);
    await pass(1000);
    void ring.play(false);
    await settled();
    expect(heard).to.deep.equal(['message', 'message']);
  });

  it('W4 a tab that closes while it holds the lock lets the others ring', async () => {
    const [one, two] = [tab(), tab()];
    void one.play(true);
    await settled();
    one.close();
    await pass(2000);
    void two.play(false);
    await settled();
    expect(heard).to.deep.equal(['new', 'message']);
  });

  it('W4 a tab that closes before it has the lock is silent', async () => {
    const one = tab();
    const played = one.play(true);
    one.close();
    await played;
    expect(heard).to.deep.equal([]);
  });

  it('W4 it rings every 20 s from the first ring on while a new chat waits, in one of the tabs, and stops when it is answered', async () => {
    const [one, two] = [tab(), tab()];
    let waits = false;
    for (const ring of [one, two]) ring.repeat(() => waits);
    await pass(7000);
    waits = true;
    void one.play(true);
    void two.play(true);
    await settled();
    const at: number[] = [];
    for (let second = 1; second <= 65; second += 1) {
      const before = heard.length;
      await pass(1000);
      if (heard.length > before) at.push(second);
    }
    expect(at.length, String(at)).to.equal(3);
    for (const [i, second] of at.entries()) expect(second - (at[i - 1] ?? 0), String(at)).to.be.within(20, 22);
    waits = false;
    await pass(60_000);
    expect(heard.length).to.equal(4);
  });

  it('W4 messages that ring meanwhile do not put the new chat off', async () => {
    const ring = tab();
    ring.repeat(() => true);
    await pass(1000);
    for (let i = 0; i < 8; i += 1) {
      void ring.play(false);
      await pass(5000);
    }
    expect(heard.filter((one) => one === 'new').length).to.be.within(1, 2);
  });

  it('W4 a new page does not ring at once for what the page before has rung for', async () => {
    const before = tab();
    void before.play(true);
    await settled();
    before.close();
    await pass(10_000);
    const reloaded = tab();
    reloaded.repeat(() => true);
    await pass(8000);
    expect(heard).to.deep.equal(['new']);
    await pass(14_000);
    expect(heard).to.deep.equal(['new', 'new']);
  });

  it('W4 a clock that was set back silences nobody', async () => {
    localStorage.setItem(KEY, `${clock.now() + 3_600_000} ${clock.now() + 3_600_000}`);
    const ring = tab();
    void ring.play(true);
    await settled();
    expect(heard).to.deep.equal(['new']);
    ring.repeat(() => true);
    await pass(AGAIN_MS + 2000);
    expect(heard).to.deep.equal(['new', 'new']);
  });

  it('W4 a tab that the browser mutes says so and takes no sound from the others', async () => {
    state = 'suspended';
    let changes = 0;
    const muted = tab(() => (changes += 1));
    expect(muted.isMuted).to.equal(false);
    await pass(500);
    expect(muted.isMuted).to.equal(true);
    state = 'running';
    const other = tab();
    state = 'suspended';
    void muted.play(true);
    void other.play(true);
    await settled();
    expect(heard).to.deep.equal(['new']);
    state = 'running';
    dispatchEvent(new KeyboardEvent('keydown', { key: 'Shift' }));
    expect(muted.isMuted).to.equal(false);
    expect(changes).to.be.greaterThan(1);
  });

  describe('where the browser has no locks, as on plain http', () => {
    before(() => Object.defineProperty(navigator, 'locks', { configurable: true, value: undefined }));
    after(() => Object.defineProperty(navigator, 'locks', { configurable: true, value: locks }));
    const turn = (): Promise<void> => new Promise((done) => setTimeout(done));

    it('W4 two tabs that hear of the same chat ring once, and again for the next', async () => {
      const [one, two] = [tab(), tab()];
      for (const count of [1, 2]) {
        const played = Promise.all([one.play(true), two.play(true)]);
        await turn();
        clock.pass(200);
        await played;
        expect(heard.length).to.equal(count);
        clock.pass(2000);
      }
    });

    it('W4 where nothing can be stored either each tab rings once for a burst', async () => {
      const { getItem, setItem } = Storage.prototype;
      const refuse = (): never => {
        throw new DOMException('refused', 'SecurityError');
      };
      Object.assign(Storage.prototype, { getItem: refuse, setItem: refuse });
      try {
        const ring = tab();
        const played = Promise.all([ring.play(true), ring.play(true)]);
        await turn();
        clock.pass(200);
        await played;
        expect(heard).to.deep.equal(['new']);
      } finally {
        Object.assign(Storage.prototype, { getItem, setItem });
      }
    });
  });

  it('W4 Play the sound is heard at once, whatever has rung', async () => {
    const ring = tab();
    void ring.play(true);
    await settled();
    ring.test();
    expect(heard).to.deep.equal(['new', 'new']);
  });
});
