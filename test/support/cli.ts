import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** Runs a command of the server as people do, without blocking this process, in which a server may run. */
export function command(name: 'site' | 'data', env: Record<string, string>, ...args: string[]) {
  const file = fileURLToPath(new URL(`../../src/server/${name}-cli.ts`, import.meta.url));
  const child = spawn(process.execPath, [file, ...args], { env: { PATH: process.env['PATH'] ?? '', ...env } });
  const output = { stdout: '', stderr: '' };
  child.stdout.on('data', (data: Buffer) => (output.stdout += data.toString()));
  child.stderr.on('data', (data: Buffer) => (output.stderr += data.toString()));
  const ended = new Promise<{ status: number | null; stdout: string; stderr: string }>((resolve) =>
    child.once('close', (status) => {
      resolve({ status, ...output });
    }),
  );
  return { output, ended, kill: () => child.kill('SIGKILL') };
}
