// Runs before the server and ends the process at one point of its work: CRASH_AT says which, CRASH_AFTER how many of them
// pass first. The server knows nothing of it: the statements of its database are watched.
import { DatabaseSync, StatementSync } from 'node:sqlite';
import { isMainThread } from 'node:worker_threads';

const at = process.env.CRASH_AT;
let left = Number(process.env.CRASH_AFTER ?? 1);
// A real crash gives nobody the time to write anything.
const crash = () => process.kill(process.pid, 'SIGKILL');

const { prepare, exec } = DatabaseSync.prototype;
const commits = new WeakSet();
DatabaseSync.prototype.prepare = function (text, ...rest) {
  const statement = prepare.call(this, text, ...rest);
  if (/^\s*commit/i.test(text)) commits.add(statement);
  return statement;
};
for (const name of ['run', 'all', 'get']) {
  const original = StatementSync.prototype[name];
  StatementSync.prototype[name] = function (...parameters) {
    const counts = isMainThread && commits.has(this) && (at === 'before-commit' || at === 'after-commit') && --left === 0;
    if (counts && at === 'before-commit') crash();
    const result = original.apply(this, parameters);
    if (counts && at === 'after-commit') crash();
    return result;
  };
}
DatabaseSync.prototype.exec = function (text) {
  if (at === 'checkpoint' && /wal_checkpoint/i.test(text) && --left <= 0) {
    // Somewhere in the middle of moving pages: the main thread is hit by a signal that a timer sends meanwhile.
    const delay = Number(process.env.CRASH_DELAY_US ?? 0) / 1000;
    import('node:child_process').then(({ spawn }) =>
      spawn('sh', ['-c', `sleep ${(delay / 1000).toFixed(6)}; kill -9 ${process.pid}`], { stdio: 'ignore' }),
    );
    left = Infinity;
    const end = performance.now() + 400;
    while (performance.now() < end) exec.call(this, text);
    return;
  }
  return exec.call(this, text);
};
