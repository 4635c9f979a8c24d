import { expect } from '@open-wc/testing';
import { LIFECYCLE } from '../../src/client/lifecycle.ts';
import type { LifecycleEvent, Phase } from '../../src/client/lifecycle.ts';

const CHAT = 'minting connecting settling live superseded doubted refused';
const QUIET = 'dormant looking starting';
const HIDDEN = 'blocked watching';

/** By event: in which phases it means something, and what. `phase: effects`; `= effects` stays in the phase. */
const EXPECTED: Readonly<Record<LifecycleEvent, readonly (readonly [phases: string, step: string])[]>> = {
  look: [['dormant', 'looking: look']],
  act: [['dormant looking', 'starting: find']],
  retry: [
    ['minting connecting settling live superseded blocked', '= retry'],
    ['refused', 'connecting: retry'],
  ],
  forget: [
    [QUIET, 'dormant: wipeStores forgetVisitor'],
    [CHAT, 'dormant: wipeStores forgetVisitor disconnect'],
    [HIDDEN, 'watching: wipeStores forgetVisitor watchAnew'],
  ],
  close: [
    [`${QUIET} ${CHAT}`, 'dormant: unwatch disconnect unfollow'],
    [HIDDEN, 'dormant: unwatch disconnect unfollow forgetGate'],
  ],
  check: [
    [CHAT, '= compare'],
    [HIDDEN, '= compareHello'],
  ],
  nobody: [['looking', 'dormant:']],
  known: [['looking starting', 'connecting: follow connect']],
  new: [['starting', 'minting: follow mint']],
  renewed: [
    ['doubted', 'connecting: retry'],
    [HIDDEN, '= retry'],
  ],
  replaced: [
    [CHAT, 'looking: forgetVisitor disconnect look'],
    [HIDDEN, 'watching: forgetVisitor watchAnew'],
  ],
  vanished: [
    [CHAT, 'dormant: forgetVisitor disconnect'],
    [HIDDEN, 'watching: forgetVisitor watchAnew'],
  ],
  strayed: [[HIDDEN, 'watching: watchAnew']],
  hidden: [
    [QUIET, 'watching: wipeChat follow watch'],
    [CHAT, 'blocked: wipeChat follow watch'],
    [HIDDEN, '= watch'],
  ],
  shown: [
    ['blocked', 'connecting: unwatch reconnect'],
    ['watching', 'dormant: unwatch disconnect'],
  ],
  welcomed: [[CHAT, 'settling: settle']],
  ready: [['settling', 'live: begin']],
  issued: [[CHAT, 'settling: disconnect']],
  switched: [['settling', 'connecting: reconnect']],
  superseded: [[CHAT, 'superseded: forgetThread']],
  lost: [['minting connecting settling live', 'connecting:']],
  unknown: [
    ['minting connecting settling live refused', 'doubted: seek'],
    ['superseded', 'doubted: seekLater'],
    [HIDDEN, '= seek'],
  ],
  refused: [[CHAT, 'refused:']],
};

const phases = Object.keys(LIFECYCLE) as Phase[];
const events = Object.keys(EXPECTED) as LifecycleEvent[];
const written = (phase: Phase, event: LifecycleEvent): string => {
  const [next, ...effects] = LIFECYCLE[phase][event];
  return [next === null ? '=' : `${next}:`, ...effects].join(' ');
};
const expected = (phase: Phase, event: LifecycleEvent): string =>
  EXPECTED[event].find(([where]) => where.split(' ').includes(phase))?.[1] ?? '=';
const cells = phases.flatMap((phase) => events.map((event) => [phase, event] as const));
/** The phases that `from` can lead to, itself included. */
function reachable(from: Phase): Set<Phase> {
  const found = new Set([from]);
  for (const phase of found) for (const event of events) found.add(LIFECYCLE[phase][event][0] ?? phase);
  return found;
}

describe('the phases of one page’s client', () => {
  for (const event of events) {
    it(`${event}: every phase knows what it means`, () => {
      for (const phase of phases) expect(`${phase} ${written(phase, event)}`).to.equal(`${phase} ${expected(phase, event)}`);
    });
  }

  it('the table has no other events', () => {
    for (const phase of phases) expect(Object.keys(LIFECYCLE[phase]).sort()).to.deep.equal([...events].sort());
  });

  it('every phase can be reached, and each one leads back', () => {
    for (const phase of phases) expect([...reachable(phase)].sort()).to.deep.equal([...phases].sort());
  });

  it('S9 B5 wherever the server hides the widget, the chat is wiped, and nothing of it goes on', () => {
    for (const phase of phases.filter((one) => !HIDDEN.includes(one))) {
      const [next, ...effects] = LIFECYCLE[phase].hidden;
      expect(next).to.be.oneOf(['blocked', 'watching']);
      expect(effects).to.include.members(['wipeChat', 'watch']);
    }
    for (const phase of ['blocked', 'watching'] as const) {
      for (const event of events) {
        const [next, ...effects] = LIFECYCLE[phase][event];
        if (next && !HIDDEN.includes(next)) expect(event).to.be.oneOf(['shown', 'close']);
        expect(effects).to.not.include('begin');
      }
    }
  });

  it('S14 a chat that a block interrupted comes back with the end of the block, and no other', () => {
    expect(written('blocked', 'shown')).to.contain('reconnect');
    expect(written('watching', 'shown')).to.not.contain('reconnect');
    for (const [phase, event] of cells) if (LIFECYCLE[phase][event][0] === 'blocked') expect(CHAT).to.contain(phase);
  });

  it('C4 I5 messages are sent only once the token is stored', () => {
    for (const [phase, event] of cells)
      if (written(phase, event).includes('begin')) expect([phase, event]).to.deep.equal(['settling', 'ready']);
  });

  it('I5 a new visitor is made only when they act', () => {
    expect(written('looking', 'nobody')).to.equal('dormant:');
    for (const [phase, event] of cells)
      if (LIFECYCLE[phase][event].includes('mint')) expect([phase, event]).to.deep.equal(['starting', 'new']);
  });

  it('a closed client does nothing by itself', () => {
    for (const event of events)
      if (!['look', 'act', 'hidden', 'forget', 'close'].includes(event)) expect(written('dormant', event)).to.equal('=');
  });
});
