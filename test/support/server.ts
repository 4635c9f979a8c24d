import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildApp, type App } from '../../src/server/app.ts';
import { readConfig } from '../../src/server/config.ts';
import { prepareDemo } from '../../src/server/demo.ts';
import type { Limits } from '../../src/server/access/limits.ts';
import type { Clock } from '../../src/server/services.ts';
import { addOperator } from '../../src/server/store/operators.ts';
import { addSite, findSite } from '../../src/server/store/sites.ts';
import { freshDatabase } from './database.ts';

/** The first administrator of every test server. */
export const ADMIN = { email: 'anna@nordvik.example', password: 'tight-corner-7', name: 'Anna Berg' };
/** A second person, without administrator rights. */
export const OPERATOR = { email: 'marcus@nordvik.example', password: 'round-corner-8', name: 'Marcus Obi' };

export interface TestServer {
  readonly app: App;
  readonly url: string;
  readonly port: number;
  readonly dataDir: string;
  stop(): Promise<void>;
}

export interface TestServerOptions {
  /** Further environment variables. */
  readonly env?: Record<string, string>;
  readonly clock?: Clock;
  /** Replaces the default limits (R11). */
  readonly limits?: Partial<Limits>;
  /** Folder with `dist/` and `demo/`; default: the project's. */
  readonly root?: string;
  /** Default: true. */
  readonly demo?: boolean;
  /** An existing data folder, kept after `stop`. */
  readonly dataDir?: string;
}

/** A real server on a free port with a real database (a file, or PostgreSQL under `npm run test:postgres`), with the demo site and two operators. */
export async function startServer(options: TestServerOptions = {}): Promise<TestServer> {
  const dataDir = options.dataDir ?? mkdtempSync(join(tmpdir(), 'chat-test-'));
  const database = options.dataDir === undefined ? await freshDatabase() : null;
  const config = readConfig(
    {
      PORT: '0',
      DATA_DIR: dataDir,
      LOG_LEVEL: 'silent',
      CHAT_ADMIN_EMAIL: ADMIN.email,
      CHAT_ADMIN_PASSWORD: ADMIN.password,
      TRUSTED_PROXIES: '127.0.0.1/32',
      ...(database && { DATABASE_URL: database.url }),
      ...options.env,
    },
    { demo: options.demo ?? true },
  );
  const app = await buildApp({
    config,
    ...(options.clock ? { clock: options.clock } : {}),
    ...(options.limits ? { limits: options.limits } : {}),
    ...(options.root ? { root: options.root } : {}),
  });
  const { store } = app.services;
  const fresh = (await findSite(store.read, 'demo')) === null;
  await prepareDemo(store.write, config, Date.now());
  if (fresh) {
    const demo = await findSite(store.read, 'demo');
    const other = await addSite(
      store.write,
      { key: 'other', name: 'Other Shop', origins: ['http://other.example'], welcome: {} },
      Date.now(),
    );
    await store.write.updateTable('operators').set({ name: ADMIN.name }).where('email', '=', ADMIN.email).execute();
    const admin = await store.read.selectFrom('operators').select('id').executeTakeFirstOrThrow();
    await store.write.insertInto('operator_sites').values({ operator_id: admin.id, site_id: other.id }).execute();
    await addOperator(store.write, { ...OPERATOR, role: 'operator' }, [demo?.id ?? ''], Date.now());
  }
  await app.http.listen({ host: '127.0.0.1', port: 0 });
  const address = app.http.server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  return {
    app,
    port,
    url: `http://127.0.0.1:${port}`,
    dataDir,
    async stop() {
      await app.close();
      await database?.drop();
      if (options.dataDir === undefined) rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
