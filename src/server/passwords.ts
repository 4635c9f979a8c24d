import { hash, verify } from '@node-rs/argon2';

/** Argon2id with the parameters of OWASP's password storage cheat sheet (19 MiB, two passes); runs off the event loop. */
const PARAMETERS = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** Keyboards write the same letter in two ways, as one character or with its accent apart: one of them is hashed. */
export const hashPassword = (password: string) => hash(password.normalize('NFC'), PARAMETERS);

export async function verifyPassword(stored: string, password: string): Promise<boolean> {
  const normal = password.normalize('NFC');
  // Hashed as it was typed, by a version before.
  return (await verify(stored, normal)) || (normal !== password && verify(stored, password));
}

let decoy: Promise<string> | undefined;

/** Takes as long as a real check, so that the time does not tell whether the account exists. */
export async function verifyNothing(password: string): Promise<void> {
  decoy ??= hashPassword('nobody has this password');
  await verifyPassword(await decoy, password);
}
