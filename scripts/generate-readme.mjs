// Writes the README's tables from the sources they describe, so that they cannot tell of last year. `--check` only compares.
import { readFileSync, writeFileSync } from 'node:fs';
import * as prettier from 'prettier';
import ts from 'typescript';

const file = (path) => new URL(`../${path}`, import.meta.url);
const read = (path) => readFileSync(file(path), 'utf8');
const parse = (path) => ts.createSourceFile(path, read(path), ts.ScriptTarget.Latest, true);
const doc = (node) =>
  ts
    .getJSDocCommentsAndTags(node)
    .map((comment) => ts.getTextOfJSDocComment(comment.comment) ?? '')
    .join(' ')
    .replace(/\s+/g, ' ')
    .trim();
const code = (text) => `\`${text.replace(/\s+/g, ' ').replaceAll('|', '\\|')}\``;
const table = (head, rows) =>
  `| ${head.join(' | ')} |\n| ${head.map(() => '---').join(' | ')} |\n${rows.map((row) => `| ${row.join(' | ')} |`).join('\n')}`;
const isHidden = (member) =>
  ts.isPrivateIdentifier(member.name) ||
  ts
    .getModifiers(member)
    ?.some(
      ({ kind }) =>
        kind === ts.SyntaxKind.PrivateKeyword || kind === ts.SyntaxKind.ProtectedKeyword || kind === ts.SyntaxKind.StaticKeyword,
    ) ||
  ts.getJSDocTags(member).some(({ tagName }) => tagName.text === 'internal');

function members() {
  const classes = { AttributeElement: 'src/widget/attribute-element.ts', ChatWidget: 'src/widget/chat-widget.ts' };
  return Object.entries(classes).flatMap(([name, path]) => {
    const found = parse(path).statements.find((node) => ts.isClassDeclaration(node) && node.name?.text === name);
    if (!found) throw new Error(`${path} has no class ${name}.`);
    return found.members.filter((member) => member.name && !isHidden(member) && !/Callback$/.test(member.name.getText()));
  });
}

function properties() {
  const all = members();
  const settable = new Set(all.filter(ts.isSetAccessor).map((member) => member.name.getText()));
  const rows = all
    .filter((member) => ts.isPropertyDeclaration(member) || ts.isGetAccessor(member))
    .map((member) => {
      const name = member.name.getText();
      const readOnly = ts.isGetAccessor(member) && !settable.has(name);
      return [code(name), readOnly ? 'read-only' : 'yes', doc(member) || PLAIN[name] || ''];
    });
  return table(['name', 'attribute', 'meaning'], rows);
}

const methods = () =>
  table(
    ['method', 'does'],
    members()
      .filter((member) => ts.isMethodDeclaration(member) && (doc(member) || PLAIN[member.name.getText()]))
      .map((member) => [
        code(`${member.name.getText()}(${member.parameters.map((parameter) => parameter.getText().split(' = ')[0]).join(', ')})`),
        doc(member) || PLAIN[member.name.getText()],
      ]),
  );

function events() {
  const source = parse('src/widget/events.ts');
  const aliases = new Map(source.statements.filter(ts.isTypeAliasDeclaration).map((node) => [node.name.text, node]));
  const map = source.statements.find((node) => ts.isInterfaceDeclaration(node) && node.name.text === 'ChatEventMap');
  return table(
    ['event', 'facts', 'meaning'],
    map.members.map((member) => {
      const name = member.name.text;
      const alias = aliases.get(member.type.getText());
      const facts = alias?.type.typeArguments?.[0]?.members?.map((fact) => code(fact.getText().replace(/;$/, ''))).join(' ') ?? '';
      return [code(name), facts, (alias && doc(alias)) || PLAIN[name] || ''];
    }),
  );
}

// Members and events whose name says it all carry no sentence in the source.
const PLAIN = {
  toggle: 'Opens a closed panel, closes an open one.',
  focus: 'Puts the focus into the composer of an open panel, else on the launcher.',
  version: 'Version of the widget.',
  'chat-open': 'The panel is open.',
  'chat-close': 'The panel is closed; the chat goes on.',
  'chat-session-start': 'The visitor has started a session by writing.',
  'chat-session-end': 'The session has ended, by the visitor, a block or idleness.',
  'chat-message-status': 'An own message got further, or failed.',
  'chat-unread-change': 'The number on the launcher has changed.',
  'chat-availability-change': 'Operators came, went away or left.',
  'chat-operator-join': 'An operator has joined the chat.',
  'chat-typing': 'An operator types, or stopped.',
  'chat-rating': 'The visitor has rated the chat, 1 (awful) to 5 (great).',
};

async function configuration() {
  const { VARIABLES } = await import('../src/server/config.ts');
  return table(
    ['variable', 'meaning', 'default'],
    VARIABLES.map(({ name, meaning, fallback }) => [code(name), meaning, fallback]),
  );
}

let text = read('README.md');
for (const [name, content] of Object.entries({
  properties: properties(),
  methods: methods(),
  events: events(),
  configuration: await configuration(),
})) {
  const [start, end] = [`<!-- generated:${name} -->`, `<!-- /generated:${name} -->`];
  if (!text.includes(start) || !text.includes(end)) throw new Error(`README.md has lost its markers ${start} … ${end}`);
  text = `${text.slice(0, text.indexOf(start) + start.length)}\n\n${content}\n\n${text.slice(text.indexOf(end))}`;
}
const formatted = await prettier.format(text, { ...(await prettier.resolveConfig(file('README.md'))), parser: 'markdown' });
if (formatted !== read('README.md')) {
  if (process.argv.includes('--check')) {
    console.error('README.md is stale: run `npm run generate`.');
    process.exit(1);
  }
  writeFileSync(file('README.md'), formatted);
}
