import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { nanoid } from 'nanoid';
import { CLOSE } from '../../src/protocol/index.ts';
import { drainWindowMs } from '../../src/server/hub/drain.ts';
import { startServer } from '../support/server.ts';
import { result, VisitorWire } from '../support/wire.ts';
import { openStage } from './stage.ts';

describe('stopping', () => {
  test('R10 a handful of connections leave at once, thousands over at most 18 s', () => {
    assert.ok(drainWindowMs(10) <= 50);
    assert.equal(drainWindowMs(1000), 2000);
    assert.equal(drainWindowMs(100_000), 18_000);
  });

  test('R10 everybody is told when to come back, what was sent before is answered, then the connection closes with 1012', async () => {
    const stage = await openStage();
    const { wire, token } = await stage.visitor();
    wire.send({ type: 'message.send', cid: 'last', session: null, text: 'last words' });
    const held = fetch(`${stage.server.url}/v1/visitor/poll?site=demo`, {
      method: 'POST',
      headers: { origin: stage.server.url },
      body: JSON.stringify({ type: 'hello', protocol: 1, site: 'demo', tab: 'p', token }),
    });
    await (await held).json();
    const stopped = stage.stop();
    assert.equal(result(await wire.until(() => wire.frames.find((f) => f.type === 'ack'), 'ack')).seq, 2);
    const goaway = await wire.frame('goaway');
    assert.ok(goaway.reconnectInMs >= 0 && goaway.reconnectInMs <= 30_000);
    await stage.operator.frame('goaway');
    assert.equal((await wire.closing()).code, CLOSE.draining);
    await stopped;
  });

  test('R10 while the server drains it is not ready, and a new hello is refused with draining', async () => {
    const stage = await openStage();
    const { server } = stage;
    server.app.services.lifecycle.draining = true;
    const ready = await fetch(`${server.url}/readyz`);
    assert.deepEqual([ready.status, ((await ready.json()) as { error: { code: string } }).error.code], [503, 'draining']);
    const wire = new VisitorWire(server);
    await wire.hello();
    const refused = await wire.frame('error');
    assert.deepEqual([refused.code, refused.retry], ['draining', true]);
    assert.equal((await wire.closing()).code, CLOSE.draining);
    const post = await fetch(`${server.url}/v1/visitor/commands?site=demo`, {
      method: 'POST',
      headers: { origin: server.url },
      body: JSON.stringify({ token: 'x', commands: [] }),
    });
    assert.equal(post.status, 503);
    await stage.stop();
  });

  test('R10 the log is checkpointed into the database, and everything acknowledged is there at the next start', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'chat-drain-'));
    const first = await startServer({ dataDir });
    const wire = new VisitorWire(first);
    const { newToken: token = '' } = await wire.welcome();
    const { session } = await wire.say(nanoid());
    await first.stop();
    const log = join(dataDir, 'chat.db-wal');
    assert.ok(!existsSync(log) || statSync(log).size === 0);
    const second = await startServer({ dataDir });
    const again = new VisitorWire(second);
    assert.deepEqual(
      (await again.welcome({ token })).sessions.map((p) => [p.session.id, p.events.length]),
      [[session, 2]],
    );
    await second.stop();
    rmSync(dataDir, { recursive: true });
  });

  test('R10 a client that does not answer the close does not keep the server', async () => {
    const stage = await openStage();
    const { wire } = await stage.visitor();
    wire.socket.pause();
    const start = performance.now();
    await stage.stop();
    assert.ok(performance.now() - start < 10_000);
    wire.socket.terminate();
  });
});
