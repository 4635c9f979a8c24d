import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import type Type from 'typebox';
import {
  ERRORS,
  type Ack,
  type BlockHistory,
  type BlockList,
  type ErrorFrame,
  type EventPage,
  type Inbox,
  type OperatorCommand,
  type OperatorHello,
  type OperatorServerFrame,
  type OperatorSignal,
  type OperatorWelcome,
  type SessionEvent,
  type SiteEvent,
  type Thread,
  type VisitorCommand,
  type VisitorDetails,
  type VisitorHello,
  type VisitorServerFrame,
  type VisitorSignal,
  type VisitorWelcome,
} from '../../src/protocol/index.ts';
import * as schemas from '../../src/protocol/schema/index.ts';
import { operatorCommands, operatorSignals, visitorCommands, visitorSignals } from '../../src/server/input/validation.ts';

/** Compiles only when both types accept each other's values; `readonly` is the generated types' own. */
type Mutable<T> = T extends readonly (infer I)[] ? Mutable<I>[] : T extends object ? { -readonly [K in keyof T]: Mutable<T[K]> } : T;
type Same<A, B> = [Mutable<A>] extends [Mutable<B>] ? ([Mutable<B>] extends [Mutable<A>] ? true : false) : false;
const same = <A, B>(holds: Same<A, B>) => holds;

const typesOf = (union: { anyOf: readonly unknown[] }) =>
  union.anyOf.map((s) => (s as { properties: { type: { const: string } } }).properties.type.const);

describe('the protocol', () => {
  test('the generated types and tables are fresh', () => {
    execFileSync(process.execPath, [new URL('../../scripts/generate-protocol.ts', import.meta.url).pathname, '--check'], { stdio: 'pipe' });
  });

  test('every frame a client may send has its check, and no type is used twice on a connection', () => {
    for (const [union, checks] of [
      [schemas.VisitorCommand, visitorCommands],
      [schemas.VisitorSignal, visitorSignals],
      [schemas.OperatorCommand, operatorCommands],
      [schemas.OperatorSignal, operatorSignals],
    ] as const)
      assert.deepEqual([...checks.keys()], typesOf(union as never));
    for (const unions of [
      [schemas.VisitorCommand, schemas.VisitorSignal],
      [schemas.OperatorCommand, schemas.OperatorSignal],
      [schemas.VisitorServerFrame],
      [schemas.OperatorServerFrame],
    ]) {
      const types = unions.flatMap((union) => typesOf(union as never));
      assert.equal(new Set(types).size, types.length, types.join(' '));
    }
  });

  test('the schemas of what clients send and the generated interfaces are the same types', () => {
    const holds = [
      same<Type.Static<typeof schemas.VisitorHello>, VisitorHello>(true),
      same<Type.Static<typeof schemas.VisitorCommand>, VisitorCommand>(true),
      same<Type.Static<typeof schemas.VisitorSignal>, VisitorSignal>(true),
      same<Type.Static<typeof schemas.OperatorHello>, OperatorHello>(true),
      same<Type.Static<typeof schemas.OperatorCommand>, OperatorCommand>(true),
      same<Type.Static<typeof schemas.OperatorSignal>, OperatorSignal>(true),
    ];
    // `npm run types` is what fails here.
    assert.ok(holds.every(Boolean));
  });

  test('the schemas of what the server sends and the generated interfaces are the same types', () => {
    const holds = [
      same<Type.Static<typeof schemas.VisitorServerFrame>, VisitorServerFrame>(true),
      same<Type.Static<typeof schemas.OperatorServerFrame>, OperatorServerFrame>(true),
      // Frame by frame, so that a failure names the one that differs.
      same<Type.Static<typeof schemas.VisitorWelcome>, VisitorWelcome>(true),
      same<Type.Static<typeof schemas.OperatorWelcome>, OperatorWelcome>(true),
      same<Type.Static<typeof schemas.Ack>, Ack>(true),
      same<Type.Static<typeof schemas.ErrorFrame>, ErrorFrame>(true),
      same<Type.Static<typeof schemas.EventPage>, EventPage>(true),
      same<Type.Static<typeof schemas.SessionEvent>, SessionEvent>(true),
      same<Type.Static<typeof schemas.SiteEvent>, SiteEvent>(true),
      same<Type.Static<typeof schemas.Inbox>, Inbox>(true),
      same<Type.Static<typeof schemas.Thread>, Thread>(true),
      same<Type.Static<typeof schemas.VisitorDetails>, VisitorDetails>(true),
      same<Type.Static<typeof schemas.BlockList>, BlockList>(true),
      same<Type.Static<typeof schemas.BlockHistory>, BlockHistory>(true),
    ];
    assert.ok(holds.every(Boolean));
  });

  test('every object refuses members it does not know', () => {
    const open = Object.entries(schemas).filter(([, value]) => {
      const schema = value as unknown as { type?: string; additionalProperties?: boolean };
      return typeof value === 'object' && schema.type === 'object' && schema.additionalProperties !== false;
    });
    assert.deepEqual(
      open.map(([name]) => name),
      [],
    );
  });

  test('PROTOCOL.md names every error code with its retry, and every frame', () => {
    const document = readFileSync(new URL('../../src/protocol/PROTOCOL.md', import.meta.url), 'utf8');
    for (const [code, { retry }] of Object.entries(ERRORS))
      assert.match(document, new RegExp(`\\| \`${code}\` +\\| ${retry ? 'yes' : 'no'} `), code);
    for (const type of [schemas.VisitorCommand, schemas.OperatorCommand, schemas.SessionEvent, schemas.SiteEvent].flatMap((union) =>
      typesOf(union as never),
    ))
      assert.ok(document.includes(`\`${type}\``), type);
  });
});
