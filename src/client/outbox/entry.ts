/** What the database holds, which may be damaged. */
export const entriesOf = (stored: unknown): StoredEntry[] =>
  Array.isArray(stored) ? (stored as (StoredEntry | null)[]).filter((entry): entry is StoredEntry => typeof entry?.text === 'string') : [];

/** A message as it lies in the database until the server has it. */
export interface StoredEntry {
  readonly cid: string;
  /** Fingerprint of the visitor who wrote it; null: written before there was an identity. */
  readonly owner: string | null;
  readonly session: string | null;
  readonly text: string;
  readonly createdAt: number;
}
