import assert from 'node:assert/strict';
import { describe, test, type TestContext } from 'node:test';
import { SESSION_IDLE_DAYS } from '../../src/protocol/index.ts';
import { IDLE_SWEEP_MS, sweepIdle } from '../../src/server/jobs/idle-sweep.ts';
import { logIn, result } from '../support/wire.ts';
import { openStage, UNLIMITED } from './stage.ts';

const DAY = 86_400_000;
const STEP = 3 * IDLE_SWEEP_MS;

async function stageOf(t: TestContext) {
  let now = 1_750_000_000_000;
  const stage = await openStage({ clock: { now: () => now }, limits: UNLIMITED });
  t.after(() => stage.stop());
  const { services } = stage.server.app;
  return {
    stage,
    services,
    sweep: () => sweepIdle(services),
    jump: (ms: number) => (now += ms),
    /** The server runs for so many days and sweeps as it does; returns how many sessions ended. */
    async days(count: number) {
      let ended = 0;
      for (let passed = 0; passed < count * DAY; passed += STEP) {
        now += STEP;
        ended += await sweepIdle(services);
      }
      return ended;
    },
  };
}

describe('idle sessions', () => {
  test('a session nobody wrote in for 30 days ends by idle; visitor and operators hear of it, the next message starts a new one', async (t) => {
    const { stage, days } = await stageOf(t);
    const { wire } = await stage.visitor();
    const { session } = await wire.say('hello');
    assert.equal(await days(SESSION_IDLE_DAYS - 1), 0);
    assert.equal(await days(1), 1);
    const ended = await wire.frame('event', (f) => f.event.type === 'session.ended');
    assert.equal(ended.event.type === 'session.ended' && ended.event.by, 'idle');
    const chat = await stage.operator.chat(session, (c) => c.session.status === 'ended');
    assert.equal(chat.session.endedBy, 'idle');
    assert.notEqual((await wire.say('back again')).session, session);
    assert.equal(await days(1), 0);
  });

  test('every message, of the visitor or an operator, begins the 30 days anew', async (t) => {
    const { stage, days } = await stageOf(t);
    const { wire } = await stage.visitor();
    const { session } = await wire.say('hello');
    assert.equal(await days(20), 0);
    await wire.say('still here', session);
    assert.equal(await days(20), 0);
    // The first log-in is over by now.
    const { wire: operator } = await (await logIn(stage.server)).connect();
    result(await operator.command({ type: 'message.reply', chat: (await stage.operator.chat(session)).id, text: 'so are we' }));
    assert.equal(await days(29), 0);
    assert.equal(await days(1), 1);
  });

  test("race: idle sweep ∥ visitor's message. Message first: not swept. Sweep first: stored in a new session", async (t) => {
    for (const messageFirst of [true, false]) {
      const { stage, days, jump, services } = await stageOf(t);
      const { wire } = await stage.visitor();
      const { session } = await wire.say('hello');
      await days(29);
      for (let i = 0; i < 7; i++) {
        jump(STEP);
        await sweepIdle(services);
      }
      jump(STEP);
      const cid = 'late';
      if (messageFirst) {
        // The sweep has read its list and waits for its turn behind the message.
        const { listed, release } = holdAfterList(services);
        const swept = sweepIdle(services);
        await listed;
        const sent = result(await wire.command({ type: 'message.send', session: null, text: 'just in time', cid }));
        release();
        assert.equal(await swept, 0);
        assert.equal(sent.session, session);
      } else {
        const swept = sweepIdle(services);
        await services.unitOfWork.idle();
        assert.equal(await swept, 1);
        const sent = result(await wire.command({ type: 'message.send', session: null, text: 'a little late', cid }));
        assert.notEqual(sent.session, session);
      }
    }
  });

  test('clock jumps: nobody is idle-ended, and the order stays', async (t) => {
    const { stage, sweep, jump, days } = await stageOf(t);
    const { wire } = await stage.visitor();
    const { session } = await wire.say('one');
    for (const ms of [3 * DAY, -3_600_000, 400 * DAY, -400 * DAY, 31 * DAY, IDLE_SWEEP_MS * 3 + 1]) {
      jump(ms);
      assert.equal(await sweep(), 0);
      assert.equal((await wire.say(`after ${ms}`, session)).session, session);
    }
    jump(1000 * DAY);
    assert.equal(await sweep(), 0, 'a year away from its clock');
    const seqs = wire.frames.flatMap((f) => (f.type === 'event' ? [f.event.seq] : []));
    assert.deepEqual(
      seqs,
      seqs.map((_, i) => i + 1),
    );
    assert.equal(await days(SESSION_IDLE_DAYS), 1, 'the running time counts on');
  });
});

/** Lets the sweep read its list of sessions, and then wait. */
function holdAfterList(services: Parameters<typeof sweepIdle>[0]) {
  const { read } = services.store;
  const original = read.selectFrom.bind(read);
  let release = () => {};
  let noteListed = () => {};
  const listed = new Promise<void>((resolve) => (noteListed = resolve));
  const released = new Promise<void>((resolve) => (release = resolve));
  const { run } = services.unitOfWork;
  read.selectFrom = ((...args: Parameters<typeof original>) => {
    if ((args[0] as unknown) === 'sessions') {
      read.selectFrom = original;
      services.unitOfWork.run = async (work) => {
        services.unitOfWork.run = run;
        noteListed();
        await released;
        return run.call(services.unitOfWork, work) as never;
      };
    }
    return original(...args);
  }) as typeof read.selectFrom;
  return { listed, release };
}
