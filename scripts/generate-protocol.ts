/**
 * Writes `src/protocol/types.ts` (plain TypeScript types) and the tables in `src/protocol/PROTOCOL.md` from the schemas,
 * so that the SDK's declarations need no schema library and the document cannot describe last year. It also writes down the
 * fingerprint of the version, and refuses when a published one has changed (N10).
 * `--check` changes nothing and fails when a file is stale.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import * as prettier from 'prettier';
import { ERRORS } from '../src/protocol/errors.ts';
import * as schemas from '../src/protocol/schema/index.ts';
import { PROTOCOL_VERSION, PUBLISHED_VERSIONS } from '../src/protocol/version.ts';
import { fingerprint, fingerprintPath, refuseChange, type Fingerprint } from './fingerprint.ts';

interface Schema {
  $id?: string;
  type?: string;
  description?: string;
  const?: unknown;
  anyOf?: Schema[];
  items?: Schema;
  required?: string[];
  properties?: Record<string, Schema>;
}

const named = (Object.values(schemas) as unknown[]).filter(
  (value): value is Schema & { $id: string } => typeof value === 'object' && value !== null && '$id' in value,
);

const comment = (text: string | undefined) => (text ? `/** ${text} */\n` : '');

function typeOf(schema: Schema, top = false): string {
  if (schema.$id && !top) return schema.$id;
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.anyOf) return schema.anyOf.map((part) => typeOf(part)).join(' | ');
  switch (schema.type) {
    case 'object': {
      const members = Object.entries(schema.properties ?? {}).map(
        ([key, value]) =>
          `${comment(value.$id ? undefined : value.description)}readonly ${key}${schema.required?.includes(key) ? '' : '?'}: ${typeOf(value)};`,
      );
      return `{ ${members.join('\n')} }`;
    }
    case 'array':
      return `readonly (${typeOf(schema.items ?? {})})[]`;
    case 'string':
      return 'string';
    case 'integer':
    case 'number':
      return 'number';
    case 'boolean':
      return 'boolean';
    case 'null':
      return 'null';
    default:
      return 'unknown';
  }
}

async function format(text: string, filepath: string): Promise<string> {
  const options = await prettier.resolveConfig(new URL(`../${filepath}`, import.meta.url));
  return prettier.format(text, { ...options, filepath });
}

const types = [
  '// Generated from schema/ by `npm run generate`. Do not edit.\n',
  ...named.map((schema) =>
    schema.type === 'object'
      ? `${comment(schema.description)}export interface ${schema.$id} ${typeOf(schema, true)}\n`
      : `${comment(schema.description)}export type ${schema.$id} = ${typeOf(schema, true)};\n`,
  ),
].join('\n');

const rows = (union: unknown) =>
  ((union as Schema).anyOf ?? [])
    .map((part) => {
      const members = Object.entries(part.properties ?? {})
        .filter(([key]) => key !== 'type')
        .map(([key, value]) => `\`${key}${part.required?.includes(key) ? '' : '?'}: ${typeOf(value).replaceAll('|', '\\|')}\``);
      return `| \`${String(part.properties?.type?.const)}\` | ${members.join(' ')} | ${part.description ?? ''} |`;
    })
    .join('\n');

const table = (title: string, union: unknown) => `#### ${title}\n\n| type | members | meaning |\n| --- | --- | --- |\n${rows(union)}\n`;

const tables = [
  '### Frames\n',
  table('Visitor: commands', schemas.VisitorCommand),
  table('Visitor: signals', schemas.VisitorSignal),
  table('Visitor: what the server sends', schemas.VisitorServerFrame),
  table('Operator: commands', schemas.OperatorCommand),
  table('Operator: signals', schemas.OperatorSignal),
  table('Operator: what the server sends', schemas.OperatorServerFrame),
  table('Events of a session (numbered by `seq`)', schemas.SessionEvent),
  table('Events of a site (numbered by `gseq`)', schemas.SiteEvent),
  `### Error codes\n\n| code | retry | meaning |\n| --- | --- | --- |\n${Object.entries(ERRORS)
    .map(([code, info]) => `| \`${code}\` | ${info.retry ? 'yes' : 'no'} | ${info.message} |`)
    .join('\n')}\n`,
].join('\n');

const START = '<!-- generated:frames -->';
const END = '<!-- /generated:frames -->';
const documentPath = 'src/protocol/PROTOCOL.md';
const current = readFileSync(new URL(`../${documentPath}`, import.meta.url), 'utf8');
const [before, rest] = current.split(START);
const after = rest?.split(END)[1];
if (before === undefined || after === undefined) throw new Error(`${documentPath} has lost its markers ${START} … ${END}`);

/** The text of a file of the project, '' when it does not exist. */
function textOf(path: string): string {
  try {
    return readFileSync(new URL(`../${path}`, import.meta.url), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    return '';
  }
}

const now = fingerprint();
const recorded = textOf(fingerprintPath(PROTOCOL_VERSION));
try {
  refuseChange(PROTOCOL_VERSION, PUBLISHED_VERSIONS, recorded ? (JSON.parse(recorded) as Fingerprint) : null, now);
} catch (error) {
  console.error((error as Error).message);
  process.exit(1);
}

const outputs: [string, string][] = [
  ['src/protocol/types.ts', await format(types, 'src/protocol/types.ts')],
  [documentPath, await format(`${before}${START}\n\n${tables}\n${END}${after}`, documentPath)],
  [fingerprintPath(PROTOCOL_VERSION), await format(JSON.stringify(now), fingerprintPath(PROTOCOL_VERSION))],
];

let stale = false;
for (const [path, text] of outputs) {
  if (textOf(path) === text) continue;
  if (process.argv.includes('--check')) {
    stale = true;
    console.error(`${path} is stale: run \`npm run generate\`.`);
  } else writeFileSync(new URL(`../${path}`, import.meta.url), text);
}
if (stale) process.exit(1);
