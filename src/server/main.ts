import { enableCompileCache, flushCompileCache } from 'node:module';
import { fileURLToPath } from 'node:url';

// Visitors are waiting while a crashed server restarts, so the compiled code of several hundred modules is cached. The cache is
// next to the code it is made from: anybody who can change one can change the other anyway. If the folder is not writable, the
// start is only slower.
enableCompileCache(fileURLToPath(new URL('../../node_modules/.cache/server', import.meta.url)));
const { serve } = await import('./serve.ts');
await serve();
// A killed server writes no cache at its end, so it is written now.
setImmediate(flushCompileCache);
