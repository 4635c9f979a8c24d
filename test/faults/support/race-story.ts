import fc from 'fast-check';
import type { Act } from './race-model.ts';

/** An action before its target is known. */
export interface RaceAction {
  readonly kind:
    | Act['kind']
    /** The last command of a visitor comes again, or a connection breaks. */
    | 'again'
    | 'reconnect'
    /** An end that was sent long ago comes again. */
    | 'late end'
    /** An answer to what was on the screen before the visitor's last message. */
    | 'stale reply'
    /** A block while none of the visitor's pages is connected; then they come back with what they had to send. */
    | 'block offline';
  readonly pick: number;
}
/** One action alone, or two that meet. */
export type Meeting = readonly RaceAction[];

const pick = fc.nat(7);
const alone = (kind: RaceAction['kind']) => pick.map((n): Meeting => [{ kind, pick: n }]);
const together = (a: RaceAction['kind'], b: RaceAction['kind']) =>
  fc.tuple(pick, pick).map(([p, q]): Meeting => [
    { kind: a, pick: p },
    { kind: b, pick: q },
  ]);

const raceAction = fc.record<RaceAction>({
  kind: fc.oneof(
    { weight: 4, arbitrary: fc.constant('send' as const) },
    { weight: 6, arbitrary: fc.constantFrom('end' as const, 'reply' as const, 'close' as const, 'block' as const) },
    {
      weight: 4,
      arbitrary: fc.constantFrom(
        'join',
        'reopen',
        'unblock',
        'block address',
        'unblock address',
        'again',
        'reconnect',
        'stale reply',
        'jump',
      ),
    },
  ),
  pick,
});

/** The races of the table come more often than others, and some of them need more than one step to come about. */
const scene: fc.Arbitrary<readonly Meeting[]> = fc.oneof(
  { weight: 2, arbitrary: fc.tuple(fc.tuple(raceAction)) },
  { weight: 2, arbitrary: fc.tuple(fc.tuple(raceAction, raceAction)) },
  {
    weight: 4,
    arbitrary: fc
      .constantFrom<[RaceAction['kind'], RaceAction['kind']]>(
        ['end', 'reply'],
        ['end', 'send'],
        ['end', 'end'],
        ['block', 'send'],
        ['block', 'block'],
        ['block', 'unblock'],
        ['close', 'send'],
        ['join', 'join'],
        ['reply', 'send'],
        ['sweep', 'send'],
        ['jump', 'send'],
      )
      .chain(([a, b]) => fc.tuple(together(a, b))),
  },
  {
    weight: 2,
    arbitrary: fc.oneof(
      fc.tuple(alone('end'), alone('send'), alone('late end')),
      fc.tuple(alone('block address'), alone('block'), alone('unblock'), alone('unblock address')),
      fc.tuple(alone('block offline'), alone('unblock')),
      fc.tuple(alone('send'), alone('stale reply')),
    ),
  },
);

/** One visitor's life; `true`: both of their tabs write the first message. */
export const sequence = fc.tuple(
  fc.boolean(),
  fc.array(scene, { minLength: 1, maxLength: 5 }).map((scenes) => scenes.flat()),
);
