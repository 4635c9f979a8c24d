import { expect } from '@open-wc/testing';
import { openTabChannel } from '../../src/link/tab-channel.ts';
import { until } from '../client/support/until.ts';

const leave = (): void => void window.dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }));
const comeBack = (persisted = true): void => void window.dispatchEvent(new PageTransitionEvent('pageshow', { persisted }));

describe('the channel between tabs', () => {
  const channels: BroadcastChannel[] = [];
  let page = new AbortController();
  let names = 0;
  /** A tab of this test, and the other one, which the browser never puts aside. */
  function tabs(): { post: (message: string) => void; other: BroadcastChannel; heard: string[]; wakes: () => number } {
    const name = `tabs-${Date.now()}-${names++}`;
    const heard: string[] = [];
    let wakes = 0;
    const post = openTabChannel<string>(
      name,
      (message) => heard.push(message),
      page.signal,
      () => (wakes += 1),
    );
    const other = new BroadcastChannel(name);
    channels.push(other);
    return { post, other, heard, wakes: () => wakes };
  }
  afterEach(() => {
    page.abort();
    page = new AbortController();
    channels.splice(0).forEach((one) => one.close());
  });

  it('R9 carries messages both ways', async () => {
    const { post, other, heard } = tabs();
    const there: unknown[] = [];
    other.onmessage = ({ data }) => there.push(data);
    post('from here');
    other.postMessage('from there');
    await until(() => heard.length && there.length);
    expect([...heard, ...there]).to.deep.equal(['from there', 'from here']);
  });

  it('R8 hears nothing in the back/forward cache, and says when the page has come back', async () => {
    const { other, heard, wakes } = tabs();
    leave();
    other.postMessage('missed');
    comeBack();
    other.postMessage('heard');
    await until(() => heard.length);
    expect(heard).to.deep.equal(['heard']);
    expect(wakes()).to.equal(1);
  });

  it('the pageshow of a page that was loaded anew is no coming back', () => {
    const { wakes } = tabs();
    comeBack(false);
    expect(wakes()).to.equal(0);
  });

  it('stays closed once it was closed, and takes messages then without a word', () => {
    const { post, heard, wakes } = tabs();
    page.abort();
    comeBack();
    post('nobody');
    expect([heard, wakes()]).to.deep.equal([[], 0]);
  });
});
