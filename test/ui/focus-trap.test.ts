import { expect } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import { html } from 'lit';
import { trap } from '../../src/ui/focus-trap.ts';
import { host, type TestHost } from './pieces.ts';

const open = (): Promise<TestHost> =>
  host(
    () => html`
      <button id="before">before</button>
      <div role="dialog" aria-modal="true" aria-label="End this chat?" tabindex="-1">
        <button id="first">End chat session</button>
        <button disabled>never</button>
        <button hidden>never</button>
        <a href="#x" id="middle">more</a>
        <button id="last">Keep chatting</button>
      </div>
      <button>after</button>
    `,
  );
const focused = (element: TestHost): string => element.shadowRoot!.activeElement?.id ?? '';

describe('trap', () => {
  it('axe finds nothing', async () => {
    const element = await open();
    const release = trap(element.find('[role=dialog]'));
    await expect(element).to.be.accessible();
    release();
  });

  it('Tab goes round inside, in both directions', async () => {
    const element = await open();
    const release = trap(element.find('[role=dialog]'));
    expect(focused(element)).to.equal('first');
    for (const [press, id] of [
      ['Tab', 'middle'],
      ['Tab', 'last'],
      ['Tab', 'first'],
      ['Shift+Tab', 'last'],
    ] as const) {
      await sendKeys({ press });
      expect(focused(element), press).to.equal(id);
    }
    release();
  });

  it('starts where it is told and gives the focus back', async () => {
    const element = await open();
    element.find('#before').focus();
    const release = trap(element.find('[role=dialog]'), { initial: element.find('#last') });
    expect(focused(element)).to.equal('last');
    release();
    expect(focused(element)).to.equal('before');
  });

  it('Esc is heard once and goes no further', async () => {
    const element = await open();
    let escapes = 0;
    let outside = 0;
    element.addEventListener('keydown', () => outside++);
    const release = trap(element.find('[role=dialog]'), { onEscape: () => escapes++ });
    await sendKeys({ press: 'Escape' });
    expect([escapes, outside]).to.deep.equal([1, 0]);
    release();
    element.find('#first').focus();
    await sendKeys({ press: 'Escape' });
    expect([escapes, outside]).to.deep.equal([1, 1]);
  });
});
