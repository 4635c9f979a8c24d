import { enableCompileCache, flushCompileCache } from 'node:module';
import { fileURLToPath } from 'node:url';

// Who restarts after a crash is waited for: the code of several hundred modules is compiled once, not at every start. The
// cache lies beside the code it is made of, where whoever may change one may change the other; without the right to write
// there the start is only slower.
enableCompileCache(fileURLToPath(new URL('../../node_modules/.cache/server', import.meta.url)));
const { serve } = await import('./serve.ts');
await serve();
// A killed server writes nothing at its end.
setImmediate(flushCompileCache);
