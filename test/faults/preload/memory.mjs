// Runs before the server: on SIGUSR2 it collects what nobody holds any more and writes what is left, in bytes, to MEMORY_FILE.
// Without that a process looks larger the less the machine lets it collect. Needs --expose-gc. The server knows nothing of it.
import { renameSync, writeFileSync } from 'node:fs';

process.on('SIGUSR2', () => {
  globalThis.gc();
  globalThis.gc();
  const { heapUsed, external, rss } = process.memoryUsage();
  const file = process.env.MEMORY_FILE;
  writeFileSync(`${file}.new`, JSON.stringify({ held: heapUsed + external, rss }));
  renameSync(`${file}.new`, file);
});
