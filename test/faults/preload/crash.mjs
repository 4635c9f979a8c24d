// Runs before the server and ends the process at one point of its work: CRASH_AT says which. It is armed by the file CRASH_ARM
// with `{after, delayMs}`: so many of these points pass first. The server knows nothing of it: the statements of its database
// are watched.
import { existsSync, readFileSync } from 'node:fs';
import { DatabaseSync, StatementSync } from 'node:sqlite';
import { isMainThread } from 'node:worker_threads';

const at = process.env.CRASH_AT;
const arm = process.env.CRASH_ARM ?? '';
// A real crash gives nobody the time to write anything.
const crash = () => process.kill(process.pid, 'SIGKILL');

let armed = null;
/** Counts one point; true when it is the one. */
function isDue() {
  if (!armed && existsSync(arm)) armed = JSON.parse(readFileSync(arm, 'utf8'));
  return armed !== null && --armed.after === 0;
}

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
    const counts = isMainThread && at !== 'checkpoint' && commits.has(this) && isDue();
    if (counts && at === 'before-commit') crash();
    const result = original.apply(this, parameters);
    if (counts && at === 'after-commit') crash();
    return result;
  };
}
DatabaseSync.prototype.exec = function (text) {
  if (at === 'checkpoint' && /wal_checkpoint/i.test(text) && isDue()) {
    // Somewhere in the middle of moving pages: the process is hit by a signal that another one sends meanwhile.
    import('node:child_process').then(({ spawn }) =>
      spawn('sh', ['-c', `sleep ${(armed.delayMs / 1000).toFixed(6)}; kill -9 ${process.pid}`], { stdio: 'ignore' }),
    );
    const end = performance.now() + armed.delayMs + 100;
    while (performance.now() < end) exec.call(this, text);
    return;
  }
  return exec.call(this, text);
};
