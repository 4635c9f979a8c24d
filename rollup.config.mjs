import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import resolve from '@rollup/plugin-node-resolve';
import terser from '@rollup/plugin-terser';
import { transform } from 'esbuild';
import { dts } from 'rollup-plugin-dts';
import esbuild from 'rollup-plugin-esbuild';
import htmlLiterals from 'rollup-plugin-html-literals';
import { DASHBOARD_ICON, dashboardPage } from './scripts/dashboard-page.ts';
import { DASHBOARD, LAZY_HALVES, PACKAGE, SCRIPT_TAG, STAND_INS } from './scripts/entries.ts';

// Every browser since autumn 2021. Not `es2021`, which would turn each #private member into a WeakMap: a third more bytes.
const TARGET = ['chrome94', 'firefox93', 'safari15'];

// Beside the build that is being served, which stays whole until this one is.
const OUT = 'dist/.next';
const DIST = new URL(`./${OUT}/`, import.meta.url);
// What an application installs beside the package, so that its bundler keeps one copy.
const PACKAGES = [/^lit($|\/)/, /^@lit\//, /^lit-(html|element)/, /^@floating-ui\//, /^nanoid($|\/)/, /^idb-keyval($|\/)/];

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

// Lit keeps names that begin with _$ for its other copies and packages; in the dashboard there are none. One cache: the chunks of
// one build speak to each other.
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
    if (!id.endsWith(`/${SCRIPT_TAG}`)) return null;
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
  renderDynamicImport: () => ({ left: '$lazy(', right: ')' }),
  renderChunk(code) {
    if (!code.includes('$lazy(')) return null;
    const lazy =
      'let $failed = ""; const $lazy = (file) => import(file + $failed).catch((error) => { $failed = `?${Date.now()}`; throw error; });';
    return { code: `${code}\n${lazy}`, map: null };
  },
};

// The custom properties of a screen's styles get short names, the same in each of its files; the page's (`--chat-…`) stay, and the
// one that the panel takes from a launcher of another build.
const CUSTOM_PROPERTY = /--(?!chat-|panel-inline)[a-z][\w-]*/g;
const shortCustomProperties = (screen) => {
  const found = globSync(`src/{ui,${screen}}/**/*.ts`)
    .sort()
    .flatMap((file) => readFileSync(file, 'utf8').match(CUSTOM_PROPERTY) ?? []);
  const short = new Map([...new Set(found)].map((name, i) => [name, `--${i.toString(36)}`]));
  return {
    name: 'short-custom-properties',
    transform: (code, id) =>
      /\/src\/(ui|widget|dashboard)\//.test(id) ? { code: code.replace(CUSTOM_PROPERTY, (name) => short.get(name)), map: null } : null,
  };
};

// Behind the script tag the panel draws without lit-html.
const litIsOurs = {
  name: 'lit-is-ours',
  resolveId: (id) => (STAND_INS.has(id) ? fileURLToPath(new URL(STAND_INS.get(id), import.meta.url)) : null),
};

const emitDashboardPage = {
  name: 'dashboard-page',
  generateBundle(_options, bundle) {
    const { fileName, imports } = Object.values(bundle).find((chunk) => chunk.isEntry);
    this.emitFile({ type: 'asset', fileName: 'icon.svg', source: DASHBOARD_ICON });
    this.emitFile({ type: 'asset', fileName: 'index.html', source: dashboardPage(fileName, imports) });
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

export default [
  // 1. The lazy halves behind the script tag.
  {
    input: { client: LAZY_HALVES.client },
    preserveEntrySignatures: 'allow-extension',
    plugins: [...source(), shortCustomProperties('widget'), retryImports, ...minify(), rememberNames],
    output: embedOutput,
  },
  {
    input: { panel: LAZY_HALVES.panel },
    preserveEntrySignatures: 'allow-extension',
    plugins: [litIsOurs, ...source(), shortCustomProperties('widget'), retryImports, ...minify(), rememberNames],
    output: embedOutput,
  },
  {
    // 2. The script tag's file: a classic script that shares nothing with the halves it loads later.
    input: SCRIPT_TAG,
    plugins: [insertNames, ...source(), shortCustomProperties('widget'), ...minify({ module: false })],
    output: { file: `${OUT}/embed/chat.js`, format: 'iife', sourcemap },
  },
  {
    // 3. The package: dependencies stay imports, minifying is the application's own step.
    input: PACKAGE,
    external: PACKAGES,
    plugins: source(),
    output: { dir: OUT, format: 'es', sourcemap: true, entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
  },
  {
    input: PACKAGE,
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
    input: DASHBOARD,
    plugins: [...source(), shortCustomProperties('dashboard'), retryImports, ...minify(shortLitNames), emitDashboardPage],
    output: {
      dir: `${OUT}/dashboard`,
      format: 'es',
      sourcemap: true,
      banner: ({ isEntry }) => (isEntry ? LIT_NOTICE : ''),
      entryFileNames: '[name]-[hash].js',
      chunkFileNames: '[name]-[hash].js',
    },
  },
];
