import { LANGUAGES } from '../../src/ui/languages.ts';
import { type Look, queryOf, readLook } from './state.ts';
import { STATES } from './states.ts';

type Choice = keyof Look | 'width';

const CHOICES: Readonly<Record<Choice, Readonly<Record<string, string>>>> = {
  theme: { light: 'Light', dark: 'Dark' },
  lang: LANGUAGES,
  dir: { ltr: 'Left to right', rtl: 'Right to left' },
  width: { '': 'Own width', '360px': '360', '520px': '520', '768px': '768', '1024px': '1024', '1280px': '1280', '1440px': '1440' },
};
const LABELS: Readonly<Record<Choice, string>> = { theme: 'Theme', lang: 'Language', dir: 'Direction', width: 'Width' };

/** All states below each other, each in a window of its own, under a bar that says how they are looked at. */
export function drawOverview(query: URLSearchParams): void {
  const look = readLook(query);
  const width = parseInt(query.get('width') ?? '') || null;
  document.title = 'States of widget and dashboard';
  document.documentElement.dataset['theme'] = look.theme;
  document.body.append(
    bar({ ...queryOf(look), width: query.get('width') ?? '' }),
    index(),
    ...Object.keys(STATES).map((name) => section(name, look, width)),
  );
  // The sections were not there yet when the browser looked for the anchor.
  if (location.hash) document.getElementById(location.hash.slice(1))?.scrollIntoView();
  document.documentElement.dataset['drawn'] = 'yes';
}

function bar(chosen: Readonly<Record<Choice, string>>): HTMLElement {
  const form = make('form', { className: 'bar' }, make('h1', { textContent: document.title }));
  for (const [choice, options] of Object.entries(CHOICES) as [Choice, Record<string, string>][]) {
    const select = make(
      'select',
      { name: choice },
      ...Object.entries(options).map(([value, textContent]) => make('option', { value, textContent, selected: value === chosen[choice] })),
    );
    form.append(make('label', {}, `${LABELS[choice]} `, select));
  }
  form.addEventListener('change', () => {
    location.search = new URLSearchParams(new FormData(form) as unknown as Record<string, string>).toString();
  });
  return make('header', {}, form);
}

const index = (): HTMLElement =>
  make(
    'nav',
    { ariaLabel: 'States' },
    make('ul', {}, ...Object.keys(STATES).map((name) => make('li', {}, make('a', { href: `#${name}`, textContent: name })))),
  );

function section(name: string, look: Look, width: number | null): HTMLElement {
  const { title, size } = STATES[name]!;
  const href = `?${new URLSearchParams({ state: name, ...queryOf(look) }).toString()}`;
  const frame = make('iframe', { src: href, title, loading: 'lazy', width: String(width ?? size[0]), height: String(size[1]) });
  // Screens take the focus when they open. Here the keyboard goes from heading to heading, and each leads to its state alone.
  frame.inert = true;
  const heading = make('h2', {}, make('a', { href, textContent: title }), ' ', make('a', { href: `#${name}`, textContent: `#${name}` }));
  return make('section', { id: name }, heading, frame);
}

function make<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  properties: Partial<HTMLElementTagNameMap[Name]>,
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[Name] {
  const element = Object.assign(document.createElement(name), properties);
  element.append(...children);
  return element;
}
