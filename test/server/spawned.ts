import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../../src/server/main.ts', import.meta.url));

/** The program as people start it, in a process of its own. */
export interface Program {
  readonly output: { stdout: string; stderr: string };
  /** Resolves with the port that it printed; rejects when the program ends before. */
  readonly port: Promise<number>;
  readonly exit: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
  kill(signal: NodeJS.Signals): void;
}

/** Starts `main.ts` with nothing in its environment but what is given; `uid`: as that user, which root alone may. */
export function startProgram(env: Record<string, string>, args: readonly string[] = [], uid?: number): Program {
  const child = spawn(process.execPath, [MAIN, ...args], {
    env: { PATH: process.env['PATH'] ?? '', PORT: '0', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(uid === undefined ? {} : { uid, gid: uid }),
  });
  const output = { stdout: '', stderr: '' };
  const exit = once(child, 'close').then(([code, signal]) => ({ code: code as number | null, signal: signal as NodeJS.Signals | null }));
  const port = new Promise<number>((resolve, reject) => {
    child.stdout.on('data', (chunk: Buffer) => {
      output.stdout += chunk.toString();
      const match = /Chat server on http:\/\/localhost:(\d+)/.exec(output.stdout);
      if (match && output.stdout.includes('Ctrl-C')) resolve(Number(match[1]));
    });
    child.stderr.on('data', (chunk: Buffer) => {
      output.stderr += chunk.toString();
    });
    void exit.then(() => {
      reject(new Error(`the server ended: ${output.stdout}${output.stderr}`));
    });
  });
  // A test of a failing start looks at `exit` only.
  port.catch(() => undefined);
  return { output, port, exit, kill: (signal) => child.kill(signal) };
}

/** Where the wire helpers look for a server. */
export const at = (port: number) => ({ port, url: `http://127.0.0.1:${port}` });
