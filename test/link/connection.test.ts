import { expect } from '@open-wc/testing';
import type { ConnectionState } from '../../src/link/connection.ts';
import { backoffCeiling, reconnectDelay } from '../../src/link/backoff.ts';
import { Connection } from '../../src/link/connection.ts';
import { FakeClock } from '../client/support/fake-clock.ts';
import { fakeSockets, welcome } from '../client/support/fake-sockets.ts';
import type { FakeSocket } from '../client/support/fake-sockets.ts';

interface Setup {
  connection: Connection;
  clock: FakeClock;
  states: ConnectionState[];
  frames: string[];
  sockets: FakeSocket[];
  last: () => FakeSocket;
}
const running: Connection[] = [];
function setUp(random = () => 0.5): Setup {
  const clock = new FakeClock();
  const { WebSocket, sockets, last } = fakeSockets();
  const states: ConnectionState[] = [];
  const frames: string[] = [];
  const connection = new Connection({
    url: 'http://chat.test/v1/visitor/socket',
    hello: () => ({ type: 'hello' }),
    onFrame: (frame) => frames.push(frame.type),
    onState: (state) => states.push(state),
    clock,
    random,
    WebSocket,
  });
  running.push(connection);
  return { connection, clock, states, frames, sockets, last };
}
/** Breaks the connection after `pass` ms. Returns how long the client will wait. */
function drop({ connection, clock, last }: Setup, pass = 0): number {
  clock.pass(pass);
  last().drop();
  const { state } = connection;
  return state.status === 'waiting' ? state.until - clock.now() : -1;
}
function opened(random?: () => number): Setup {
  const setup = setUp(random);
  setup.connection.open();
  setup.last().accept().say(welcome());
  return setup;
}

