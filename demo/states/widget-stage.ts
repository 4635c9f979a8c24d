import { launcherTexts } from '../../src/server/launcher-texts.ts';
import { config as defaults, idle } from '../../test/widget/states.ts';
import { launcherOf, makeWorld, panelOf, place, ready, TestWidget, until } from '../../test/widget/support.ts';
import { appears, type Look, press } from './state.ts';
import type { WidgetScene } from './widget-states.ts';

/** The real element, with a server that is one answer and a client that is one state. */
export async function drawWidget(scene: WidgetScene, { theme, lang, dir }: Look): Promise<void> {
  document.documentElement.lang = lang;
  document.documentElement.dir = dir;
  const world = makeWorld();
  world.state = scene.chat ?? idle;
  world.answer({
    body: scene.blocked ? { gate: { show: false, version: 1 } } : { ...defaults, launcher: launcherTexts(lang), ...scene.config },
  });
  if (scene.panelFile)
    TestWidget.loaders.panel = () => (scene.panelFile === 'lost' ? Promise.reject(new TypeError('lost')) : new Promise(() => undefined));
  // In a window of this page, and in a picture of it, nothing is to be kept.
  const attributes = { lang, theme, storage: 'memory', ...scene.attributes };
  if (scene.blocked) {
    const hidden = place(attributes);
    await until(() => hidden.blocked);
    return;
  }
  const element = await ready(attributes);
  if (scene.panelFile) launcherOf(element)!.click();
  let root = element.shadowRoot!;
  if (scene.open) {
    // The attribute takes no focus, which a method would.
    element.open = true;
    const panel = await until(() => panelOf(element));
    await panel.updateComplete;
    root = panel.shadowRoot!;
  }
  if (scene.arrives) {
    const log = await appears<HTMLElement>(root, '.log');
    // Down and up again, until the panel notices: the code that follows the visitor's way may still be loading.
    await until(() => {
      const pill = root.querySelector('.jump');
      if (!pill) log.scrollTop = log.scrollTop === 0 ? log.scrollHeight : 0;
      return pill;
    });
    log.scrollTop = 0;
    world.clients[0]!.set(scene.arrives);
  }
  if (scene.press) await press(root, scene.press);
  if (scene.shows) await appears(root, scene.shows);
  // The code that finds links is loaded for the first text that may have one.
  if (scene.open && JSON.stringify(scene.chat?.session)?.includes('.example/')) await appears(root, '.log a');
}
