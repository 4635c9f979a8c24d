import { fileURLToPath } from 'node:url';
import resolve from '@rollup/plugin-node-resolve';
import terser from '@rollup/plugin-terser';
import { transform } from 'esbuild';
import { dts } from 'rollup-plugin-dts';
import esbuild from 'rollup-plugin-esbuild';
import htmlLiterals from 'rollup-plugin-html-literals';

// Every browser since autumn 2021. Not `es2021`, which would turn each #private member into a WeakMap: a third more bytes.
const TARGET = ['chrome94', 'firefox93', 'safari15'];

// Beside the build that is being served, which stays whole until this one is.
const OUT = 'dist/.next';
const DIST = new URL(`./${OUT}/`, import.meta.url);
// What an application installs beside the package, so that its bundler keeps one copy.
const PACKAGES = [/^lit($|\/)/, /^@lit\//, /^lit-(html|element)/, /^@floating-ui\//, /^nanoid($|\/)/];

const source = () => [
  resolve({ extensions: ['.ts', '.mjs', '.js'], exportConditions: ['browser', 'production'] }),
  esbuild({ target: TARGET, tsconfig: fileURLToPath(new URL('./tsconfig.json', import.meta.url)) }),
  htmlLiterals({ include: ['src/**/*.ts'] }),
];

// Terser leaves the names of #private members as they are. One chunk after the other, so that the names terser takes next, and
// with them every byte, are the same in each build.
const shortPrivateNames = () => {
  let last = Promise.resolve();
  return {
    name: 'short-private-names',
    renderChunk: (code) => (last = last.then(() => transform(code, { minify: true, target: TARGET, sourcemap: true }))),
  };
};
const minify = ({ module = true, ...options } = {}) => [
  shortPrivateNames(),
  terser({
    ecma: 2021,
    module,
    compress: { passes: 4, unsafe_arrows: true, unsafe_methods: true, keep_fargs: false, inline: 1 },
    ...options,
  }),
];
// Lit keeps names that begin with _$ for its other copies and packages; behind the script tag there are none. One cache: the
// chunks of one build speak to each other.
const shortLitNames = { mangle: { properties: { regex: /^_\$/ } }, nameCache: {}, format: { comments: /^!/ } };
// In place of the same notice over each of Lit's modules.
const LIT_NOTICE = '/*! Lit, Copyright 2017-2022 Google LLC, SPDX-License-Identifier: BSD-3-Clause */';

// The lazy halves have hashed names; the script tag's file learns them from this build.
const embedFiles = {};
const rememberNames = {
  name: 'remember-names',
  generateBundle(_options, bundle) {
    for (const chunk of Object.values(bundle)) {
      if (!chunk.isEntry) continue;
      embedFiles[chunk.name] = chunk.fileName;
      // A script tag's file from before an upgrade finds the newest by this name.
      this.emitFile({ type: 'asset', fileName: `${chunk.name}.js`, source: `export * from './${chunk.fileName}';\n` });
    }
  },
};
const insertNames = {
  name: 'insert-names',
  transform(code, id) {
    if (!id.endsWith('/src/embed/chat.ts')) return null;
    return {
      code: code
        .replaceAll(/^declare const __(CLIENT|PANEL)_FILE__.*$/gm, '')
        .replaceAll('__CLIENT_FILE__', JSON.stringify(embedFiles.client))
        .replaceAll('__PANEL_FILE__', JSON.stringify(embedFiles.panel)),
      map: null,
    };
  },
};

// Browsers remember a failed import, so another try asks under another name. (An application's bundler has its own way.)
const retryImports = {
  name: 'retry-imports',
  renderDynamicImport: () => ({ left: 'lazy(', right: ')' }),
  renderChunk(code) {
    if (!code.includes('lazy(')) return null;
    const lazy =
      'let failed = ""; const lazy = (file) => import(file + failed).catch((error) => { failed = `?${Date.now()}`; throw error; });';
    return { code: `${code}\n${lazy}`, map: null };
  },
};

// In a document of XML a template's text is parsed as XML, which Lit's is not: there it is made in a document of HTML (M3).
const templatesAreHtml = {
  name: 'templates-are-html',
  transform(code, id) {
    if (!id.endsWith('/lit-html/lit-html.js')) return null;
    const html = code.replace(
      /(\w+)\.createElement\("template"\)/,
      '($1.contentType=="text/html"?$1:$1.implementation.createHTMLDocument()).createElement("template")',
    );
    if (html === code) this.error('Lit makes its templates in another way now.');
    return { code: html, map: null };
  },
};

/** The dashboard's page: no inline script or style, as its Content-Security-Policy demands. */
const dashboardPage = {
  name: 'dashboard-page',
  generateBundle(_options, bundle) {
    const entry = Object.values(bundle).find((chunk) => chunk.isEntry);
    const preloads = entry.imports.map((file) => `\n    <link rel="modulepreload" href="${file}" />`).join('');
    this.emitFile({
      type: 'asset',
      fileName: 'icon.svg',
      source:
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><path fill="#2a5bd7" d="M16 2a14 14 0 0 1 14 14v11a3 3 0 0 1-3 3H16a14 14 0 0 1 0-28z"/></svg>\n',
    });
    this.emitFile({
      type: 'asset',
      fileName: 'index.html',
      source: `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover, interactive-widget=resizes-content" />
    <meta name="color-scheme" content="light dark" />
    <meta name="referrer" content="no-referrer" />
    <title>Inbox</title>
    <link rel="icon" href="icon.svg" />${preloads}
    <script type="module" src="${entry.fileName}"></script>
  </head>
  <body>
    <noscript>The inbox needs JavaScript.</noscript>
  </body>
</html>
`,
    });
  },
};

// Source maps lie beside the files; a line that names them would be paid for by every visitor.
const sourcemap = 'hidden';
const embedOutput = {
  dir: `${OUT}/embed`,
  format: 'es',
  sourcemap,
  entryFileNames: '[name]-[hash:6].js',
  chunkFileNames: '[name]-[hash:6].js',
};

const entries = { index: 'src/widget/index.ts', element: 'src/widget/element.ts', client: 'src/client/index.ts' };

export default [
  // 1. The lazy halves behind the script tag. Each is built for itself: a file that both need would be one more request,
  // and one more that can fail.
  {
    input: { client: 'src/widget/live-client.ts' },
    preserveEntrySignatures: 'allow-extension',
    plugins: [...source(), retryImports, ...minify(), rememberNames],
    output: embedOutput,
  },
  {
    input: { panel: 'src/widget/panel/index.ts' },
    preserveEntrySignatures: 'allow-extension',
    plugins: [...source(), templatesAreHtml, retryImports, ...minify(shortLitNames), rememberNames],
    output: { ...embedOutput, banner: LIT_NOTICE },
  },
  {
    // 2. The script tag's file: a classic script that shares nothing with the halves it loads later.
    input: 'src/embed/chat.ts',
    plugins: [insertNames, ...source(), ...minify({ module: false })],
    output: { file: `${OUT}/embed/chat.js`, format: 'iife', sourcemap },
  },
  {
    // 3. The package: dependencies stay imports, minifying is the application's own step.
    input: entries,
    external: PACKAGES,
    plugins: source(),
    output: { dir: OUT, format: 'es', sourcemap: true, entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
  },
  {
    input: entries,
    external: PACKAGES,
    plugins: [dts({ tsconfig: './tsconfig.json', compilerOptions: { stripInternal: true } })],
    output: { dir: OUT, format: 'es', entryFileNames: '[name].d.ts', chunkFileNames: 'chunks/[name]-[hash].d.ts' },
  },
  {
    // 4. The package as a page without a bundler takes it: made from the published files, dependencies included.
    input: { index: `${OUT}/index.js`, client: `${OUT}/client.js` },
    plugins: [resolve({ exportConditions: ['browser', 'production'] }), ...minify()],
    output: {
      dir: `${OUT}/browser`,
      format: 'es',
      sourcemap: true,
      entryFileNames: '[name].js',
      chunkFileNames: 'chunks/[name]-[hash].js',
    },
  },
  {
    // 5. The operators' screen.
    input: { dashboard: 'src/dashboard/index.ts' },
    plugins: [...source(), ...minify(), dashboardPage],
    output: {
      dir: `${OUT}/dashboard`,
      format: 'es',
      sourcemap: true,
      entryFileNames: '[name]-[hash].js',
      chunkFileNames: '[name]-[hash].js',
    },
  },
];
