/** `npm run bench` measures throughput; `npm run bench -- embed` (or inbox, thread, log-in-flood) that bench. */
const BENCHES: Readonly<Record<string, string>> = {
  embed: './embed.ts',
  inbox: './inbox.mjs',
  thread: './thread.ts',
  'log-in-flood': './log-in-flood.ts',
};

const named = BENCHES[process.argv[2] ?? ''];
// The bench finds its own arguments where it would find them without a name.
if (named) process.argv.splice(2, 1);
await import(named ?? './throughput.ts');
export {};
