import { ConfigError, readConfig, type Config } from './config.ts';
import { OriginError } from './access/origins.ts';
import { connect } from './store/connect.ts';
import { StoreFault } from './store/fault.ts';
import type { Db } from './store/schema.ts';

/** A mistake that the person who typed the command can fix. */
export class UsageError extends Error {}

/** Runs a command on the database that the environment chooses, beside a running server. Exit code 2 means a mistyped command. */
export async function runCommand(run: (db: Db, args: readonly string[], config: Config) => Promise<string>): Promise<void> {
  try {
    const config = readConfig(process.env);
    const store = await connect(config);
    try {
      process.stdout.write(await run(store.write, process.argv.slice(2), config));
    } finally {
      await store.close();
    }
  } catch (error) {
    const isUsage =
      error instanceof UsageError ||
      error instanceof OriginError ||
      error instanceof ConfigError ||
      ((error as NodeJS.ErrnoException).code ?? '').startsWith('ERR_PARSE_ARGS');
    process.stderr.write(`${isUsage || error instanceof StoreFault ? (error as Error).message : String((error as Error).stack)}\n`);
    process.exitCode = isUsage ? 2 : 1;
  }
}
