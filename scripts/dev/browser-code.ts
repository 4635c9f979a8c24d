import { join, relative } from 'node:path';
import { context, formatMessages, type BuildContext, type BuildFailure, type BuildOptions, type BuildResult } from 'esbuild';
import { DASHBOARD, LAZY_HALVES, PACKAGE, SCRIPT_TAG, STAND_INS } from '../entries.ts';

export interface ServedFile {
  readonly body: Uint8Array | string;
  readonly type: string;
}

interface Bundle {
  readonly files: ReadonlyMap<string, ServedFile>;
  /** Paths below the project's folder. */
  readonly sources: ReadonlySet<string>;
  readonly problem: string | null;
}

const TYPES: Readonly<Record<string, string>> = {
  js: 'text/javascript; charset=utf-8',
  map: 'application/json',
  css: 'text/css',
  woff2: 'font/woff2',
};

/** Bundles in memory, each built again when one of its sources changes. Nothing is minified. */
export class BrowserCode {
  readonly #root: string;
  readonly #contexts: readonly BuildContext[];
  readonly #bundles: Bundle[] = [];

  private constructor(root: string, contexts: readonly BuildContext[]) {
    this.#root = root;
    this.#contexts = contexts;
  }

  static async of(root: string, bundles: readonly BuildOptions[]): Promise<BrowserCode> {
    const code = new BrowserCode(root, await Promise.all(bundles.map((options) => context({ ...common(root), ...options }))));
    await code.#build(code.#contexts.map((_, index) => index));
    return code;
  }

  /** Builds what was made from these files; says whether anything was. */
  async update(changed: readonly string[]): Promise<boolean> {
    const stale = this.#bundles.flatMap(({ sources, problem }, index) =>
      // The source that a failed build misses may have been made.
      problem !== null || changed.some((path) => sources.has(path)) ? [index] : [],
    );
    await this.#build(stale);
    return stale.length > 0;
  }

  file(path: string): ServedFile | undefined {
    for (const { files } of this.#bundles) if (files.has(path)) return files.get(path);
    return undefined;
  }

  get problem(): string | null {
    return this.#bundles.map(({ problem }) => problem).find((problem) => problem !== null) ?? null;
  }

  async dispose(): Promise<void> {
    await Promise.all(this.#contexts.map((one) => one.dispose()));
  }

  async #build(indices: readonly number[]): Promise<void> {
    await Promise.all(
      indices.map(async (index) => {
        this.#bundles[index] = await this.#contexts[index]!.rebuild().then(
          (result) => this.#bundle(result),
          async (failure: BuildFailure) => ({
            // The last good files stay, so that the page which tells of the problem has what it is made of.
            files: this.#bundles[index]?.files ?? new Map<string, ServedFile>(),
            sources: this.#bundles[index]?.sources ?? new Set<string>(),
            problem: (await formatMessages(failure.errors, { kind: 'error' })).join('\n'),
          }),
        );
      }),
    );
  }

  #bundle({ outputFiles = [], metafile }: BuildResult): Bundle {
    const files = new Map<string, ServedFile>();
    for (const { path, contents } of outputFiles) {
      const type = TYPES[path.split('.').at(-1) ?? ''] ?? 'application/octet-stream';
      files.set(`/${relative(join(this.#root, OUT), path).replaceAll('\\', '/')}`, { body: contents, type });
    }
    return { files, sources: new Set(Object.keys(metafile?.inputs ?? {})), problem: null };
  }
}

/** Never written: the part of a file's path below it is the file's address. */
export const OUT = '.dev/served';

const common = (root: string): BuildOptions => ({
  absWorkingDir: root,
  bundle: true,
  write: false,
  metafile: true,
  format: 'esm',
  splitting: true,
  sourcemap: 'linked',
  target: 'es2022',
  conditions: ['browser', 'development'],
  chunkNames: 'chunks/[name]-[hash]',
  logLevel: 'silent',
});

/** What the build puts into `dist/` for browsers, under the same addresses. */
export const productBundles = (): readonly BuildOptions[] => [
  ...Object.entries(LAZY_HALVES).map(([name, file]) => ({
    entryPoints: { [name]: file },
    outdir: `${OUT}/embed`,
    alias: Object.fromEntries([...STAND_INS].map(([module, standIn]) => [module, `./${standIn}`])),
  })),
  {
    entryPoints: [SCRIPT_TAG],
    outfile: `${OUT}/chat.js`,
    format: 'iife',
    splitting: false,
    // In the build these are names with a hash.
    define: Object.fromEntries(
      Object.keys(LAZY_HALVES).map((name) => [`__${name.toUpperCase()}_FILE__`, JSON.stringify(`${name}.js`)] as const),
    ),
  },
  { entryPoints: PACKAGE, outdir: `${OUT}/sdk/browser` },
  { entryPoints: DASHBOARD, outdir: `${OUT}/dashboard` },
];
