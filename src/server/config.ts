import { resolve } from 'node:path';
import { isEmail, isPassword, PASSWORD_MIN_CHARS } from '../protocol/rules.ts';
import { basePath, isOwnName } from './base-path.ts';
import { parseCidrs, type Cidr } from './access/addresses.ts';
import { VISITORS_PER_ADDRESS } from './access/limits.ts';
import { HOST } from './access/origins.ts';

/** All settings from the environment, read once. */
export interface Config {
  readonly host: string;
  readonly port: number;
  readonly dataDir: string;
  /** The address under which people reach the server, with its path and without a trailing slash; null: `http://localhost:PORT`. */
  readonly publicUrl: string | null;
  readonly admin: { readonly email: string; readonly password: string } | null;
  readonly trustedProxies: readonly Cidr[];
  /** Visitors who may share one address without meeting a limit (F1). */
  readonly visitorsPerAddress: number;
  readonly databaseUrl: string | null;
  readonly logLevel: string;
  /** Whether the source maps of widget and dashboard are served. */
  readonly sourceMaps: boolean;
  /** Whether the demo site and its first administrator are made. */
  readonly demo: boolean;
}

/** One environment variable, as the README's table shows it. */
export interface Variable {
  readonly name: string;
  readonly meaning: string;
  readonly fallback: string;
}

export const VARIABLES: readonly Variable[] = [
  { name: 'HOST', meaning: 'Address to listen on.', fallback: '`127.0.0.1`' },
  { name: 'PORT', meaning: 'Port to listen on; `0` takes a free one.', fallback: '`8080`' },
  { name: 'DATA_DIR', meaning: 'Folder of the embedded database.', fallback: '`./data`' },
  {
    name: 'PUBLIC_URL',
    meaning: 'Address under which browsers reach the server, such as `https://chat.example` or `https://shop.example/chat`.',
    fallback: '`http://localhost:PORT`',
  },
  {
    name: 'CHAT_ADMIN_EMAIL',
    meaning: 'E-mail of the first administrator, made at the first start.',
    fallback: 'a one-time set-up link is printed',
  },
  {
    name: 'CHAT_ADMIN_PASSWORD',
    meaning: 'Password of the first administrator, ten characters or more.',
    fallback: 'a one-time set-up link is printed',
  },
  { name: 'TRUSTED_PROXIES', meaning: 'Address ranges (CIDR, separated by commas) whose `X-Forwarded-For` is believed.', fallback: 'none' },
  {
    name: 'VISITORS_PER_ADDRESS',
    meaning: 'How many visitors may share one address (a large office, a school) before new ones have to wait.',
    fallback: '`50`',
  },
  {
    name: 'DATABASE_URL',
    meaning: 'PostgreSQL address (`postgres://…`) when the embedded database is outgrown.',
    fallback: 'the embedded database',
  },
  {
    name: 'SOURCE_MAPS',
    meaning: '`on` serves the source maps of the widget and the dashboard, and names them to browsers.',
    fallback: '`off`',
  },
  { name: 'LOG_LEVEL', meaning: '`fatal`, `error`, `warn`, `info`, `debug`, `trace` or `silent`.', fallback: '`info`, in the demo `warn`' },
];

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'];

/** Every problem of the configuration, each with the variable and the fix. */
export class ConfigError extends Error {
  readonly problems: readonly string[];
  constructor(problems: readonly string[]) {
    super(
      `The configuration has ${problems.length === 1 ? 'a problem' : `${problems.length} problems`}:\n${problems.map((p) => `  - ${p}`).join('\n')}`,
    );
    this.problems = problems;
  }
}

/** Reads and checks the environment; throws ConfigError with all problems at once. */
export function readConfig(env: Readonly<Record<string, string | undefined>>, options: { demo: boolean } = { demo: false }): Config {
  const problems: string[] = [];
  const text = (name: string) => env[name]?.trim() || null;

  const portText = text('PORT') ?? '8080';
  const port = Number(portText);
  if (!/^\d+$/.test(portText) || port > 65_535) problems.push(`PORT is "${portText}": give a number from 0 to 65535.`);

  const publicUrl = text('PUBLIC_URL');
  if (publicUrl !== null && !isAddress(publicUrl))
    problems.push(
      `PUBLIC_URL is "${publicUrl}": give the address browsers use, such as https://chat.example or https://shop.example/chat.`,
    );
  else if (isOwnName(basePath(publicUrl)))
    problems.push(`PUBLIC_URL is "${publicUrl}": its path begins like an address of the server's own. Take another, such as /chat.`);

  const maps = text('SOURCE_MAPS') ?? 'off';
  if (!['on', 'off'].includes(maps)) problems.push(`SOURCE_MAPS is "${maps}": give on or off.`);

  const email = text('CHAT_ADMIN_EMAIL');
  const password = env['CHAT_ADMIN_PASSWORD'] || null;
  if ((email === null) !== (password === null))
    problems.push(`${email === null ? 'CHAT_ADMIN_EMAIL' : 'CHAT_ADMIN_PASSWORD'} is missing: give both, or neither to get a set-up link.`);
  if (email !== null && !isEmail(email)) problems.push(`CHAT_ADMIN_EMAIL is "${email}": give an address like name@example.com.`);
  if (password !== null && !isPassword(password))
    problems.push(`CHAT_ADMIN_PASSWORD is too short or too long: give ${PASSWORD_MIN_CHARS} characters that can be seen, or more.`);

  let trustedProxies: Cidr[] = [];
  try {
    trustedProxies = parseCidrs(text('TRUSTED_PROXIES') ?? '');
  } catch (error) {
    problems.push(`TRUSTED_PROXIES: ${(error as RangeError).message}.`);
  }

  const visitorsText = text('VISITORS_PER_ADDRESS') ?? String(VISITORS_PER_ADDRESS);
  const visitorsPerAddress = Number(visitorsText);
  if (!/^[1-9]\d{0,6}$/.test(visitorsText)) problems.push(`VISITORS_PER_ADDRESS is "${visitorsText}": give a number from 1.`);

  const databaseUrl = text('DATABASE_URL');
  if (databaseUrl !== null && !/^(postgres(ql)?:\/\/|pglite:)/.test(databaseUrl))
    problems.push('DATABASE_URL: give a PostgreSQL address such as postgres://user:password@host/database.');

  const logLevel = text('LOG_LEVEL') ?? (options.demo ? 'warn' : 'info');
  if (!LOG_LEVELS.includes(logLevel)) problems.push(`LOG_LEVEL is "${logLevel}": give one of ${LOG_LEVELS.join(', ')}.`);

  if (problems.length > 0) throw new ConfigError(problems);
  return Object.freeze({
    host: text('HOST') ?? '127.0.0.1',
    port,
    dataDir: resolve(text('DATA_DIR') ?? 'data'),
    // The address as browsers spell it: in small letters and without a default port.
    publicUrl: publicUrl === null ? null : new URL(publicUrl).origin + basePath(publicUrl),
    admin: email !== null && password !== null ? { email, password } : null,
    trustedProxies,
    visitorsPerAddress,
    databaseUrl,
    logLevel,
    sourceMaps: maps === 'on',
    demo: options.demo,
  });
}

function isAddress(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const url = new URL(text);
  if (!/^https?:$/.test(url.protocol) || !HOST.test(url.hostname) || url.pathname.includes('//')) return false;
  return url.search === '' && url.hash === '' && url.username === '';
}
