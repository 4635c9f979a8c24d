import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { copyFileSync, cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { nanoid } from 'nanoid';
import { CLOSE, type Ack, type OperatorWelcome, type SessionEvent } from '../../src/protocol/index.ts';
import { logIn, result, VisitorWire } from '../support/wire.ts';
import { startServer } from '../support/server.ts';
import { hs256, identify, jwt } from './identities.ts';
import { openStage } from './stage.ts';

const CLI = fileURLToPath(new URL('../../src/server/site-cli.ts', import.meta.url));
const cli = (dataDir: string, ...args: string[]) =>
  spawnSync(process.execPath, [CLI, ...args], { env: { PATH: process.env['PATH'] ?? '', DATA_DIR: dataDir }, encoding: 'utf8' });
const texts = (events: readonly SessionEvent[]) => events.flatMap((event) => (event.type === 'message.sent' ? [event.text] : []));

test('R2 after a restore, cursors from the future are reset, what the backup has is dup, what it has not is stored again', async (t) => {
  const dataDir = mkdtempSync(join(tmpdir(), 'chat-restore-'));
  const backup = mkdtempSync(join(tmpdir(), 'chat-backup-'));
  t.after(() => {
    for (const folder of [dataDir, backup]) rmSync(folder, { recursive: true, force: true });
  });
  const message = (text: string, session: string | null = null) => ({ type: 'message.send', session, text, cid: nanoid() }) as const;

  // The day before: one message, then the backup is made.
  const monday = await openStage({ dataDir });
  const { wire, token, welcome } = await monday.visitor();
  const kept = message('kept');
  const first = (await wire.command(kept)) as Ack;
  const { session } = first.result as { session: string };
  await monday.stop();
  copyFileSync(join(dataDir, 'chat.db'), join(backup, 'chat.db'));

  // Life goes on: more messages, another visitor.
  const tuesday = await openStage({ dataDir });
  const later = await tuesday.visitor({ hello: { token, epoch: welcome.epoch, cursor: { session, seq: 2 } } });
  assert.equal(later.welcome.reset, false, 'a plain restart is no restore');
  const [lost, lostToo] = [message('lost', session), message('lost too', session)];
  assert.deepEqual(
    [result(await later.wire.command(lost)), result(await later.wire.command(lostToo))].map(({ seq }) => seq),
    [3, 4],
  );
  const newcomer = await tuesday.visitor();
  await newcomer.wire.say('I came after the backup');
  const { welcome: operator } = await tuesday.admin.connect();
  await tuesday.stop();

  // The disk breaks; the backup is put back.
  copyFileSync(join(backup, 'chat.db'), join(dataDir, 'chat.db'));
  const restored = cli(dataDir, 'restored');
  assert.deepEqual([restored.status, restored.stderr], [0, '']);
  assert.match(restored.stdout, /Start the server now/);

  const wednesday = await startServer({ dataDir });
  t.after(() => wednesday.stop());
  const back = new VisitorWire(wednesday);
  const greeting = await back.welcome({ token, epoch: welcome.epoch, cursor: { session, seq: 4 } });
  assert.notEqual(greeting.epoch, welcome.epoch);
  assert.equal(greeting.reset, true);
  assert.deepEqual(
    greeting.sessions.map((page) => texts(page.events)),
    [['kept']],
    'the thread as the backup knows it',
  );
  // The outbox of a client that had not heard of the acks.
  assert.deepEqual(await back.command(kept), { ...first, dup: true });
  for (const [i, again] of [lost, lostToo].entries()) {
    const answer = (await back.command(again)) as Ack;
    assert.deepEqual([answer.dup, (answer.result as { seq: number }).seq], [false, 3 + i]);
  }
  assert.equal(((await back.command(lost)) as Ack).dup, true);
  const reader = new VisitorWire(wednesday);
  const whole = await reader.welcome({ token });
  assert.deepEqual(
    whole.sessions.map((page) => texts(page.events)),
    [['kept', 'lost', 'lost too']],
  );

  // A cursor within what is there, but of the other life: the numbers may mean other messages.
  const sly = new VisitorWire(wednesday);
  assert.equal((await sly.welcome({ token, epoch: welcome.epoch, cursor: { session, seq: 2 } })).reset, true);

  // Visitors who came after the backup are unknown and start anew; operators load their inbox anew.
  const stranger = new VisitorWire(wednesday);
  await stranger.hello({ token: newcomer.token });
  assert.equal((await stranger.closing()).code, CLOSE.tokenUnknown);
  const admin = await logIn(wednesday);
  const connect = async (more: object): Promise<OperatorWelcome> => (await admin.connect(more)).welcome;
  assert.equal((await connect({ epoch: operator.epoch, cursor: operator.gseq })).reset, true);
  assert.equal((await connect({ epoch: operator.epoch, cursor: 1 })).reset, true, 'another epoch, a number that exists');
  assert.equal((await connect({ epoch: greeting.epoch, cursor: 1 })).reset, false);
});

test('a site owner reads, replaces and adds identity keys beside the running server', async (t) => {
  const stage = await openStage();
  t.after(() => stage.stop());
  const { dataDir } = stage.server;
  const key = (...args: string[]) => cli(dataDir, 'key', 'demo', ...args);
  const shown = (text: string) => [...text.matchAll(/: ([\w-]{43})$/gm)].map((match) => match[1] ?? '');
  const [first = ''] = shown(key().stdout);
  assert.deepEqual(shown(key().stdout), [first], 'made with the site, and stays');
  assert.notEqual(shown(cli(dataDir, 'key', 'other').stdout)[0], first, 'each site has its own');

  const claims = (sub: string) => ({ sub, aud: 'demo', exp: Math.floor(Date.now() / 1000) + 60 });
  const prove = async (secret: string) =>
    (await identify((await stage.visitor()).wire, jwt({ alg: 'HS256' }, claims(nanoid()), hs256(secret)))).type;
  const rotated = key('--rotate');
  const [second = '', former = ''] = shown(rotated.stdout);
  assert.equal(former, first);
  assert.match(rotated.stdout, /Former key, good until \d{4}-/);
  assert.deepEqual([await prove(first), await prove(second)], ['ack', 'ack']);
  key('--rotate');
  assert.deepEqual([await prove(first), await prove(second)], ['error', 'ack']);

  const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const file = join(dataDir, 'public.pem');
  writeFileSync(file, ec.publicKey.export({ type: 'spki', format: 'pem' }));
  assert.match(key('--es256', file).stdout, /BEGIN PUBLIC KEY/);
  assert.match(key('--es256', 'none').stdout, /No public key/);

  const privateFile = join(dataDir, 'private.pem');
  writeFileSync(privateFile, ec.privateKey.export({ type: 'pkcs8', format: 'pem' }));
  const otherCurve = join(dataDir, 'p384.pem');
  writeFileSync(otherCurve, generateKeyPairSync('ec', { namedCurve: 'P-384' }).publicKey.export({ type: 'spki', format: 'pem' }));
  writeFileSync(join(dataDir, 'empty.pem'), '');
  for (const [args, message] of [
    [['key', 'nobody'], /no site "nobody"/],
    [['key', 'demo', '--es256', privateFile], /private key/],
    [['key', 'demo', '--es256', otherCurve], /another kind/],
    [['key', 'demo', '--es256', join(dataDir, 'nothing.pem')], /cannot be read/],
    [['key', 'demo', '--es256', join(dataDir, 'empty.pem')], /no key is in it/],
  ] as const) {
    const refused = cli(dataDir, ...args);
    assert.equal(refused.status, 2, args.join(' '));
    assert.match(refused.stderr, message);
    assert.doesNotMatch(refused.stderr, /\.ts:\d/, 'no stack');
  }
});

test('D6 a restore by plain copying is noticed by itself: clients whose cursors name other messages read anew', async (t) => {
  const dataDir = mkdtempSync(join(tmpdir(), 'chat-copied-'));
  const backup = mkdtempSync(join(tmpdir(), 'chat-copy-'));
  t.after(() => {
    for (const folder of [dataDir, backup]) rmSync(folder, { recursive: true, force: true });
  });
  const monday = await openStage({ dataDir });
  const { wire, token } = await monday.visitor();
  const { session } = await wire.say('kept');
  const { welcome: watching } = await monday.admin.connect();
  await monday.stop();
  // The whole folder, as a snapshot of the disk has it: nothing in it knows of what came later.
  cpSync(dataDir, backup, { recursive: true });

  const tuesday = await openStage({ dataDir });
  const lost = await tuesday.visitor({ hello: { token } });
  await lost.wire.say('lost');
  await lost.wire.say('lost too');
  const { welcome: saw } = await tuesday.admin.connect();
  await tuesday.stop();

  rmSync(dataDir, { recursive: true });
  cpSync(backup, dataDir, { recursive: true });
  const wednesday = await openStage({ dataDir });
  t.after(() => wednesday.stop());
  // Others have written meanwhile: the same numbers mean other messages, and nothing is from the future.
  const other = await wednesday.visitor({ hello: { token } });
  for (const text of ['new', 'newer', 'newest']) await other.wire.say(text);
  const back = await wednesday.visitor({ hello: { token, epoch: lost.welcome.epoch, cursor: { session, seq: 4 } } });
  assert.equal(back.welcome.reset, true);
  assert.deepEqual(
    back.welcome.sessions.flatMap((page) => texts(page.events)),
    ['kept', 'new', 'newer', 'newest'],
  );
  const connect = async (more: object): Promise<OperatorWelcome> => (await wednesday.admin.connect(more)).welcome;
  assert.equal((await connect({ epoch: saw.epoch, cursor: saw.gseq })).reset, true);
  // Operators whose screen shows nothing newer than the backup go on without a reload.
  assert.equal((await connect({ epoch: watching.epoch, cursor: watching.gseq })).reset, false);

  // A page of Monday never heard of Wednesday's restart, and its number has been used again since: not the same message either.
  const page = await wednesday.visitor({ hello: { token, epoch: watching.epoch, cursor: { session, seq: 2 } } });
  assert.equal(page.welcome.reset, false);
  const late = await wednesday.visitor({ hello: { token, epoch: watching.epoch, cursor: { session, seq: 3 } } });
  assert.equal(late.welcome.reset, true);
});
