// What the panel uses of lit-html, in a third of the bytes. Behind the script tag the build puts this file in its place; the
// package takes lit. A test draws the same with both. A property in a template (`.checked`) has a lower-case name.

interface Template {
  /** The static parts: the same array each time the template is used. */
  readonly strings: TemplateStringsArray;
  readonly values: readonly unknown[];
}

/** A list whose items keep their elements wherever they move. */
type List = readonly unknown[] & { readonly names?: readonly unknown[] };

type Draw<Value = unknown> = (value: Value) => void;
/** Gets all values of a template and draws its own. */
type DrawHole = Draw<readonly unknown[]>;

interface Compiled {
  readonly content: DocumentFragment;
  /** The number of a node in the template, and what fills a hole in a copy of that node. */
  readonly holes: readonly (readonly [node: number, fill: (node: Node) => DrawHole])[];
}

interface Policy {
  createHTML(text: string): string;
}

export const nothing = Symbol();

export const html = (strings: TemplateStringsArray, ...values: readonly unknown[]): Template => ({ strings, values });

export const repeat = <Item>(items: readonly Item[], name: (item: Item) => unknown, draw: (item: Item) => unknown): List =>
  Object.assign(items.map(draw), { names: items.map(name) });

const textOf = (value: unknown): string => (value == null ? '' : `${value as string}`);

const drawn = new WeakMap<Node, Draw>();

export function render(value: unknown, container: HTMLElement | DocumentFragment): void {
  const draw = drawn.get(container) ?? drawBetween(container.appendChild(new Comment()), null);
  drawn.set(container, draw);
  draw(value);
}

// Templates -------------------------------------------------------------------------------------------------------

const { trustedTypes } = globalThis as { trustedTypes?: { createPolicy(name: string, rules: Policy): Policy } };
// Pages that ask for Trusted Types allow this name.
const policy = trustedTypes?.createPolicy('lit-html', { createHTML: (text) => text });
// In a document of XML the text of a template would be parsed as XML (M3).
const page = document.contentType === 'text/html' ? document : document.implementation.createHTMLDocument();

const MARK = 'x-hole';
const ELEMENTS_AND_COMMENTS = 129;
const nodesOf = (root: Node): TreeWalker => document.createTreeWalker(root, ELEMENTS_AND_COMMENTS);

const compiled = new WeakMap<TemplateStringsArray, Compiled>();

function compile(strings: TemplateStringsArray): Compiled {
  const known = compiled.get(strings);
  if (known) return known;
  let text = '';
  strings.forEach((part, i) => {
    // Within a tag the mark is the value of an attribute.
    if (i) text += text.lastIndexOf('<') > text.lastIndexOf('>') ? MARK : `<!--${MARK}-->`;
    text += part;
  });
  const template = page.createElement('template');
  // The comment at the end: also the last hole is drawn between two nodes.
  // eslint-disable-next-line no-restricted-syntax -- the parts that our own sources write; values never get here
  template.innerHTML = (policy ?? { createHTML: String }).createHTML(`${text}<!---->`);
  const { content } = template;
  const nodes = nodesOf(content);
  const holes: [number, (node: Node) => DrawHole][] = [];
  let values = 0;
  for (let at = 0, node; (node = nodes.nextNode()); at++) {
    if (node instanceof Element)
      for (const { name, value } of [...node.attributes]) {
        const parts = value.split(MARK);
        const first = values;
        values += parts.length - 1;
        if (values === first) continue;
        node.removeAttribute(name);
        holes.push([at, (element) => drawAttribute(element as Element, name, parts, first)]);
      }
    else if ((node as Comment).data === MARK) {
      const mine = values++;
      holes.push([
        at,
        (start) => {
          const draw = drawBetween(start, start.nextSibling);
          return (all) => draw(all[mine]);
        },
      ]);
    }
  }
  const made = { content, holes };
  compiled.set(strings, made);
  return made;
}

// Attributes ------------------------------------------------------------------------------------------------------

