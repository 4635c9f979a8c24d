import { expect } from '@open-wc/testing';
import type { ChatClient } from '../../src/client/index.ts';
import { isNewest } from '../../src/client/visibility/newest.ts';
import { testClient } from '../support/test-client.ts';
import { newSite, setCookie } from './support/browser-stores.ts';
import { fakeSockets, welcome } from './support/fake-sockets.ts';
import type { FakeSocket } from './support/fake-sockets.ts';
import { until } from './support/until.ts';

const shown = (version: number): { show: boolean; version: number } => ({ show: true, version });
const hidden = (version: number): { show: boolean; version: number } => ({ show: false, version });

describe('which news of the gate is the newest', () => {
  const running: ChatClient[] = [];
  afterEach(() => running.splice(0).forEach((client) => client.close()));

  async function open(gate: object): Promise<{ client: ChatClient; last: () => FakeSocket; site: string }> {
    const site = newSite();
    setCookie(site, 'A'.repeat(43));
    const { WebSocket, last } = fakeSockets();
    const client = testClient({ server: 'http://chat.test', site, WebSocket, random: () => 0 });
    running.push(client);
    await client.connect();
    last().accept().say(welcome({ gate }));
    await until(() => client.getState().connection.status === 'open');
    return { client, last, site };
  }

  it('B6 the highest version wins; of one version, the one heard last', () => {
    expect(isNewest(hidden(0), null)).to.equal(true);
    expect(isNewest(hidden(5), shown(4))).to.equal(true);
    expect(isNewest(hidden(4), shown(4))).to.equal(true);
    expect(isNewest(shown(3), hidden(4))).to.equal(false);
  });

  it('B6 a welcome with an older gate does not undo a newer one', async () => {
    const { client, last } = await open(shown(5));
    last().say(welcome({ gate: shown(4) }));
    expect(client.getState().gate).to.deep.equal(shown(5));
    last().say({ type: 'gate', ...hidden(4) });
    expect(client.getState().gate).to.deep.equal(shown(5));
    last().say({ type: 'gate', ...hidden(6) });
    last().say(welcome({ gate: shown(5) }));
    expect(client.getState().gate).to.deep.equal(hidden(6));
  });

  it('B6 a client that was closed while it was hidden asks the server again', async () => {
    const { client, last } = await open(shown(0));
    last().say({ type: 'gate', ...hidden(1) });
    client.close();
    expect(client.getState().gate).to.equal(null);
    await client.connect();
    last().accept();
    expect(last().sent[0]).to.not.have.property('watch');
    last().say({ type: 'gate', ...hidden(1) });
    expect(client.getState().gate).to.deep.equal(hidden(1));
  });
});
