import { expect } from '@open-wc/testing';
import { systemClock } from '../../src/link/clock.ts';
import type { ChatClient } from '../../src/client/index.ts';
import type { Replica } from '../../src/client/identity/decide.ts';
import { BrowserStore } from '../../src/link/browser-store.ts';
import { PROTOCOL_VERSION } from '../../src/protocol/index.ts';
import { nameOf, tokenOf } from './support/browser-stores.ts';
import { hashFor, jwtFor } from './support/proofs.ts';
import { SITE, ageTokens, forgetEverything, isOpen, messages, openTab, say, serverUrl, textsOf, wire } from './support/real-server.ts';
import { type TestClientOptions } from '../support/test-client.ts';
import { until } from './support/until.ts';

const running: ChatClient[] = [];
async function tab(extra?: Partial<TestClientOptions>): Promise<ChatClient> {
  const client = await openTab(extra);
  running.push(client);
  return client;
}
/** Another device of the person: it shares no store with this browser's tabs. */
const device = (): Promise<ChatClient> => tab({ storage: 'memory' });
let people = 0;
const newPerson = (): string => `person-${Date.now()}-${people++}`;

describe('a visitor the site vouches for', () => {
  before(async function () {
    this.timeout(60_000);
    await serverUrl();
  });
  beforeEach(forgetEverything);
  afterEach(() => running.splice(0).forEach((client) => client.close()));

  for (const [form, proof] of [
    ['a token signed with HS256', async (id: string) => ({ jwt: await jwtFor(id, { name: 'Maya Lind' }) })],
    ['a token signed with ES256', async (id: string) => ({ jwt: await jwtFor(id, { name: 'Maya Lind', alg: 'ES256' }) })],
  ] as const) {
    it(`${form} makes the visitor the known person, with a new token and the same session`, async () => {
      const client = await tab();
      await say(client, 'hello');
      const before = tokenOf(SITE);
      const session = client.getState().session?.id;
      await client.identify(await proof(newPerson()));
      expect(tokenOf(SITE))
        .to.match(/^[\w-]{43}$/)
        .and.not.equal(before);
      await isOpen(client);
      await until(() => client.getState().visitor.verified);
      expect(client.getState().visitor.name).to.equal('Maya Lind');
      await say(client, 'it is still me');
      expect(client.getState().session?.id).to.equal(session);
      expect(messages(client.getState())).to.deep.equal(['hello', 'it is still me']);
    });
  }

  it('the HMAC of a user id joins them to the same person, and verifies no name', async () => {
    const userId = newPerson();
    const [here, there] = [await tab(), await device()];
    await say(here, 'from here');
    await here.identify({ userId, hash: await hashFor(userId) });
    await there.identify({ jwt: await jwtFor(userId) });
    await until(() => messages(there.getState()).includes('from here'));
    expect(here.getState().visitor).to.deep.include({ name: null });
    expect(there.getState().session?.id).to.equal(here.getState().session?.id);
  });

  it('a proof of somebody else, a wrong hash or another site changes nothing', async () => {
    const client = await tab();
    await say(client, 'hello');
    const before = tokenOf(SITE);
    const refusals = await Promise.all(
      [{ userId: 'eve', hash: await hashFor('adam') }, { jwt: (await jwtFor('eve')).slice(0, -4) + 'AAAA' }].map((proof) =>
        client.identify(proof).then(
          () => null,
          (error: Error & { code: string }) => error.code,
        ),
      ),
    );
    expect(refusals).to.deep.equal(['identity_invalid', 'identity_invalid']);
    expect(tokenOf(SITE)).to.equal(before);
    await say(client, 'still here');
  });

  it('merge: two devices of one person show one session, live in both directions', async () => {
    const id = newPerson();
    const [phone, laptop] = [await device(), await tab()];
    await phone.identify({ jwt: await jwtFor(id) });
    await say(phone, 'from the phone');
    await laptop.identify({ jwt: await jwtFor(id) });
    await until(() => messages(laptop.getState()).length === 1);
    await say(laptop, 'from the laptop');
    await until(() => messages(phone.getState()).length === 2);
    expect(messages(phone.getState())).to.deep.equal(['from the phone', 'from the laptop']);
    expect(messages(laptop.getState())).to.deep.equal(messages(phone.getState()));
  });

  it('merge: a session begun as a stranger moves to the person, and their other device shows it', async () => {
    const id = newPerson();
    const [phone, laptop] = [await device(), await tab()];
    await phone.identify({ jwt: await jwtFor(id) });
    await isOpen(phone);
    await say(laptop, 'begun as a stranger');
    const session = laptop.getState().session?.id;
    await laptop.identify({ jwt: await jwtFor(id) });
    await until(() => messages(phone.getState()).includes('begun as a stranger'));
    expect(phone.getState().session?.id).to.equal(session);
    await say(laptop, 'and goes on');
    expect(laptop.getState().session?.id).to.equal(session);
    await until(() => messages(phone.getState()).length === 2);
  });

  it("merge: of two active sessions the person's stays, the stranger's ends", async () => {
    const id = newPerson();
    const [phone, laptop] = [await device(), await tab()];
    await phone.identify({ jwt: await jwtFor(id) });
    await say(phone, 'the person');
    await say(laptop, 'the stranger');
    await laptop.identify({ jwt: await jwtFor(id) });
    await until(() => messages(laptop.getState()).includes('the person'));
    expect(laptop.getState().session?.id).to.equal(phone.getState().session?.id);
    await say(laptop, 'one conversation');
    await until(() => messages(phone.getState()).length === 2);
    expect(messages(phone.getState())).to.deep.equal(['the person', 'one conversation']);
  });

  it('C4 what waits in the outbox while the visitor is identified is sent once, as that person', async () => {
    const id = newPerson();
    const net = wire();
    const [phone, laptop] = [await device(), await tab({ WebSocket: net.WebSocket })];
    await phone.identify({ jwt: await jwtFor(id) });
    await isOpen(phone);
    await say(laptop, 'first');
    net.lose = (frame) => frame.type === 'ack' && !('newToken' in ((frame['result'] as object | null) ?? {}));
    await laptop.send('under way');
    await laptop.identify({ jwt: await jwtFor(id) });
    net.lose = () => false;
    await until(() => laptop.getState().outbox.length === 0);
    await until(() => messages(phone.getState()).length === 2);
    expect(messages(phone.getState())).to.deep.equal(['first', 'under way']);
  });

  it('another tab of this browser goes on as the same person, its thread in place', async () => {
    const [one, two] = [await tab(), await tab()];
    await say(one, 'hello');
    await two.resume();
    await until(() => messages(two.getState()).length === 1);
    await one.identify({ jwt: await jwtFor(newPerson(), { name: 'Maya Lind' }) });
    await until(() => two.getState().visitor.verified && messages(two.getState()).length === 1);
    await say(two, 'from the other tab');
    await until(() => messages(one.getState()).length === 2);
    expect(two.getState().session?.id).to.equal(one.getState().session?.id);
  });

  it('I1 a token older than 30 days is replaced in cookie and replica, and the session goes on', async () => {
    const before = await tab();
    await say(before, 'a month ago');
    before.close();
    const old = tokenOf(SITE);
    await ageTokens(31);
    const after = await tab();
    await after.resume();
    await until(() => tokenOf(SITE) !== old);
    await until(() => messages(after.getState()).length === 1);
    await say(after, 'today');
    expect(textsOf(after.getState().session?.events ?? [])).to.deep.equal(['a month ago', 'today']);
    const replica = await new BrowserStore(nameOf(SITE), systemClock).get<Replica>('replica');
    expect(replica).to.include({ token: tokenOf(SITE), previous: old });
    after.close();
    const later = await tab();
    await later.resume();
    await until(() => messages(later.getState()).length === 2);
  });

  it('logout wipes every store in every tab, and the revoked token opens nothing any more', async () => {
    const [one, two, phone] = [await tab(), await tab(), await device()];
    const id = newPerson();
    await one.identify({ jwt: await jwtFor(id) });
    await say(one, 'private');
    await two.resume();
    await until(() => messages(two.getState()).length === 1);
    await phone.identify({ jwt: await jwtFor(id) });
    const token = tokenOf(SITE) ?? '';
    await one.logout();
    await until(() => two.getState().session === null && two.getState().identity === 'none');
    expect(tokenOf(SITE)).to.equal(null);
    const store = new BrowserStore(nameOf(SITE), systemClock);
    expect([await store.get('replica'), (await store.get('outbox')) ?? []]).to.deep.equal([undefined, []]);
    for (const client of [one, two]) expect(client.getState()).to.deep.include({ session: null, draft: '', outbox: [] });
    const codes: number[] = [];
    const socket = new WebSocket((await serverUrl()).replace('http', 'ws') + '/v1/visitor/socket');
    socket.onopen = () => socket.send(JSON.stringify({ type: 'hello', protocol: PROTOCOL_VERSION, site: SITE, tab: 'thief', token }));
    socket.onclose = ({ code }) => codes.push(code);
    await until(() => codes.length);
    expect(codes).to.deep.equal([4401]);
    // Their other devices stay as they are.
    await say(phone, 'still me here');
  });
});
