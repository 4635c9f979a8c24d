import assert from 'node:assert/strict';
import { describe, test, type TestContext } from 'node:test';
import { SecurityLog } from '../../src/server/security-log.ts';
import { ADMIN, startServer } from '../support/server.ts';

interface Line {
  readonly level: 'info' | 'warn';
  readonly security: string;
  readonly outcome: string;
  readonly address?: string;
  readonly actor?: string;
  readonly reason?: string;
  readonly omitted?: number;
}

function collect(): { lines: Line[]; log: ConstructorParameters<typeof SecurityLog>[0] } {
  const lines: Line[] = [];
  const take = (level: Line['level']) => (facts: unknown) => void lines.push({ level, ...(facts as Omit<Line, 'level'>) });
  return { lines, log: { info: take('info'), warn: take('warn') } };
}

describe('the log of security', () => {
  test('F5 a flood of one address is ten lines and a count; another address has its own', (t: TestContext) => {
    t.mock.timers.enable({ apis: ['setTimeout'] });
    const { lines, log } = collect();
    const security = new SecurityLog(log);
    for (let i = 0; i < 500; i++) security.note('login', { outcome: 'failed', address: '203.0.113.7/32' });
    security.note('login', { outcome: 'failed', address: '203.0.113.8/32' });
    assert.deepEqual([lines.length, lines.at(-1)?.address], [11, '203.0.113.8/32']);
    t.mock.timers.tick(60_000);
    assert.deepEqual([lines.length, lines.at(-1)?.address, lines.at(-1)?.omitted], [12, '203.0.113.7/32', 490]);
    security.note('login', { outcome: 'failed', address: '203.0.113.7/32' });
    assert.equal(lines.length, 13, 'told anew in the next minute');
  });

  test('F5 a flood from a hundred thousand addresses stays small in the log and in memory', (t: TestContext) => {
    t.mock.timers.enable({ apis: ['setTimeout'] });
    const { lines, log } = collect();
    const security = new SecurityLog(log);
    for (let i = 0; i < 100_000; i++) security.note('flood', { outcome: 'refused', address: `${i}` });
    assert.ok(lines.length <= 5010, `${lines.length} lines`);
    t.mock.timers.tick(60_000);
    assert.equal(lines.at(-1)?.omitted, 94_990);
  });

  test('F5 log-ins, failures and log-outs are logged with account and address, and without a secret', async (t) => {
    const to = await startServer();
    t.after(() => to.stop());
    const { lines, log } = collect();
    Object.assign(to.app.services.security, { note: SecurityLog.prototype.note.bind(new SecurityLog(log)) });
    const headers = { 'content-type': 'application/json', 'x-forwarded-for': '203.0.113.7' };
    const attempt = (email: string, password: string) =>
      fetch(`${to.url}/v1/login`, { method: 'POST', headers, body: JSON.stringify({ email, password, remember: false }) });
    await attempt('typed-my-password@here.example', 'first secret');
    await attempt(ADMIN.email, 'second secret');
    const cookie = ((await attempt(ADMIN.email, ADMIN.password)).headers.get('set-cookie') ?? '').split(';')[0] ?? '';
    await fetch(`${to.url}/v1/login`, { method: 'DELETE', headers: { cookie, origin: to.url } });
    const { id } = await to.app.services.store.read
      .selectFrom('operators')
      .select('id')
      .where('email', '=', ADMIN.email)
      .executeTakeFirstOrThrow();
    assert.deepEqual(
      lines.map(({ level, security, outcome, actor, reason }) => [level, security, outcome, actor, reason]),
      [
        ['warn', 'login', 'failed', undefined, 'account'],
        ['warn', 'login', 'failed', id, 'password'],
        ['info', 'login', 'ok', id, undefined],
        ['info', 'logout', 'ok', id, undefined],
      ],
    );
    assert.deepEqual(new Set(lines.slice(0, 3).map((line) => line.address)), new Set(['203.0.113.7/32']));
    const text = JSON.stringify(lines);
    for (const secret of ['secret', ADMIN.password, 'typed-my', cookie.split('=')[1] ?? '-']) assert.ok(!text.includes(secret), secret);
  });
});
