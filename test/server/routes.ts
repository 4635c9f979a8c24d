import type { App } from '../../src/server/app.ts';

export interface RouteEntry {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly url: string;
}

/** Every route of the server, read off Fastify's own tree. HEAD is GET's handler; OPTIONS answers CORS headers only. */
export function routesOf(app: App): RouteEntry[] {
  const path: string[] = [];
  return app.http
    .printRoutes({ commonPrefix: false })
    .split('\n')
    .flatMap((line) => {
      const entry = /^([│ ]*)[├└]── (\S+)(?: \(([^)]+)\))?/.exec(line);
      if (!entry) return [];
      const [, indent = '', part = '', methods = ''] = entry;
      path.length = indent.length / 4;
      path.push(part);
      const url = path.join('').replace(/^\/\/?/, '/');
      return methods
        .split(', ')
        .filter((m) => !['', 'HEAD', 'OPTIONS'].includes(m))
        .map((method) => ({ method: method as RouteEntry['method'], url }));
    });
}
