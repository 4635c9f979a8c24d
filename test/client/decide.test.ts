import { expect } from '@open-wc/testing';
import { decide } from '../../src/client/identity/decide.ts';
import type { IdentityInput, Replica } from '../../src/client/identity/decide.ts';

const DAY = 86_400_000;
const now = 1_700_000_000_000;
const A = 'a'.repeat(43);
const B = 'b'.repeat(43);
const replica = (token: string, ageDays: number, lifeDays = 7): Replica => ({
  token,
  writtenAt: now - ageDays * DAY,
  expiresAt: now + (lifeDays - ageDays) * DAY,
});
const input = (extra: Partial<IdentityInput>): IdentityInput => ({
  cookie: null,
  malformed: false,
  cookieWritable: true,
  replica: null,
  storeUsable: true,
  now,
  ...extra,
});

describe('identity table', () => {
  it('I1 a cookie alone is used', () => {
    expect(decide(input({ cookie: A }))).to.deep.equal({ row: 'I1', token: A, anchor: 'cookie', wipe: false, drafts: false });
  });

  it('I1 a cookie with its own replica is used, and nothing is wiped', () => {
    expect(decide(input({ cookie: A, replica: replica(A, 3) }))).to.include({ row: 'I1', token: A, wipe: false });
  });

  it("I2 the cookie wins over another visitor's replica, whose outbox becomes drafts", () => {
    expect(decide(input({ cookie: A, replica: replica(B, 1) }))).to.include({ row: 'I2', token: A, wipe: true, drafts: true });
  });

  it('I3 a cookie that should still live was cleared: everything goes, drafts too', () => {
    expect(decide(input({ replica: replica(A, 1) }))).to.include({ row: 'I3', token: null, wipe: true, drafts: false });
  });

  it('I3 a clock that went back proves nothing: the cookie counts as cleared', () => {
    expect(decide(input({ replica: replica(A, -30) }))).to.include({ row: 'I3', token: null, wipe: true });
  });

  it('I4 a cookie whose life is over is restored from the replica', () => {
    expect(decide(input({ replica: replica(A, 8) }))).to.include({ row: 'I4', token: A, anchor: 'cookie', wipe: false });
  });

  it('I4 a replica that never had a cookie is moved into one when cookies become possible', () => {
    const anchored: Replica = { token: A, writtenAt: now - DAY, expiresAt: 0 };
    expect(decide(input({ replica: anchored }))).to.include({ row: 'I4', token: A, anchor: 'cookie' });
  });

  it('I5 neither cookie nor replica: a new visitor at the next interaction', () => {
    expect(decide(input({}))).to.include({ row: 'I5', token: null, anchor: 'cookie', wipe: false });
  });

  it('I6 without cookies the replica is the anchor', () => {
    expect(decide(input({ cookieWritable: false, replica: replica(A, 1) }))).to.include({ row: 'I6', token: A, anchor: 'store' });
    expect(decide(input({ cookieWritable: false }))).to.include({ row: 'I6', token: null, anchor: 'store' });
  });

  it('I7 without any store the identity lives in memory', () => {
    expect(decide(input({ cookieWritable: false, storeUsable: false }))).to.include({ row: 'I7', token: null, anchor: 'memory' });
  });

  it('I8 a malformed cookie is never repaired from the replica', () => {
    expect(decide(input({ malformed: true, replica: replica(A, 8) }))).to.include({ row: 'I8', token: null, wipe: true, drafts: true });
  });

  it('I8 a token the server does not know is wiped, and the outbox becomes drafts', () => {
    expect(decide(input({ cookie: A, replica: replica(A, 1), unknown: true }))).to.include({
      row: 'I8',
      token: null,
      wipe: true,
      drafts: true,
    });
  });
});
