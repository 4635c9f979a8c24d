import { expect } from '@open-wc/testing';
import * as lit from 'lit/html.js';
import { repeat } from 'lit/directives/repeat.js';
import * as ours from '../../src/embed/html.ts';

interface Library {
  html(strings: TemplateStringsArray, ...values: unknown[]): unknown;
  readonly nothing: symbol;
  render(value: unknown, container: HTMLElement): void;
  repeat<Item>(items: readonly Item[], name: (item: Item) => unknown, draw: (item: Item) => unknown): unknown;
}

const LIBRARIES: readonly Library[] = [ours, { ...(lit as unknown as Library), repeat: repeat as Library['repeat'] }];

/** What stands in the page, without the comments and empty texts with which each library finds its places. */
function seen(node: Node): unknown {
  const children: unknown[] = [];
  for (const child of node.childNodes) {
    if (child instanceof Comment || (child instanceof Text && !child.data)) continue;
    if (child instanceof Text && typeof children.at(-1) === 'string') children.push(`${children.pop() as string}${child.data}`);
    else children.push(child instanceof Text ? child.data : seen(child));
  }
  if (!(node instanceof Element)) return children;
  return [node.namespaceURI, node.localName, [...node.attributes].map(({ name, value }) => `${name}=${value}`).sort(), children];
}

/** Draws the same values with both libraries, one after the other, and compares after each drawing. */
function same(draw: (library: Library, value: never) => unknown, values: readonly unknown[]): HTMLElement[] {
  const boxes = LIBRARIES.map(() => document.createElement('div'));
  for (const value of values) {
    const [mine, theirs] = LIBRARIES.map((library, i) => {
      library.render(draw(library, value as never), boxes[i]!);
      return seen(boxes[i]!);
    });
    expect(mine, JSON.stringify(value)).to.deep.equal(theirs);
  }
  return boxes;
}

/** The same numbers in each run. */
function dice(seed: number): (sides: number) => number {
  let state = seed;
  return (sides) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state % sides;
  };
}

describe('templates behind the script tag', () => {
  it('draw any value in the place of a child as lit does', () => {
    const ATTACKS = ['<b>x</b>', '${1}', '<!--x-hole-->', '"><img src=x onerror=alert(1)>', ''];
    same(
      ({ html, nothing }, value: unknown) => {
        const child = value === 'nothing' ? nothing : value === 'template' ? html`<b>${1}</b> ${'two'}` : value;
        return html`${child}
          <p>${child} and ${child}</p>
          ${child}`;
      },
      ['a', 'b', 'nothing', 'template', null, 'template', undefined, 0, ['a', 'b'], ['c'], [], 'a', ...ATTACKS, ATTACKS],
    );
  });

  it('draw attributes, flags and properties as lit does, in any order', () => {
    const [mine] = same(
      ({ html, nothing }, value: unknown) => {
        const shown = value === 'nothing' ? nothing : value;
        return html`<p class="a ${shown} b ${shown}" title=${shown} ?hidden=${shown} data-x="x">
            ${shown}<input type="radio" .checked=${shown === 'on'} aria-label=${shown} />
          </p>
          <svg viewBox="0 0 20 20"><path d=${shown} /></svg>`;
      },
      ['on', 'x"y<z', 'nothing', null, undefined, '', 7, 'on'],
    );
    expect(mine!.querySelector('input')!.checked).to.equal(true);
  });

  it('call the newest handler', () => {
    const heard: string[] = [];
    const [mine] = same(({ html }, value: string) => html`<button @click=${() => heard.push(value)}></button>`, ['one', 'two']);
    mine!.querySelector('button')!.click();
    expect(heard).to.deep.equal(['two']);
  });

  it('put an element where it belongs, and keep the rest of the page', () => {
    const element = document.createElement('button');
    const box = document.createElement('div');
    document.body.append(box);
    const draw = (shown: boolean): void => ours.render(ours.html`<b>${shown ? element : ours.nothing}</b>`, box);
    box.append('kept');
    draw(true);
    element.focus();
    draw(true);
    expect(document.activeElement === element, 'it keeps the focus').to.equal(true);
    expect(box.textContent).to.equal('kept');
    expect(element.parentElement!.localName).to.equal('b');
    draw(false);
    expect(box.contains(element)).to.equal(false);
    box.remove();
  });

  it('draw the same lists as lit through 500 changes, and a row keeps its element', () => {
    const roll = dice(7);
    const lists: string[][] = [];
    let list: string[] = [];
    for (let i = 0; i < 500; i++) {
      list = list.filter(() => roll(4) > 0);
      for (let adding = roll(4); adding > 0; adding--) list.splice(roll(list.length + 1), 0, `row ${i} ${adding}`);
      if (roll(3) === 0) list.reverse();
      lists.push([...list]);
    }
    const draw = ({ html, nothing, repeat }: Library, rows: readonly string[]): unknown =>
      html`<ol>
        <li>first</li>
        ${repeat(
          rows,
          (row) => row,
          (row) => (row.endsWith('3') ? nothing : html`<li data-row=${row}>${row}</li>`),
        )}
        <li>last</li>
      </ol>`;
    same(draw, lists);

    const box = document.createElement('div');
    const rowsOf = (): Map<string, Element> => new Map([...box.querySelectorAll('[data-row]')].map((row) => [row.textContent, row]));
    let before = rowsOf();
    for (const rows of lists) {
      ours.render(draw(ours, rows), box);
      for (const [name, row] of rowsOf()) expect(before.get(name) ?? row).to.equal(row);
      before = rowsOf();
    }
  });

  it('a row with the focus keeps it while rows come and go around it', () => {
    const box = document.createElement('div');
    document.body.append(box);
    const draw = (rows: readonly number[]): void =>
      ours.render(
        ours.repeat(
          rows,
          (row) => row,
          (row) => ours.html`<button>${row}</button>`,
        ),
        box,
      );
    draw([2, 3, 4]);
    const row = box.querySelectorAll('button')[1]!;
    row.focus();
    for (const rows of [[1, 2, 3, 4, 5], [3, 4, 5], [0, 3, 9], [3]]) draw(rows);
    expect(document.activeElement === row).to.equal(true);
    box.remove();
  });
});
