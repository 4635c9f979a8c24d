import { parseArgs } from 'node:util';
import { runCommand, UsageError } from './command-line.ts';
import type { Config } from './config.ts';
import { readMeta, SERVER_URL } from './store/meta.ts';
import { findOperatorByEmail, listOperators } from './store/operators.ts';
import { openReset, RESET_HOURS } from './store/password-resets.ts';
import type { Db } from './store/schema.ts';

const USAGE = `Usage:
  npm run operator -- list
  npm run operator -- reset EMAIL

"reset" prints a link with which this operator chooses a new password: once, within ${RESET_HOURS} hours. Their other log-ins end
then. The server may be running. DATA_DIR or DATABASE_URL choose the database, as for the server.
`;

await runCommand(async (db: Db, args: readonly string[], config: Config): Promise<string> => {
  const [command, email, ...rest] = parseArgs({ args: [...args], allowPositionals: true }).positionals;
  if (rest.length > 0) throw new UsageError(`Unexpected "${rest.join(' ')}".`);
  if (command === 'list' && email === undefined) return list(db, config);
  if (command !== 'reset') throw new UsageError(`There is no command "${[command, email].join(' ').trim()}".\n\n${USAGE}`);
  if (!email) throw new UsageError(`Whose password? Give an e-mail address.\n\n${USAGE}`);
  const operator = await findOperatorByEmail(db, email);
  if (!operator && (await listOperators(db)).length === 0) throw new UsageError(nobodyIn(config));
  if (!operator) throw new UsageError(`There is no operator with the e-mail "${email}". "npm run operator -- list" shows all of them.`);
  const token = await openReset(db, operator.id, Date.now());
  const url = config.publicUrl ?? (await readMeta(db, SERVER_URL)) ?? `http://localhost:${config.port}`;
  return `Within ${RESET_HOURS} hours, ${operator.name} <${operator.email}> chooses a new password with this link. It works once:\n  ${url}/dashboard/#/reset/${token}\n`;
});

async function list(db: Db, config: Config): Promise<string> {
  const operators = await listOperators(db);
  if (operators.length === 0) return `${nobodyIn(config)}\n`;
  return operators.map(({ email, name, role, sites }) => `${[email, name, role, sites.join(' ')].join('\t')}\n`).join('');
}

/** An owner who forgets the server's DATA_DIR gets a new, empty database. */
function nobodyIn({ databaseUrl, dataDir }: Config): string {
  const where = databaseUrl === null ? `the data folder ${dataDir}` : 'the database of DATABASE_URL';
  return `There is no operator yet in ${where}. If the server uses other data, give this command its DATA_DIR or DATABASE_URL; else open the set-up link that the server prints when it starts.`;
}
