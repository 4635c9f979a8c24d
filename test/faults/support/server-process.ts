import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { connect } from '../../../src/server/store/connect.ts';
import { readConfig } from '../../../src/server/config.ts';
import { prepareDemo } from '../../../src/server/demo.ts';
import { addLogin, addOperator } from '../../../src/server/store/operators.ts';
import { findSite } from '../../../src/server/store/sites.ts';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

export const freshFolder = (): string => mkdtempSync(join(tmpdir(), 'chat-faults-'));

/** In memory where the system offers it: for what is about order and not about the disk, so that nobody else's writing is measured. */
export const memoryFolder = (): string => mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'chat-faults-'));

/** A data folder with the demo site and operators who are logged in; gives their cookies. */
export async function prepareData(dataDir: string, operators: number): Promise<string[]> {
  const config = readConfig(
    { DATA_DIR: dataDir, CHAT_ADMIN_EMAIL: 'anna@nordvik.example', CHAT_ADMIN_PASSWORD: 'tight-corner-7' },
    { demo: true },
  );
  const store = await connect(config);
  const now = Date.now();
  await prepareDemo(store.write, config, now);
  const site = await findSite(store.read, 'demo');
  const cookies: string[] = [];
  for (let i = 0; i < operators; i++) {
    const { id } = await addOperator(
      store.write,
      { email: `op${i}@nordvik.example`, name: `Operator ${i}`, role: 'admin', password: 'round-corner-8' },
      [site?.id ?? ''],
      now,
    );
    cookies.push(`chat_login=${await addLogin(store.write, id, true, now)}`);
  }
  await store.close();
  return cookies;
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** A server in its own process that can be killed and started again on the same port and folder. */
export class ServerProcess {
  readonly port: number;
  readonly dataDir: string;
  readonly #env: Readonly<Record<string, string>>;
  #child: ChildProcess | undefined;
  stderr = '';

  constructor(port: number, dataDir: string, env: Readonly<Record<string, string>> = {}) {
    this.port = port;
    this.dataDir = dataDir;
    this.#env = env;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  get pid(): number {
    return this.#child?.pid ?? 0;
  }

  get running(): boolean {
    return this.#child !== undefined && this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** Starts the program; resolves with the milliseconds until `/readyz` said yes. `preload`: a module that runs before it. */
  async start(options: { preload?: string; env?: Readonly<Record<string, string>>; wrap?: readonly string[] } = {}): Promise<number> {
    const began = performance.now();
    const [command = process.execPath, ...before] = [...(options.wrap ?? []), process.execPath];
    const flags = options.preload === undefined ? [] : ['--expose-gc', '--import', options.preload];
    const child = spawn(command, [...before, ...flags, 'src/server/main.ts', '--demo'], {
      cwd: ROOT,
      env: {
        PATH: process.env['PATH'] ?? '',
        PORT: String(this.port),
        DATA_DIR: this.dataDir,
        LOG_LEVEL: 'error',
        TRUSTED_PROXIES: '127.0.0.1/32',
        CHAT_ADMIN_EMAIL: 'anna@nordvik.example',
        CHAT_ADMIN_PASSWORD: 'tight-corner-7',
        // Thousands come from this one machine.
        VISITORS_PER_ADDRESS: '1000000',
        ...this.#env,
        ...options.env,
      },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    this.#child = child;
    child.stderr.on('data', (data: Buffer) => {
      this.stderr = (this.stderr + data.toString()).slice(-20_000);
    });
    for (;;) {
      if (child.exitCode !== null || child.signalCode !== null) throw new Error(`the server ended at its start: ${this.stderr}`);
      const ready = await fetch(`${this.url}/readyz`).then(
        (answer) => answer.ok,
        () => false,
      );
      if (ready) return performance.now() - began;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }

  /** `kill -9`, or another signal; resolves when the process is gone. */
  async kill(signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    const child = this.#child;
    if (!child || !this.running) return;
    const gone = once(child, 'exit');
    child.kill(signal);
    await gone;
  }

  /** The memory that the process holds after a collection, and its resident size, in MB. Needs the preload `memory.mjs`. */
  async memory(file: string): Promise<{ held: number; rss: number }> {
    rmSync(file, { force: true });
    this.#child?.kill('SIGUSR2');
    while (!existsSync(file)) {
      if (!this.running) throw new Error(`the server ended: ${this.stderr}`);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    const { held, rss } = JSON.parse(readFileSync(file, 'utf8')) as { held: number; rss: number };
    return { held: held / 2 ** 20, rss: rss / 2 ** 20 };
  }

  /** Resolves when the process has ended by itself. */
  async ended(): Promise<{ code: number | null; signal: NodeJS.Signals | null }> {
    const child = this.#child;
    if (child && this.running) await once(child, 'exit');
    return { code: child?.exitCode ?? null, signal: child?.signalCode ?? null };
  }
}
