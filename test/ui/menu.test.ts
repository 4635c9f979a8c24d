import { expect, fixture, html as page, nextFrame, waitUntil } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import { html, nothing } from 'lit';
import { MenuController } from '../../src/ui/menu.ts';
import { host, type TestHost } from './pieces.ts';

async function open(): Promise<{ element: TestHost; menu: MenuController; trigger: HTMLElement; focused: () => string; picked: string[] }> {
  const picked: string[] = [];
  let menu: MenuController | undefined;
  const element = await host((it) => {
    menu ??= new MenuController(it, {
      trigger: () => it.renderRoot.querySelector<HTMLElement>('#trigger'),
      menu: () => it.renderRoot.querySelector<HTMLElement>('.menu'),
    });
    const item = (name: string, disabled = false): unknown =>
      html`<button role="menuitem" tabindex="-1" ?disabled=${disabled} @click=${() => picked.push(name)}>${name}</button>`;
    return html`
      <button
        id="trigger"
        class="icon-btn"
        aria-label="Chat menu"
        aria-haspopup="menu"
        aria-expanded=${menu.open}
        @click=${menu.onTriggerClick}
        @keydown=${menu.onTriggerKeydown}
      ></button>
      ${
        menu.open
          ? html`<div class="menu" role="menu" aria-label="Chat menu" popover="manual" @keydown=${menu.onMenuKeydown}>
              ${item('Sound')}${item('Never', true)}${item('Change name')}${item('Copy link')}
              <hr />
              ${item('End chat session')}
            </div>`
          : nothing
      }
      <button id="after">after</button>
    `;
  });
  return {
    element,
    menu: menu!,
    picked,
    trigger: element.find('#trigger'),
    focused: () => element.shadowRoot!.activeElement?.textContent.trim() || element.shadowRoot!.activeElement?.id || '',
  };
}

describe('MenuController', () => {
  it('axe finds nothing, open and closed', async () => {
    const it = await open();
    await expect(it.element).to.be.accessible();
    it.trigger.click();
    await it.element.updateComplete;
    await expect(it.element).to.be.accessible();
  });

  it('a click opens it on the first item and closes it again', async () => {
    const it = await open();
    it.trigger.click();
    await it.element.updateComplete;
    expect(it.focused()).to.equal('Sound');
    expect(it.trigger.getAttribute('aria-expanded')).to.equal('true');
    it.trigger.click();
    await it.element.updateComplete;
    expect(it.element.renderRoot.querySelector('.menu')).to.equal(null);
    expect(it.focused()).to.equal('trigger');
  });

  it('arrows go round and pass what is disabled; Home and End jump', async () => {
    const it = await open();
    it.trigger.focus();
    await sendKeys({ press: 'ArrowDown' });
    await it.element.updateComplete;
    expect(it.focused()).to.equal('Sound');
    const steps: [string, string][] = [
      ['ArrowDown', 'Change name'],
      ['ArrowUp', 'Sound'],
      ['ArrowUp', 'End chat session'],
      ['ArrowDown', 'Sound'],
      ['End', 'End chat session'],
      ['Home', 'Sound'],
    ];
    for (const [press, name] of steps) {
      await sendKeys({ press });
      expect(it.focused(), press).to.equal(name);
    }
  });

  it('ArrowUp on the button opens it on the last item', async () => {
    const it = await open();
    it.trigger.focus();
    await sendKeys({ press: 'ArrowUp' });
    await it.element.updateComplete;
    expect(it.focused()).to.equal('End chat session');
  });

  it('typing a name finds the item; the same letter again the next one', async () => {
    const it = await open();
    it.trigger.click();
    await it.element.updateComplete;
    await sendKeys({ type: 'e' });
    expect(it.focused()).to.equal('End chat session');
    await it.element.updateComplete;
    it.menu.hide();
    it.trigger.click();
    await it.element.updateComplete;
    await sendKeys({ type: 'co' });
    expect(it.focused()).to.equal('Copy link');
    it.menu.hide();
    it.trigger.click();
    await it.element.updateComplete;
    await sendKeys({ type: 'cc' });
    expect(it.focused()).to.equal('Copy link');
  });

  it('Enter picks the item', async () => {
    const it = await open();
    it.trigger.click();
    await it.element.updateComplete;
    await sendKeys({ press: 'End' });
    await sendKeys({ press: 'Enter' });
    expect(it.picked).to.deep.equal(['End chat session']);
  });

  it('Esc closes it, gives the focus back and goes no further', async () => {
    const it = await open();
    let heard = 0;
    it.element.addEventListener('keydown', () => heard++);
    it.trigger.click();
    await it.element.updateComplete;
    await sendKeys({ press: 'Escape' });
    expect(it.menu.open).to.equal(false);
    expect(it.focused()).to.equal('trigger');
    expect(heard).to.equal(0);
  });

  it('Tab closes it and moves on from the button', async () => {
    const it = await open();
    it.trigger.click();
    await it.element.updateComplete;
    await sendKeys({ press: 'Tab' });
    expect(it.menu.open).to.equal(false);
    expect(it.focused()).to.equal('after');
  });

  it('a press elsewhere closes it and leaves the focus alone', async () => {
    const it = await open();
    const other = await fixture<HTMLElement>(page`<button>other</button>`);
    it.trigger.click();
    await it.element.updateComplete;
    other.focus();
    other.dispatchEvent(new PointerEvent('pointerdown', { bubbles: true, composed: true }));
    await it.element.updateComplete;
    expect(it.menu.open).to.equal(false);
    expect(document.activeElement).to.equal(other);
  });

  it('stands under the button’s end and inside the window', async () => {
    const it = await open();
    it.element.style.cssText = 'position: fixed; top: 10px; right: 2px';
    it.trigger.click();
    await it.element.updateComplete;
    const menu = it.element.find('.menu');
    await waitUntil(() => menu.style.top !== '');
    expect(menu.getBoundingClientRect().top, 'before the library has come').to.be.closeTo(it.trigger.getBoundingClientRect().bottom + 4, 1);
    await waitUntil(() => menu.getBoundingClientRect().right <= innerWidth - 7, 'shifted into the window');
    const [box, button] = [menu.getBoundingClientRect(), it.trigger.getBoundingClientRect()];
    expect(box.top).to.be.closeTo(button.bottom + 4, 1);
    expect(box.right).to.be.at.most(innerWidth - 7);
    expect(menu.matches(':popover-open')).to.equal(true);
  });

  it('being removed while open closes it and leaves no listener', async () => {
    const it = await open();
    it.trigger.click();
    await it.element.updateComplete;
    const parent = it.element.parentElement!;
    it.element.remove();
    document.body.dispatchEvent(new PointerEvent('pointerdown', { bubbles: true }));
    parent.append(it.element);
    it.element.requestUpdate();
    await it.element.updateComplete;
    await nextFrame();
    expect(it.menu.open).to.equal(false);
    expect(it.element.renderRoot.querySelector('.menu')).to.equal(null);
  });
});
