import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import Type from 'typebox';
import { differences, fingerprint, fingerprintPath, refuseChange, type Fingerprint } from '../../scripts/fingerprint.ts';
import { PROTOCOL_VERSION, PUBLISHED_VERSIONS, SPOKEN_VERSIONS } from '../../src/protocol/index.ts';
import * as schemas from '../../src/protocol/schema/index.ts';
import {
  checkOperatorHello,
  checkProtocol,
  checkVisitorHello,
  operatorCommands,
  operatorSignals,
  visitorCommands,
  visitorSignals,
} from '../../src/server/input/validation.ts';

interface Side {
  readonly hello: readonly object[];
  readonly says: readonly { type: string }[];
  readonly hears: Readonly<Record<string, readonly string[]>>;
}
/** What clients of version 1 send, and the members they read of what they are sent. */
interface Spoken {
  readonly visitor: Side;
  readonly operator: Side;
  readonly events: Readonly<Record<string, readonly string[]>>;
}

const read = <T>(path: string): T => JSON.parse(readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')) as T;
const versionOne = read<Spoken>('test/protocol/version-1.json');

/** The members each frame of a union always has. */
function always(...unions: unknown[]): Record<string, string[]> {
  const parts = unions.flatMap((union) => (union as { anyOf: { required?: string[]; properties: { type: { const: string } } }[] }).anyOf);
  return Object.fromEntries(parts.map((part) => [part.properties.type.const, part.required ?? []]));
}

describe('versions of the protocol', () => {
  test('N10 the schemas are those of the version they claim to be', () => {
    for (const version of new Set([...PUBLISHED_VERSIONS, PROTOCOL_VERSION])) assert.ok(read<Fingerprint>(fingerprintPath(version)));
    const recorded = read<Fingerprint>(fingerprintPath(PROTOCOL_VERSION));
    assert.deepEqual(differences(recorded, fingerprint()), [], 'run `npm run generate`');
  });

  test('N10 a changed schema is another fingerprint, a changed description or order is not', () => {
    const schema = (properties: Type.TProperties, description: string) => ({
      Thing: Type.Object(properties, { $id: 'Thing', description }),
    });
    const first = fingerprint(schema({ a: Type.String(), b: Type.Integer() }, 'One way to say it.'));
    assert.deepEqual(differences(first, fingerprint(schema({ b: Type.Integer(), a: Type.String() }, 'Another way.'))), []);
    assert.deepEqual(differences(first, fingerprint(schema({ a: Type.String(), b: Type.Number() }, 'One way to say it.'))), ['Thing']);
    assert.deepEqual(differences(first, fingerprint({})), ['Thing']);
  });

  test('N10 a published version that has changed is refused with what to do; one that is not may change', () => {
    const before = { Ack: 'a', Ping: 'p' };
    assert.throws(() => refuseChange(1, [1], before, { Ack: 'b', Ping: 'p' }), /Version 1 .* has changed: Ack\. Raise PROTOCOL_VERSION/);
    assert.throws(() => refuseChange(1, [1], null, before), /Raise PROTOCOL_VERSION/);
    refuseChange(1, [1], before, before);
    refuseChange(2, [1], before, { Ack: 'b' });
  });

  test('N10 the server speaks what its own clients speak, and every version of the window', () => {
    assert.ok(SPOKEN_VERSIONS.includes(PROTOCOL_VERSION));
    for (const protocol of SPOKEN_VERSIONS) checkProtocol({ protocol });
    for (const protocol of [0, Math.max(...SPOKEN_VERSIONS) + 1, 1.5, '1', null, undefined])
      assert.throws(() => checkProtocol({ protocol }), { code: 'unsupported_protocol' });
  });

  test('N10 every frame a client of version 1 sends is still taken', () => {
    assert.ok(SPOKEN_VERSIONS.includes(1), 'when version 1 leaves the window, its file goes too');
    versionOne.visitor.hello.forEach(checkVisitorHello);
    versionOne.operator.hello.forEach(checkOperatorHello);
    for (const frame of versionOne.visitor.says) (visitorCommands.get(frame.type) ?? visitorSignals.get(frame.type))!(frame);
    for (const frame of versionOne.operator.says) (operatorCommands.get(frame.type) ?? operatorSignals.get(frame.type))!(frame);
  });

  test('N10 everything a client of version 1 reads is still there', () => {
    for (const [heard, sent] of [
      [versionOne.visitor.hears, always(schemas.VisitorServerFrame)],
      [versionOne.operator.hears, always(schemas.OperatorServerFrame)],
      [versionOne.events, always(schemas.SessionEvent, schemas.SiteEvent)],
    ] as const)
      for (const [type, members] of Object.entries(heard))
        assert.deepEqual(
          members.filter((member) => !sent[type]?.includes(member)),
          [],
          type,
        );
  });
});
