import { expect } from '@open-wc/testing';
import { chime, setSound, soundIsOn } from '../../src/widget/panel/sound.ts';
import { until } from './support.ts';

const real = Object.getOwnPropertyDescriptor(globalThis, 'AudioContext') as PropertyDescriptor;
let notes = 0;
const param = { setValueAtTime: () => undefined, exponentialRampToValueAtTime: () => undefined, value: 0 };
const node = { frequency: param, gain: param, connect: (next: unknown) => next, start: () => notes++, stop: () => undefined };
class SilentContext {
  state = 'running';
  currentTime = 0;
  destination = {};
  createOscillator = () => node;
  createGain = () => node;
}

describe('the sound of a message', () => {
  before(() => Object.defineProperty(globalThis, 'AudioContext', { ...real, value: SilentContext }));
  after(() => Object.defineProperty(globalThis, 'AudioContext', real));
  beforeEach(() => (notes = 0));

  it('R9 plays in one tab: where another one has just played, it stays silent', async () => {
    let release = (): void => undefined;
    let held = false;
    const elsewhere = navigator.locks.request('chat_here_sound', () => {
      held = true;
      return new Promise<void>((done) => (release = done));
    });
    await until(() => held);
    chime('chat_here');
    // Locks are granted in order, so this one comes after the chime's request.
    await navigator.locks.request('chat_here_sound', { ifAvailable: true }, () => undefined);
    expect(notes).to.equal(0);
    release();
    await elsewhere;
    chime('chat_here');
    await until(() => notes === 2);
    chime('chat_here');
    await navigator.locks.request('chat_here_sound', { ifAvailable: true }, () => undefined);
    expect(notes).to.equal(2);
  });

  it('R9 plays all the same where locks are refused', async () => {
    const { locks } = navigator;
    Object.defineProperty(navigator, 'locks', { configurable: true, value: undefined });
    try {
      chime('chat_here');
      await until(() => notes === 2);
    } finally {
      Object.defineProperty(navigator, 'locks', { configurable: true, value: locks });
    }
  });

  it('D11 switched off for one chat it plays for another; the choice of the version before holds until there is a new one', () => {
    setSound(false, 'chat_here');
    expect([soundIsOn('chat_here'), soundIsOn('chat_there')]).to.deep.equal([false, true]);
    localStorage.setItem('chat_sound', 'off');
    expect(soundIsOn('chat_there')).to.equal(false);
    setSound(true, 'chat_there');
    expect(soundIsOn('chat_there')).to.equal(true);
    for (const key of ['chat_sound', 'chat_here_sound', 'chat_there_sound']) localStorage.removeItem(key);
  });
});