describe('connection', () => {
  afterEach(() => running.splice(0).forEach((connection) => connection.close()));

  it('R1 the hello is the first frame, and open means that the server took it', () => {
    const { connection, states, last } = setUp();
    connection.open();
    last().accept();
    expect(last().sent).to.deep.equal([{ type: 'hello' }]);
    expect(connection.send({ type: 'typing' })).to.equal(false);
    last().say(welcome());
    expect(states.map(({ status }) => status)).to.deep.equal(['connecting', 'open']);
    expect(connection.send({ type: 'typing' })).to.equal(true);
  });

  it('B6 a gate in place of the welcome opens the connection too', () => {
    const { connection, last } = setUp();
    connection.open();
    last().accept().say({ type: 'gate', show: false, version: 1 });
    expect(connection.state.status).to.equal('open');
  });

  it('R4 a ping goes out every 25 s, and a pong keeps the connection', () => {
    const { clock, last, connection } = opened();
    clock.pass(25_000);
    expect(last().ofType('ping')).to.have.length(1);
    last().say({ type: 'pong' });
    clock.pass(25_000);
    expect(last().ofType('ping')).to.have.length(2);
    expect(connection.state.status).to.equal('open');
  });

  it('R4 without an answer it closes with 4000 before 35 s are over, and connects again', () => {
    const { clock, sockets, connection } = opened();
    clock.pass(34_499);
    expect(connection.state.status).to.equal('open');
    clock.pass(1);
    expect(sockets[0]?.closedWith).to.equal(4000);
    expect(connection.state.status).to.equal('waiting');
    clock.pass(500);
    expect(sockets).to.have.length(2);
  });

  it('R5 waking up probes an open connection, and silence is found within 3 s', () => {
    const { clock, sockets, connection } = opened();
    window.dispatchEvent(new Event('online'));
    expect(sockets[0]?.ofType('ping')).to.have.length(1);
    clock.pass(2799);
    expect(connection.state.status).to.equal('open');
    clock.pass(1);
    expect(connection.state.status).to.equal('waiting');
  });

  it('R5 neither a second waking nor a ping that falls due gives the silent end more time', () => {
    const { clock, connection } = opened();
    clock.pass(24_000);
    window.dispatchEvent(new Event('online'));
    clock.pass(1500);
    window.dispatchEvent(new Event('pageshow'));
    clock.pass(1300);
    expect(connection.state.status).to.equal('waiting');
  });

  it('R4 a page that comes to the front is pinged as a visible one from then on', () => {
    const hide = (hidden: boolean): void => {
      Object.defineProperty(document, 'hidden', { value: hidden, configurable: true });
      document.dispatchEvent(new Event('visibilitychange'));
    };
    try {
      const { clock, connection, last } = opened();
      hide(true);
      clock.pass(25_000);
      last().say({ type: 'pong' });
      hide(false);
      last().say({ type: 'pong' });
      clock.pass(34_500);
      expect(connection.state.status).to.equal('waiting');
    } finally {
      Reflect.deleteProperty(document, 'hidden');
    }
  });

  it('R5 a probe waits no longer than it may because a ping is out already, and a pong ends both', () => {
    const { clock, connection, last } = opened();
    clock.pass(25_000);
    window.dispatchEvent(new Event('online'));
    clock.pass(1000);
    last().say({ type: 'pong' });
    clock.pass(20_000);
    expect(connection.state.status).to.equal('open');
    window.dispatchEvent(new Event('online'));
    clock.pass(2800);
    expect(connection.state.status).to.equal('waiting');
  });

  it('R5 a mere focus probes only after a silence', () => {
    const { clock, last } = opened();
    window.dispatchEvent(new Event('focus'));
    expect(last().ofType('ping')).to.have.length(0);
    clock.pass(12_000);
    window.dispatchEvent(new Event('focus'));
    expect(last().ofType('ping')).to.have.length(1);
  });

  it('R5 waking up while waiting connects at once', () => {
    const { sockets, connection } = opened();
    sockets[0]?.drop();
    expect(connection.state.status).to.equal('waiting');
    window.dispatchEvent(new Event('online'));
    expect(sockets).to.have.length(2);
  });

  it('R6 the delay is spread evenly from 0 to min(30 s, 0.5 s · 2ⁿ)', () => {
    for (const [n, ceiling] of [500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000].entries()) {
      expect(backoffCeiling(n)).to.equal(ceiling);
      const steps = Array.from({ length: 100 }, (_, i) => reconnectDelay(n, false, 0, () => i / 100));
      expect(steps).to.deep.equal(steps.map((_, i) => Math.floor((ceiling * i) / 100)));
    }
  });

  it('R6 the first try after an unclean close falls anywhere in the window of the server', () => {
    const delays = [0, 0.25, 0.999].map((random) => {
      const setup = setUp(() => random);
      setup.connection.open();
      setup
        .last()
        .accept()
        .say(welcome({ stormMs: 20_000 }));
      return drop(setup);
    });
    expect(delays).to.deep.equal([0, 5000, 19_980]);
  });

  it('R6 failures in a row widen the window, but not beyond what the outage has lasted', () => {
    const setup = setUp();
    setup.connection.open();
    const waits = [0, 1, 2, 3, 4].map(() => {
      const wait = drop(setup);
      setup.clock.pass(wait);
      return wait;
    });
    // Half of 0.5 s and 1 s; half of the second that a young outage gets; half of 1.25 s and of 1.875 s.
    expect(waits).to.deep.equal([250, 500, 500, 625, 937]);
  });

  it('R6 a server that takes and drops is not hammered', () => {
    const setup = setUp();
    setup.connection.open();
    const waits = [0, 1, 2, 3, 4].map(() => {
      setup
        .last()
        .accept()
        .say(welcome({ stormMs: 100 }));
      const wait = drop(setup);
      setup.clock.pass(wait);
      return wait;
    });
    expect(waits).to.deep.equal([50, 500, 1000, 2000, 4000]);
  });

  it('R6 a server that restarts again and again is met in its own window each time', () => {
    for (const proof of ['a frame', 'a second']) {
      const setup = setUp(() => 0.999);
      const { connection, clock, last } = setup;
      connection.open();
      const firstTries = [0, 1, 2, 3, 4, 5].map(() => {
        last().accept().say(welcome());
        if (proof === 'a frame') last().say({ type: 'ack' });
        else clock.pass(1000);
        const first = drop(setup);
        // The server is not back yet.
        let wait = first;
        for (let tries = 0; tries < 3; tries++) wait = drop(setup, wait);
        clock.pass(wait);
        return first;
      });
      expect(firstTries, proof).to.deep.equal([999, 999, 999, 999, 999, 999]);
    }
  });

  for (const code of [4401, 4403]) {
    it(`R7 ${code} is not followed by a reconnect, until somebody asks`, () => {
      const { connection, clock, sockets, last } = opened();
      last().drop(code);
      clock.pass(10 * 60_000);
      window.dispatchEvent(new Event('online'));
      expect(sockets).to.have.length(1);
      expect(connection.state).to.deep.equal({ status: 'closed', code });
      connection.retryNow();
      expect(sockets).to.have.length(2);
    });
  }

  describe('R7 after 4429', () => {
    const focus = (on: boolean): void => void Object.defineProperty(document, 'hasFocus', { configurable: true, value: () => on });
    afterEach(() => delete (document as { hasFocus?: unknown }).hasFocus);

    it('a tab nobody looks at stays away until somebody does', () => {
      focus(false);
      const { connection, clock, sockets, last } = opened();
      last().drop(4429);
      clock.pass(10 * 60_000);
      expect(connection.state).to.include({ status: 'waiting', until: Infinity });
      expect(sockets).to.have.length(1);
      window.dispatchEvent(new Event('focus'));
      expect(sockets).to.have.length(2);
    });

    it('the tab somebody looks at comes back by itself, and not at once', () => {
      focus(true);
      const { connection, clock, sockets, last } = opened();
      last().drop(4429);
      expect(connection.state.status).to.equal('waiting');
      clock.pass(3999);
      expect(sockets).to.have.length(1);
      clock.pass(1);
      expect(sockets).to.have.length(2);
    });
  });

  it('R8 pagehide closes with 1000 and pageshow connects again', () => {
    const { sockets, connection } = opened();
    window.dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }));
    expect(sockets[0]?.closedWith).to.equal(1000);
    expect(connection.state.status).to.equal('idle');
    window.dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }));
    expect(sockets).to.have.length(2);
  });

  it('a handshake that never ends is given up after 10 s', () => {
    const { connection, clock, sockets } = setUp();
    connection.open();
    clock.pass(10_000);
    expect(sockets[0]?.closedWith).to.equal(4000);
    expect(connection.state.status).to.equal('waiting');
  });

  it('frames that are no JSON, and frames of an older socket, are ignored', () => {
    const { sockets, clock, frames, last } = opened();
    last().onmessage?.(new MessageEvent('message', { data: '{' }));
    sockets[0]?.drop();
    clock.pass(1000);
    sockets[0]?.say({ type: 'event' });
    expect(frames).to.deep.equal(['welcome']);
  });

  it('a WebSocket constructor that throws is a state, not an exception', () => {
    const connection = new Connection({
      url: 'http://chat.test/',
      hello: () => ({}),
      onFrame: () => undefined,
      onState: () => undefined,
      clock: new FakeClock(),
      WebSocket: class {
        constructor() {
          throw new DOMException('blocked by the policy', 'SecurityError');
        }
      } as never,
    });
    running.push(connection);
    connection.open();
    expect(connection.state.status).to.equal('waiting');
  });

  it('close stops timers and listeners', () => {
    const { connection, clock, sockets } = opened();
    connection.close();
    window.dispatchEvent(new Event('online'));
    expect(clock.due).to.deep.equal([]);
    expect(sockets).to.have.length(1);
    expect(sockets[0]?.closedWith).to.equal(1000);
  });

  it('N7 an error without a close is a lost connection at once', () => {
    const { connection, last, clock, sockets } = setUp();
    connection.open();
    last().onerror?.(new Event('error'));
    expect(connection.state.status).to.equal('waiting');
    expect(last().closedWith).to.equal(4000);
    clock.pass(1000);
    expect(sockets.length).to.equal(2);
  });

  it('N9 a refusal of the hello that is final is not tried again, whatever the page does; a call tries it', () => {
    const { connection, last, clock, sockets } = setUp();
    connection.open();
    last().accept().say({ type: 'error', code: 'unsupported_protocol', retry: false, message: '' });
    last().drop(4400);
    expect(connection.state).to.deep.equal({ status: 'closed', code: 4400, refusal: 'unsupported_protocol' });
    clock.pass(600_000);
    for (const type of ['online', 'focus', 'pageshow']) window.dispatchEvent(new Event(type));
    expect(sockets.length).to.equal(1);
    connection.retryNow();
    last().accept().say(welcome());
    expect(connection.state).to.deep.equal({ status: 'open' });
    last().drop();
    expect(connection.state.status, 'the refusal is forgotten').to.equal('waiting');
  });

  it('N9 a refusal that passes, and one of a command, are no end', () => {
    const { connection, last } = setUp();
    connection.open();
    last().accept().say({ type: 'error', code: 'unavailable', retry: true, message: '' });
    last().drop(1013);
    expect(connection.state.status).to.equal('waiting');
    const other = opened();
    other.last().say({ type: 'error', code: 'session_ended', retry: false, message: '', cid: 'c' });
    other.last().drop(1006);
    expect(other.connection.state.status).to.equal('waiting');
  });

  it('R5 when the browser says that there is no network the connection is probed at once', () => {
    const { connection, clock, last } = opened();
    window.dispatchEvent(new Event('offline'));
    expect(last().ofType('ping').length).to.equal(1);
    clock.pass(2799);
    expect(connection.state.status).to.equal('open');
    clock.pass(1);
    expect(connection.state.status).to.equal('waiting');
  });
});
