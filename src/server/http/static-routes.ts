import { existsSync } from 'node:fs';
import { join } from 'node:path';
import helmet from '@fastify/helmet';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { basePath } from '../base-path.ts';
import type { Config } from '../config.ts';
import { problem } from './problem.ts';

/** The dashboard runs nothing but its own files (security.md: dashboard CSP, clickjacking). */
export const DASHBOARD_CSP = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self' ws: wss:",
  "font-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  'trusted-types lit-html',
].join('; ');

/** Files whose name holds a hash of their content. */
const HASHED = /-[\w-]{6,8}\.js$/;
const YEAR = 'public, max-age=31536000, immutable';
const HOUR = 'public, max-age=3600';

interface Folder {
  readonly prefix: string;
  /** Below the project's folder; the first one that has the file. */
  readonly roots: readonly string[];
  readonly policy?: string;
}

/** Files of the widget, the dashboard and, in the demo, its pages, from `root` (the project's folder). */
export async function staticRoutes(app: FastifyInstance, root: string, config: Config): Promise<void> {
  await app.register(helmet, {
    // Each kind of page sets its own policy; other sites load the widget's files on purpose.
    contentSecurityPolicy: false,
    crossOriginResourcePolicy: { policy: 'cross-origin' },
    crossOriginOpenerPolicy: false,
    originAgentCluster: false,
    strictTransportSecurity: false,
  });

  const folders: readonly Folder[] = [
    // Pages that were open during an upgrade ask for files of the build they were loaded from (N2).
    { prefix: '/embed/', roots: ['dist/embed', 'dist/former/embed'] },
    { prefix: '/sdk/browser/', roots: ['dist/browser', 'dist/former/browser'] },
    { prefix: '/dashboard/', roots: ['dist/dashboard', 'dist/former/dashboard'], policy: DASHBOARD_CSP },
    ...(config.demo ? [{ prefix: '/demo/', roots: ['demo'] }] : []),
  ];
  let decorated = false;
  for (const { prefix, roots, policy } of folders) {
    const paths = roots.map((folder) => join(root, folder));
    if (!existsSync(paths[0]!)) {
      app.get(`${prefix}*`, (_request, reply) =>
        reply.code(503).send(problem('unavailable', `${roots[0]} has not been built yet: run "npm run build".`)),
      );
      continue;
    }
    await app.register(fastifyStatic, {
      root: paths,
      // There are no former builds after the first one.
      suppressWarning: true,
      prefix,
      decorateReply: !decorated,
      cacheControl: false,
      preCompressed: true,
      dotfiles: 'ignore',
      allowedPath: (path) => !/\.(br|gz)$/.test(path) && (config.sourceMaps || !path.endsWith('.map')),
      setHeaders: (reply, file) => {
        reply.headers(headersOf(file, config));
        if (policy !== undefined) reply.header('content-security-policy', policy);
      },
    });
    decorated = true;
    redirect(app, prefix.slice(0, -1), config);
  }
  app.get('/chat.js', (_request, reply) => {
    const folder = join(root, 'dist/embed');
    if (!existsSync(join(folder, 'chat.js')))
      return reply.code(503).send(problem('unavailable', 'The widget has not been built yet: run "npm run build".'));
    return reply.sendFile('chat.js', folder, { cacheControl: false });
  });
  redirect(app, '/', config);
}

/** How long a browser may keep a file (N1), whichever encoding of it is sent. */
function headersOf(file: string, { sourceMaps }: Config): Record<string, string> {
  const name = file.replace(/\.(br|gz)$/, '').replace(/^.*[\\/]/, '');
  return {
    // The address in the script tag never changes, but the file does: it is at most an hour old, and cheap to revalidate.
    'cache-control': HASHED.test(name) ? YEAR : name === 'chat.js' ? HOUR : 'no-cache',
    ...(sourceMaps && name.endsWith('.js') ? { sourcemap: `${name}.map` } : {}),
  };
}

/**
 * Redirects from a folder without its slash, and from the root to the dashboard. A proxy may hide the path the server is
 * under, so the target is relative where the server does not know that path.
 */
function redirect(app: FastifyInstance, from: string, config: Config): void {
  const to = from === '/' ? 'dashboard/' : `${from.split('/').at(-1)}/`;
  const base = basePath(config.publicUrl);
  const known = from === '/' ? `${base}/dashboard/` : `${base}${from}/`;
  app.get(from, (_request, reply: FastifyReply) => reply.redirect(base === '' ? to : known));
}