/** `first`: the index, in the values of the whole template, of the value between `parts[0]` and `parts[1]`. */
function drawAttribute(element: Element, name: string, parts: readonly string[], first: number): DrawHole {
  const bare = name.slice(1);
  let before: unknown;
  if (name[0] === '@') element.addEventListener(bare, (event) => (before as Draw<Event> | undefined)?.(event));
  return (values) => {
    let value = values[first];
    if (name[0] === '@') before = value;
    else if (name[0] === '?') element.toggleAttribute(bare, !!value && value !== nothing);
    else {
      const isProperty = name[0] === '.';
      if (!isProperty) {
        const own = values.slice(first, first + parts.length - 1);
        value = own.includes(nothing) ? nothing : parts.map((part, i) => (i ? textOf(own[i - 1]) : '') + part).join('');
      }
      if (value === before) return;
      before = value;
      if (isProperty) Object.assign(element, { [bare]: value });
      else if (value === nothing) element.removeAttribute(name);
      else element.setAttribute(name, value as string);
    }
  };
}

// Children --------------------------------------------------------------------------------------------------------

/** Takes what stands between two neighbours out of the page. Without `end` it reaches to the end of their parent. */
function take(start: Node, end: Node | null): DocumentFragment {
  const taken = new DocumentFragment();
  while (start.nextSibling !== end) taken.append(start.nextSibling!);
  return taken;
}

function drawBetween(start: Node, end: Node | null): Draw {
  /** Differs for values that cannot be drawn over each other. */
  let kind: unknown;
  let redraw: Draw<never>;
  const insert = (node: Node): void => void start.parentNode!.insertBefore(node, end);
  const draw = <Value>(value: Value, next: unknown, begin: (insert: Draw<Node>, start: Node) => Draw<Value>): void => {
    if (kind !== next) {
      take(start, end);
      kind = next;
      redraw = begin(insert, start);
    }
    redraw(value as never);
  };
  return (value) => {
    const { strings, values } = (value ?? {}) as Partial<Template>;
    if (strings) draw(values!, strings, beginTemplate(strings));
    else if (Array.isArray(value)) draw(value as List, beginList, beginList);
    else if (value instanceof Node) draw(value, value, beginNode(value));
    else draw(value === nothing ? '' : textOf(value), beginText, beginText);
  };
}

const beginTemplate =
  (strings: TemplateStringsArray) =>
  (insert: Draw<Node>): DrawHole => {
    const { content, holes } = compile(strings);
    const copy = document.importNode(content, true);
    const nodes = nodesOf(copy);
    let at = -1;
    const draws = holes.map(([node, fill]) => {
      for (; at < node; at++) nodes.nextNode();
      return fill(nodes.currentNode);
    });
    return (values) => {
      for (const draw of draws) draw(values);
      // The first time with everything in it, later empty.
      insert(copy);
    };
  };

const beginNode =
  (node: Node) =>
  (insert: Draw<Node>): Draw => {
    insert(node);
    // Inserting it again would take the focus from it.
    return () => undefined;
  };

const beginText = (insert: Draw<Node>): Draw<string> => {
  const node = new Text();
  insert(node);
  return (text) => {
    if (node.data !== text) node.data = text;
  };
};

interface Row {
  readonly first: Node;
  readonly last: Node;
  readonly draw: Draw;
}

const beginList = (_insert: Draw<Node>, start: Node): Draw<List> => {
  let rows = new Map<unknown, Row>();
  return (list) => {
    const parent = start.parentNode!;
    const before = rows;
    const names = list.names ?? list.map((_, i) => i);
    for (const [name, { first, last }] of before) if (!names.includes(name)) take(first.previousSibling!, last.nextSibling);
    rows = new Map();
    let at = start.nextSibling;
    list.forEach((value, i) => {
      let row = before.get(names[i]);
      if (!row) {
        const [first, last] = [new Comment(), new Comment()];
        for (const node of [first, last]) parent.insertBefore(node, at);
        row = { first, last, draw: drawBetween(first, last) };
      } else if (row.first !== at) parent.insertBefore(take(row.first.previousSibling!, row.last.nextSibling), at);
      rows.set(names[i], row);
      row.draw(value);
      at = row.last.nextSibling;
    });
  };
};
