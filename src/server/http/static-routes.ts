import { existsSync } from 'node:fs';
import { join } from 'node:path';
import helmet from '@fastify/helmet';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';
import { problem } from './problem.ts';

/** The operators' screen runs nothing but its own files (security.md: dashboard CSP, clickjacking). */
const DASHBOARD_CSP = [
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

const YEAR = 'public, max-age=31536000, immutable';
const HOUR = 'public, max-age=3600';

/** Files of the widget, the dashboard and the demo, from `root` (the project's folder). */
export async function staticRoutes(app: FastifyInstance, root: string): Promise<void> {
  await app.register(helmet, {
    // Each kind of page brings its own policy; the widget's files are loaded by other sites on purpose.
    contentSecurityPolicy: false,
    crossOriginResourcePolicy: { policy: 'cross-origin' },
    crossOriginOpenerPolicy: false,
    originAgentCluster: false,
    strictTransportSecurity: false,
  });

  const folders: [prefix: string, folder: string, headers: (path: string) => Record<string, string>][] = [
    ['/embed/', 'dist/embed', () => ({ 'cache-control': YEAR, 'access-control-allow-origin': '*' })],
    ['/sdk/', 'dist', () => ({ 'cache-control': 'no-cache', 'access-control-allow-origin': '*' })],
    ['/demo/', 'demo', () => ({ 'cache-control': 'no-cache' })],
    [
      '/dashboard/',
      'dist/dashboard',
      (path) => ({ 'content-security-policy': DASHBOARD_CSP, 'cache-control': path.endsWith('.html') ? 'no-cache' : YEAR }),
    ],
  ];
  let decorated = false;
  for (const [prefix, folder, headers] of folders) {
    const path = join(root, folder);
    if (!existsSync(path)) {
      app.get(`${prefix}*`, (_request, reply) =>
        reply.code(503).send(problem('unavailable', `${folder} has not been built yet: run "npm run build".`)),
      );
      continue;
    }
    await app.register(fastifyStatic, {
      root: path,
      prefix,
      decorateReply: !decorated,
      cacheControl: false,
      preCompressed: true,
      setHeaders: (reply, file) => {
        reply.headers(headers(file));
      },
    });
    decorated = true;
    app.get(prefix.slice(0, -1), (_request, reply) => reply.redirect(prefix));
  }
  app.get('/chat.js', (_request, reply) => {
    const folder = join(root, 'dist/embed');
    if (!existsSync(join(folder, 'chat.js')))
      return reply.code(503).send(problem('unavailable', 'The widget has not been built yet: run "npm run build".'));
    // The address never changes, the file does: fresh within the hour, and cheap to ask again.
    return reply
      .header('cache-control', HOUR)
      .header('access-control-allow-origin', '*')
      .sendFile('chat.js', folder, { cacheControl: false });
  });
  app.get('/', (_request, reply) => reply.redirect('/dashboard/'));
}
