/**
 * Writes beside each table of rules which tests prove them, and refuses an id that is cited and defined nowhere, or defined and
 * in no test's title. A rule is a row that begins with its id: a capital letter and a number. It also refuses a document that
 * names a test which is gone. `--check` changes nothing and fails when a document is stale.
 */
import { existsSync, globSync, readFileSync, writeFileSync } from 'node:fs';
import * as prettier from 'prettier';
import ts from 'typescript';

const root = new URL('..', import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, root), 'utf8');

const DOCUMENTS = ['docs/rules.md', 'src/protocol/PROTOCOL.md'];
const ID = /(?<![\w.#/%-])[A-Z]\d{1,2}(?![\w.%-])/g;
const ROW = /^\| ([A-Z]\d{1,2}) +\|/;
const START = '<!-- generated:tests -->';
const END = '<!-- /generated:tests -->';
/** More files than this are counted, not named. */
const NAMED = 6;

const idsIn = (text: string): string[] => text.match(ID) ?? [];

/** The ids in the comments of a source file, and those in the titles of its tests. */
function citations(path: string): { comments: string[]; titles: string[] } {
  const text = read(path);
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const scanner = ts.createScanner(ts.ScriptTarget.Latest, false, ts.LanguageVariant.Standard, text);
  const comments: string[] = [];
  const titles: string[] = [];
  const take = (node: ts.Node): void => {
    for (const range of ts.getLeadingCommentRanges(text, node.getFullStart()) ?? []) {
      scanner.setText(text, range.pos, range.end - range.pos);
      comments.push(...idsIn(text.slice(range.pos, range.end)));
    }
    // A table of cases holds the titles as data, so every text of a test file counts.
    if (ts.isStringLiteralLike(node) || ts.isTemplateHead(node) || ts.isTemplateMiddle(node) || ts.isTemplateTail(node))
      titles.push(...idsIn(node.text));
    ts.forEachChild(node, take);
  };
  take(file);
  return { comments, titles };
}

const sections = DOCUMENTS.map((path) => ({ path, text: read(path) }));
const defined = new Set(sections.flatMap(({ text }) => text.split('\n').flatMap((line) => ROW.exec(line)?.[1] ?? [])));
const problems: string[] = [];
/** Test files by rule. */
const proofs = new Map<string, string[]>();

for (const path of globSync(['src/**/*.ts', 'demo/**/*.ts', 'scripts/**/*.ts', 'bench/**/*.ts', 'test/**/*.ts'], { cwd: root }).sort()) {
  if (path.includes('node_modules')) continue;
  const { comments, titles } = citations(path);
  const cited = new Set(path.startsWith('test/') ? [...comments, ...titles] : comments);
  for (const id of cited) if (!defined.has(id)) problems.push(`${path} cites ${id}, which no document defines.`);
  if (!/\.(test|spec)\.ts$/.test(path)) continue;
  for (const id of new Set(titles)) proofs.set(id, [...(proofs.get(id) ?? []), path.slice('test/'.length)]);
}
for (const path of globSync(['docs/**/*.md', 'README.md', 'CONTRIBUTING.md'], { cwd: root })) {
  const text = read(path);
  for (const id of new Set(idsIn(text))) if (!defined.has(id)) problems.push(`${path} cites ${id}, which no document defines.`);
  for (const [, test = '', title = ''] of text.matchAll(/`(test\/[\w./-]+\.ts)` "([^"]+)"/g))
    if (!existsSync(new URL(test, root)) || !read(test).includes(title)) problems.push(`${path} names ${test} "${title}", which is gone.`);
}
for (const id of defined) if (!proofs.has(id)) problems.push(`${id} is defined, and no test has it in its title.`);

function proof(id: string): string {
  const files = proofs.get(id) ?? [];
  const named = files.slice(0, NAMED).map((file) => `\`${file}\``);
  return `- ${id} → ${named.join(', ')}${files.length > NAMED ? ` and ${files.length - NAMED} more` : ''}`;
}

/** The document with a list "rule → tests" below each table of rules. */
function withProofs(text: string): string {
  const bare = text.replace(new RegExp(`\\n${START}[^]*?${END}\\n`, 'g'), '');
  const lines: string[] = [];
  let ids: string[] = [];
  for (const line of [...bare.split('\n'), '']) {
    const id = ROW.exec(line)?.[1];
    if (id) ids.push(id);
    else if (ids.length > 0 && !line.startsWith('|')) {
      lines.push('', START, '', ...ids.map(proof), '', END);
      ids = [];
    }
    lines.push(line);
  }
  return lines.slice(0, -1).join('\n');
}

for (const { path, text } of sections) {
  const options = await prettier.resolveConfig(new URL(path, root));
  const fresh = await prettier.format(withProofs(text), { ...options, filepath: path });
  if (fresh === text) continue;
  if (process.argv.includes('--check')) problems.push(`${path} is stale: run \`npm run generate\`.`);
  else writeFileSync(new URL(path, root), fresh);
}
if (problems.length > 0) {
  console.error(problems.join('\n'));
  process.exit(1);
}
