import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { brotliCompressSync, gzipSync } from 'node:zlib';

/** Writes `.br` and `.gz` beside each text file of a folder: the server sends them as they are and spends no time on it. */
export function compress(folder) {
  for (const name of readdirSync(folder)) {
    if (!/\.(js|html|svg)$/.test(name)) continue;
    const file = new URL(name, folder);
    const content = readFileSync(file);
    writeFileSync(new URL(`${name}.br`, folder), brotliCompressSync(content));
    writeFileSync(new URL(`${name}.gz`, folder), gzipSync(content, { level: 9 }));
  }
}
