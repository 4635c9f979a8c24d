import { NOW } from '../../test/support/operator-samples.ts';
import { readLook } from './state.ts';

const query = new URLSearchParams(location.search);
const name = query.get('state');

if (name === null) {
  const { drawOverview } = await import('./overview.ts');
  drawOverview(query);
} else {
  // Every picture is taken at the same moment.
  Date.now = () => NOW;
  keepNothing();
  const { STATES } = await import('./states.ts');
  const look = readLook(query);
  document.documentElement.dataset['theme'] = look.theme;
  const state = STATES[name];
  document.title = state ? `${state.title} (${name})` : `There is no state "${name}"`;
  if (state) await state.draw(look);
  else document.body.textContent = document.title;
  await document.fonts.ready;
  document.documentElement.dataset['drawn'] = 'yes';
}

/** All states share this origin with each other and with the demo: none of them may find what another has left. */
function keepNothing(): void {
  const kept = new Map<string, string>();
  const storage: Partial<Storage> = {
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => void kept.set(key, value),
    removeItem: (key) => void kept.delete(key),
    clear: () => kept.clear(),
  };
  for (const name of ['localStorage', 'sessionStorage']) Object.defineProperty(window, name, { value: storage });
  Object.defineProperty(window, 'indexedDB', { value: undefined });
}
