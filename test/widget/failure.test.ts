import { expect } from '@open-wc/testing';
import { launcherTexts } from '../../src/server/launcher-texts.ts';
import { config } from './states.ts';
import { define, heard, launcherOf, makeWorld, panelOf, place, ready, TestWidget, until, type World } from './support.ts';

let world: World;
/** How many loads of the panel fail before one succeeds. */
let failures = 0;
const realPanel = TestWidget.loaders.panel;

beforeEach(() => {
  world = makeWorld();
  failures = 0;
  TestWidget.loaders.panel = () => (failures-- > 0 ? Promise.reject(new TypeError('Failed to fetch')) : realPanel());
});
afterEach(() => {
  TestWidget.loaders.panel = realPanel;
  for (const element of document.querySelectorAll('chat-widget')) element.destroy();
  world.restore();
});

const cardOf = (element: Element): HTMLElement | null => element.shadowRoot!.querySelector('.fail');
const againOf = (element: Element): HTMLButtonElement => cardOf(element)!.querySelector('button')!;

describe('a chat that could not be loaded', () => {
  it('N3 says so where the visitor clicked, and Try again keeps its place', async () => {
    const element = await ready();
    // Focus alone loads ahead, the click loads again, and Try again once more.
    failures = 3;
    launcherOf(element)!.focus();
    launcherOf(element)!.click();
    const card = await until(() => cardOf(element));
    expect(card.getAttribute('role')).to.equal('alert');
    expect(card.textContent).to.contain('The chat could not be loaded');
    expect(element.open).to.equal(false);
    expect(element.shadowRoot!.activeElement === launcherOf(element), 'it takes no focus').to.equal(true);
    await expect(element).to.be.accessible();
    const [launcher, said] = [launcherOf(element)!.getBoundingClientRect(), card.getBoundingClientRect()];
    expect([said.bottom, said.right]).to.deep.equal([launcher.top - 14, launcher.right]);

    const before = againOf(element).getBoundingClientRect();
    againOf(element).focus();
    againOf(element).click();
    expect(againOf(element).textContent).to.equal('Trying again…');
    const during = againOf(element).getBoundingClientRect();
    expect([during.left, during.top, during.height]).to.deep.equal([before.left, before.top, before.height]);
    expect(launcherOf(element)!.getAttribute('aria-label')).to.equal('Open chat');
    await until(() => againOf(element).textContent === 'Try again');
    expect(cardOf(element) === card, 'it is the same card').to.equal(true);
    expect(element.shadowRoot!.activeElement === againOf(element), 'the focus stays on the button').to.equal(true);

    againOf(element).click();
    const panel = await until(() => panelOf(element)?.open && panelOf(element));
    await until(() => !cardOf(element));
    await until(() => panel?.matches(':focus-within'));
    expect(launcherOf(element)!.getAttribute('aria-label')).to.equal('Minimise');
  });

  it('N3 is dismissed, and the launcher has the focus', async () => {
    world.answer({ body: { ...config, launcher: launcherTexts('ru') } });
    const element = await ready({ lang: 'ru' });
    failures = 1;
    await element.show();
    expect(cardOf(element)!.textContent).to.contain('Не удалось загрузить чат');
    const close = cardOf(element)!.querySelector<HTMLButtonElement>('button:last-child')!;
    expect(close.getAttribute('aria-label')).to.equal('Скрыть');
    close.focus();
    close.click();
    expect(cardOf(element) === null).to.equal(true);
    expect(element.shadowRoot!.activeElement === launcherOf(element)).to.equal(true);
    await element.show();
    expect(panelOf(element)?.open).to.equal(true);
  });

  it('N3 says so inside the box of mode inline, and opens there', async () => {
    failures = 1;
    const element = await ready({ mode: 'inline' });
    const card = await until(() => cardOf(element));
    const [box, said] = [element.getBoundingClientRect(), card.getBoundingClientRect()];
    expect(said.left >= box.left && said.right <= box.right && said.top >= box.top && said.bottom <= box.bottom).to.equal(true);
    againOf(element).click();
    await until(() => panelOf(element)?.open && !cardOf(element));
  });

  it('N3 a failure nobody waits for is not said', async () => {
    const element = await ready();
    failures = 1;
    const opening = element.show();
    element.hide();
    await opening;
    expect(cardOf(element) === null).to.equal(true);
  });

  it("N3 a page's own button is answered while the server is away, and nothing is said to a visitor who did not ask", async () => {
    world.answer(new TypeError('no network'));
    const element = place({ launcher: 'none' });
    await heard(element, 'chat-error');
    expect(element.shadowRoot!.childNodes).to.have.length(0);
    void element.show();
    await until(() => cardOf(element) && againOf(element).textContent === 'Try again');
    expect(world.requests).to.have.length(2);
    expect(launcherOf(element)!.hidden).to.equal(true);
    world.answer({ body: config });
    againOf(element).click();
    await until(() => panelOf(element)?.open);
    expect(world.requests).to.have.length(3);
    expect(cardOf(element) === null).to.equal(true);
  });

  it('N3 a click made before the server fails to answer is answered too', async () => {
    define();
    world.answer({ status: 404, body: { error: { code: 'unknown_site', message: 'There is no site with this key.' } } });
    const element = place({ launcher: 'none' });
    void element.show();
    await until(() => cardOf(element));
    element.toggle();
    expect(cardOf(element) === null).to.equal(true);
  });

  it('N3 S10 a blocked visitor is told nothing', async () => {
    world.answer(new TypeError('no network'));
    const element = place();
    await heard(element, 'chat-error');
    void element.show();
    await until(() => cardOf(element));
    world.answer({ body: { gate: { show: false, version: 3 } } });
    againOf(element).click();
    await heard(element, 'chat-block');
    expect(element.shadowRoot!.childNodes).to.have.length(0);
  });
});
