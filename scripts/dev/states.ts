import type { BuildOptions } from 'esbuild';
import { OUT } from './browser-code.ts';
import type { Page } from './front.ts';

/** The page of every state of widget and dashboard, for the development server and the tests; nothing of it is in a build. */
export const STATES_BUNDLE: BuildOptions = {
  entryPoints: ['demo/states/page.ts', 'demo/states/page.css'],
  outdir: `${OUT}/demo/states`,
  loader: { '.woff2': 'file' },
};

export const statesPage = (path: string): Page | undefined => (/^\/demo\/states\/?$/.test(path) ? { html: HTML } : undefined);

const HTML = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <link rel="icon" href="data:," />
    <link rel="stylesheet" href="/demo/states/page.css" />
    <script type="module" src="/demo/states/page.js"></script>
  </head>
  <body></body>
</html>
`;
