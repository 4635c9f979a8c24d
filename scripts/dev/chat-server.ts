import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';

/** The real server with its demo site, as a process that is replaced when its sources change. */
export class ChatServer {
  readonly port: number;
  readonly #root: string;
  readonly #env: NodeJS.ProcessEnv;
  #child: ChildProcess | undefined;
  #ready: Promise<string> = Promise.reject(new Error('not started'));

  private constructor(root: string, port: number, env: NodeJS.ProcessEnv) {
    this.#root = root;
    this.port = port;
    this.#env = env;
    this.#ready.catch(() => undefined);
  }

  /** `publicUrl`: where the development server stands in front of it. */
  static async at(root: string, publicUrl: string, dataDir: string): Promise<ChatServer> {
    return new ChatServer(root, await freePort(), {
      ...process.env,
      HOST: '127.0.0.1',
      DATA_DIR: dataDir,
      PUBLIC_URL: publicUrl,
      TRUSTED_PROXIES: '127.0.0.1/32',
    });
  }

  /** Resolves with what the server prints at its start, once it listens; rejects with its last words. */
  get ready(): Promise<string> {
    return this.#ready;
  }

  /** Starts the server, in place of the one that runs. */
  start(): Promise<string> {
    const before = this.#child;
    this.#ready = this.#kill(before, 'SIGKILL').then(() => this.#spawn());
    // Callers that wait for it hear of a failure; there may be none.
    this.#ready.catch(() => undefined);
    return this.#ready;
  }

  async stop(): Promise<void> {
    const limit = setTimeout(() => this.#child?.kill('SIGKILL'), 3000);
    await this.#kill(this.#child, 'SIGTERM');
    clearTimeout(limit);
  }

  /** What was acknowledged survives a kill, and a graceful end would be waited for with every save. */
  async #kill(child: ChildProcess | undefined, signal: NodeJS.Signals): Promise<void> {
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    child.kill(signal);
    await gone;
  }

  #spawn(): Promise<string> {
    const child = spawn(process.execPath, ['src/server/main.ts', '--demo'], {
      cwd: this.#root,
      env: { ...this.#env, PORT: String(this.port) },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#child = child;
    return new Promise((resolve, reject) => {
      let said = '';
      let up = false;
      const hear = (out: NodeJS.WriteStream) => (data: Buffer) => {
        if (up) return void out.write(data);
        said += data.toString();
        // The last line of its start.
        up = said.includes('Ctrl-C');
        if (up) resolve(said);
      };
      child.stdout.on('data', hear(process.stdout));
      child.stderr.on('data', hear(process.stderr));
      child.once('exit', (code, signal) => {
        if (!up) reject(new Error(signal === 'SIGKILL' ? 'replaced' : said.trim() || `The server ended with code ${code}.`));
      });
    });
  }
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  return port;
}
