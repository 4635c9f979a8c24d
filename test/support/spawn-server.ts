import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, request as httpRequest, type IncomingMessage } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ADMIN } from './server.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

export interface SpawnedServer {
  readonly url: string;
  readonly port: number;
  readonly dataDir: string;
  /** The one-time link that makes the first administrator; null when there is one already. */
  readonly setupLink: string | null;
  stop(): Promise<number | null>;
}

export interface SpawnOptions {
  /** Runs the demo site with its first administrator. Default: true. */
  readonly demo?: boolean;
}

/** The server as its own process, as people start it. Resolves when it has printed its address. */
export async function spawnServer(
  env: Record<string, string | undefined> = {},
  { demo = true }: SpawnOptions = {},
): Promise<SpawnedServer> {
  const dataDir = mkdtempSync(join(tmpdir(), 'chat-e2e-'));
  const child = spawn(process.execPath, ['src/server/main.ts', ...(demo ? ['--demo'] : [])], {
    cwd: ROOT,
    env: {
      ...process.env,
      PORT: '0',
      DATA_DIR: dataDir,
      LOG_LEVEL: 'error',
      CHAT_ADMIN_EMAIL: ADMIN.email,
      CHAT_ADMIN_PASSWORD: ADMIN.password,
      TRUSTED_PROXIES: '127.0.0.1/32',
      ...env,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
  let output = '';
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout.on('data', (data: Buffer) => {
      output += String(data);
      // This is the last line the server prints at its start.
      if (output.includes('Ctrl-C')) resolve(/Chat server on (http:\/\/\S+)/.exec(output)?.[1] ?? '');
    });
    void exited.then((code) => {
      reject(new Error(`the server exited with ${code}: ${output}`));
    });
  });
  const port = Number(new URL(url).port);
  const setup = /#\/setup\/\S+/.exec(output)?.[0];
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    dataDir,
    setupLink: setup === undefined ? null : `http://127.0.0.1:${port}/dashboard/${setup}`,
    async stop() {
      child.kill('SIGTERM');
      const code = await exited;
      rmSync(dataDir, { recursive: true, force: true });
      return code;
    },
  };
}

export interface AddressProxy {
  readonly url: string;
  readonly port: number;
  /** Cuts every connection, and refuses new ones until `restore`. */
  cut(): void;
  restore(): void;
  stop(): Promise<void>;
}

/** A reverse proxy in front of the server that reports all its clients under one public address, WebSockets included. */
export async function addressProxy(target: number, address: string): Promise<AddressProxy> {
  let down = false;
  const sockets = new Set<{ destroy(): void }>();
  const proxy = createServer((incoming, outgoing) => {
    if (down) {
      incoming.destroy();
      return;
    }
    const forward = httpRequest(
      {
        host: '127.0.0.1',
        port: target,
        path: incoming.url,
        method: incoming.method,
        headers: { ...incoming.headers, 'x-forwarded-for': address },
      },
      (answer) => {
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(outgoing);
      },
    );
    forward.on('error', () => outgoing.destroy());
    incoming.pipe(forward);
  });
  proxy.on('connection', (socket) => {
    if (down) socket.destroy();
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  proxy.on('upgrade', (incoming: IncomingMessage, socket, head) => {
    const upstream = connect(target, '127.0.0.1', () => {
      const headers = Object.entries({ ...incoming.headers, 'x-forwarded-for': address }).map(
        ([name, value]) => `${name}: ${String(value)}`,
      );
      upstream.write(`${incoming.method} ${incoming.url} HTTP/1.1\r\n${headers.join('\r\n')}\r\n\r\n`);
      upstream.write(head);
      upstream.pipe(socket);
      socket.pipe(upstream);
    });
    sockets.add(upstream);
    const end = () => {
      upstream.destroy();
      socket.destroy();
      sockets.delete(upstream);
    };
    for (const side of [upstream, socket]) {
      side.on('error', end);
      side.on('close', end);
    }
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  const { port } = proxy.address() as AddressInfo;
  const cut = () => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    port,
    url: `http://127.0.0.1:${port}`,
    cut() {
      down = true;
      cut();
    },
    restore() {
      down = false;
    },
    stop() {
      cut();
      return new Promise((resolve) =>
        proxy.close(() => {
          resolve();
        }),
      );
    },
  };
}
