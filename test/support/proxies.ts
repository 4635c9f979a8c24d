import { spawn } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, connect, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

// Plain JavaScript, so that an old Node can load it.
const { findProgram } = (await import(new URL('../../scripts/browser.mjs', import.meta.url).href)) as {
  findProgram(name: string, packages: readonly string[]): string | undefined;
};

export type Kind = 'nginx' | 'caddy' | 'apache';

interface Recipe {
  readonly program: readonly [name: string, packages: readonly string[]];
  /** Language of the example in docs/proxies.md. */
  readonly language: string;
  config(example: string, port: number, folder: string): string;
  args(file: string, folder: string): string[];
}

const MODULES = ['mpm_event', 'authz_core', 'dir', 'mime', 'alias', 'proxy', 'proxy_http', 'proxy_wstunnel'];

const RECIPES: Record<Kind, Recipe> = {
  nginx: {
    program: ['nginx', ['nginx-light']],
    language: 'nginx',
    config: (example, port, folder) => `
daemon off; pid ${folder}/pid; error_log ${folder}/errors;
events {}
http {
  access_log off;
  client_body_temp_path ${folder}/body; proxy_temp_path ${folder}/proxy; fastcgi_temp_path ${folder}/f; uwsgi_temp_path ${folder}/u; scgi_temp_path ${folder}/s;
  types { text/html html; }
  server { listen 127.0.0.1:${port}; root ${folder}/shop;
${example}
  }
}`,
    args: (file, folder) => ['-c', file, '-p', folder, '-e', join(folder, 'errors')],
  },
  caddy: {
    program: ['caddy', ['caddy']],
    language: 'caddyfile',
    config: (example, port, folder) => `{
  admin off
  auto_https off
}
:${port} {
bind 127.0.0.1
root * ${folder}/shop
file_server
${example}
}
`,
    args: (file) => ['run', '--adapter', 'caddyfile', '--config', file],
  },
  apache: {
    program: ['apache2', ['apache2']],
    language: 'apache',
    config: (example, port, folder) => `
ServerRoot ${folder}
ServerName localhost
Listen 127.0.0.1:${port}
PidFile ${folder}/pid
ErrorLog ${folder}/errors
TypesConfig /etc/mime.types
DefaultRuntimeDir ${folder}
${MODULES.map((name) => `LoadModule ${name}_module /usr/lib/apache2/modules/mod_${name}.so`).join('\n')}
DocumentRoot ${folder}/shop
DirectoryIndex index.html
<Directory ${folder}/shop>
Require all granted
</Directory>
<VirtualHost *:${port}>
${example}
</VirtualHost>
`,
    args: (file) => ['-f', file, '-DFOREGROUND'],
  },
};

/** The example that people paste. */
function exampleOf(language: string): string {
  const docs = readFileSync(new URL('../../docs/proxies.md', import.meta.url), 'utf8');
  const example = new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\``, 'm').exec(docs)?.[1];
  if (!example?.includes('127.0.0.1:8080')) throw new Error(`docs/proxies.md has no example for ${language}.`);
  return example;
}

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

const answers = (port: number) =>
  new Promise<boolean>((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy();
      resolve(true);
    });
    socket.on('error', () => {
      resolve(false);
    });
  });

const SHOP = '<!doctype html><html lang="en"><title>Shop</title><script async src="/chat/chat.js" data-site="demo"></script>';

/**
 * The proxy itself, with a shop's page and the documentation's example in front of `target`; null where it is missing and
 * cannot be installed.
 */
export async function startProxy(kind: Kind, port: number, target: number): Promise<{ stop(): Promise<void> } | null> {
  const { program, language, config, args } = RECIPES[kind];
  const path = findProgram(...program);
  if (path === undefined) return null;
  const folder = mkdtempSync(join(tmpdir(), `chat-${kind}-`));
  // A proxy started by root runs its workers as the user nobody.
  chmodSync(folder, 0o755);
  mkdirSync(join(folder, 'shop'));
  writeFileSync(join(folder, 'shop/index.html'), SHOP);
  const file = join(folder, 'config');
  writeFileSync(file, config(exampleOf(language).replaceAll('127.0.0.1:8080', `127.0.0.1:${target}`), port, folder));
  const child = spawn(path, args(file, folder), {
    env: { ...process.env, HOME: folder, XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data: Buffer) => (output += String(data)));
  const exited = new Promise<void>((resolve) =>
    child.once('exit', () => {
      resolve();
    }),
  );
  while (!(await answers(port))) {
    if (child.exitCode !== null) throw new Error(`${kind} did not start: ${output}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return {
    async stop() {
      child.kill('SIGTERM');
      await exited;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
