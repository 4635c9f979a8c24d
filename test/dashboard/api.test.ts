import { expect } from '@open-wc/testing';
import { ApiError, createApi } from '../../src/dashboard/store/api.ts';
import { FakeClock } from '../client/support/fake-clock.ts';

const refusal = (promise: Promise<unknown>): Promise<unknown> => promise.then(() => null).catch((error: unknown) => error);

describe('the routes of operators', () => {
  it('a request on a connection that fell silent is given up after ten seconds, its body too', async () => {
    const never = (signal: AbortSignal): Promise<never> => new Promise((_, reject) => (signal.onabort = () => reject(new Error('gone'))));
    for (const silent of [
      (signal: AbortSignal) => never(signal),
      (signal: AbortSignal) => Promise.resolve({ ok: true, text: () => never(signal) } as unknown as Response),
    ]) {
      const clock = new FakeClock();
      const api = createApi('', (_input, init) => silent(init!.signal!), clock);
      const answer = refusal(api.inbox('demo'));
      await Promise.resolve();
      clock.pass(9999);
      clock.pass(1);
      const error = (await answer) as ApiError;
      expect(error).to.be.instanceOf(ApiError);
      expect(error.code).to.equal('unavailable');
    }
  });

  it('an answer stops the clock', async () => {
    const clock = new FakeClock();
    const api = createApi('', () => Promise.resolve(new Response('{"chats":[]}')), clock);
    expect(await api.inbox('demo')).to.deep.equal({ chats: [] });
    expect(clock.due).to.deep.equal([]);
  });
});
