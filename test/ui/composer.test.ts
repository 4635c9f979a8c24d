import { expect } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import { html, nothing, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import { ComposerController } from '../../src/ui/composer-controller.ts';
import { icon, sendIcon } from '../../src/ui/icons.ts';
import { everywhere, host, type TestHost } from './pieces.ts';

/** A composer as a screen binds it. */
const composer = (controller: ComposerController): TemplateResult =>
  html`<form class="composer" @submit=${controller.onSubmit}>
    <div class="box">
      <textarea
        rows="1"
        dir="auto"
        aria-label="Write a message…"
        placeholder="Write a message…"
        aria-invalid=${controller.over > 0}
        .value=${live(controller.value)}
        @input=${controller.onInput}
        @keydown=${controller.onKeydown}
      ></textarea>
      <button class="send" aria-label="Send" ?disabled=${!controller.canSend}>${icon(sendIcon)}</button>
      ${controller.over ? html`<p class="over" role="alert">${controller.over} characters too many</p>` : nothing}
    </div>
  </form>`;

interface Opened {
  element: TestHost;
  controller: ComposerController;
  box: HTMLTextAreaElement;
  button: HTMLButtonElement;
  sent: string[];
  typed: string[];
}

async function open(): Promise<Opened> {
  const sent: string[] = [];
  const typed: string[] = [];
  let controller: ComposerController | undefined;
  const element = await host((it) => {
    controller ??= new ComposerController(it, {
      box: () => it.renderRoot.querySelector('textarea'),
      onSend: (text) => sent.push(text),
      onInput: (text) => typed.push(text),
    });
    return composer(controller);
  });
  return { element, controller: controller!, box: element.find('textarea'), button: element.find('button'), sent, typed };
}

const write = async ({ element, box }: Opened, text: string): Promise<void> => {
  box.value = text;
  box.dispatchEvent(new InputEvent('input', { bubbles: true }));
  await element.updateComplete;
};
const enter = (box: HTMLElement, more: KeyboardEventInit = {}): KeyboardEvent => {
  const event = new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true, ...more });
  box.dispatchEvent(event);
  return event;
};

describe('ComposerController', () => {
  it('axe finds nothing: empty, written, too long', async function () {
    this.timeout(20_000);
    for (const value of ['', 'hello', 'x'.repeat(5001)]) {
      const controller = { value, over: Math.max(0, value.length - 5000), canSend: true } as ComposerController;
      await everywhere(
        () => composer(controller),
        (root) => expect(root).to.be.accessible(),
      );
    }
  });

  it('Enter sends what was typed and empties the box, Shift+Enter breaks the line', async () => {
    const it = await open();
    it.box.focus();
    await sendKeys({ type: 'one' });
    await sendKeys({ press: 'Shift+Enter' });
    await sendKeys({ type: 'two' });
    expect(it.controller.value).to.equal('one\ntwo');
    await sendKeys({ press: 'Enter' });
    expect(it.sent).to.deep.equal(['one\ntwo']);
    await it.element.updateComplete;
    expect(it.box.value).to.equal('');
    expect(it.typed.at(-1)).to.equal('one\ntwo');
  });

  it('Ctrl+Enter and Cmd+Enter send too', async () => {
    const it = await open();
    await write(it, 'a');
    enter(it.box, { ctrlKey: true });
    await write(it, 'b');
    enter(it.box, { metaKey: true });
    expect(it.sent).to.deep.equal(['a', 'b']);
  });

  it('Enter that ends an IME composition never sends', async () => {
    const it = await open();
    await write(it, 'にほん');
    enter(it.box, { isComposing: true });
    // Safari ends the composition before this event; only the key code shows it.
    const safari = new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true });
    Object.defineProperty(safari, 'keyCode', { value: 229 });
    it.box.dispatchEvent(safari);
    expect(it.sent).to.deep.equal([]);
    expect(safari.defaultPrevented).to.equal(false);
    enter(it.box);
    expect(it.sent).to.deep.equal(['にほん']);
  });

  it('white space alone is nothing to send; Enter then breaks no line either', async () => {
    const it = await open();
    await write(it, ' \n\t ');
    expect(it.button.disabled).to.equal(true);
    expect(enter(it.box).defaultPrevented).to.equal(true);
    expect(it.sent).to.deep.equal([]);
    expect(it.controller.value).to.equal(' \n\t ');
  });

  it('5,000 characters go out, 5,001 stay with the reason', async () => {
    const it = await open();
    await write(it, 'x'.repeat(5001));
    enter(it.box);
    expect(it.sent).to.deep.equal([]);
    expect(it.button.disabled).to.equal(true);
    expect(it.box.getAttribute('aria-invalid')).to.equal('true');
    expect(it.element.find('[role=alert]').textContent).to.equal('1 characters too many');
    await write(it, 'x'.repeat(5000));
    expect(it.element.renderRoot.querySelector('[role=alert]')).to.equal(null);
    enter(it.box);
    expect(it.sent[0]).to.have.length(5000);
  });

  it('the button sends and gives the focus back to the box', async () => {
    const it = await open();
    await write(it, 'hello');
    it.button.click();
    expect(it.sent).to.deep.equal(['hello']);
    expect(it.element.shadowRoot!.activeElement).to.equal(it.box);
  });

  it('text put in from outside shows without counting as typing', async () => {
    const it = await open();
    it.controller.value = 'a draft';
    await it.element.updateComplete;
    expect(it.box.value).to.equal('a draft');
    expect(it.typed).to.deep.equal([]);
    it.controller.value = '';
    await it.element.updateComplete;
    expect(it.box.value).to.equal('');
  });

  it('the box grows with its text from 44 px and stops at 134', async () => {
    const it = await open();
    const frame = it.element.find('.box');
    expect(frame.getBoundingClientRect().height).to.be.closeTo(44, 1.5);
    await write(it, 'a\nb\nc');
    expect(frame.getBoundingClientRect().height).to.be.closeTo(86, 3);
    await write(it, 'a\n'.repeat(50));
    expect(frame.getBoundingClientRect().height).to.be.closeTo(134, 2);
    await write(it, '');
    expect(frame.getBoundingClientRect().height).to.be.closeTo(44, 1.5);
  });

  it('where CSS cannot size the box, its height is set', async () => {
    const supports = CSS.supports;
    CSS.supports = () => false;
    try {
      const it = await open();
      it.box.style.setProperty('field-sizing', 'fixed');
      await write(it, 'a\nb\nc');
      const tall = it.box.getBoundingClientRect().height;
      await write(it, 'a');
      expect(tall).to.be.closeTo(77, 3);
      expect(it.box.getBoundingClientRect().height).to.be.closeTo(35, 3);
    } finally {
      CSS.supports = supports;
    }
  });

  it('U5 right to left: the box is mirrored, placeholder and typed text have their own direction', async () => {
    const it = await open();
    it.element.dir = 'rtl';
    expect(getComputedStyle(it.box).direction).to.equal('ltr');
    await write(it, 'مرحبا');
    expect(getComputedStyle(it.box).direction).to.equal('rtl');
    expect(it.button.getBoundingClientRect().left).to.be.below(it.box.getBoundingClientRect().left);
  });
});
