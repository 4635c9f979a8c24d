import { hash, verify } from '@node-rs/argon2';

/** Argon2id with the parameters of OWASP's password storage cheat sheet (19 MiB, two passes); runs off the event loop. */
const PARAMETERS = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

export const hashPassword = (password: string) => hash(password, PARAMETERS);

export const verifyPassword = (stored: string, password: string) => verify(stored, password);

let decoy: Promise<string> | undefined;

/** Takes as long as a real check, so that the time does not tell whether the account exists. */
export async function verifyNothing(password: string): Promise<void> {
  decoy ??= hashPassword('nobody has this password');
  await verifyPassword(await decoy, password);
}
