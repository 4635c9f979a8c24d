/** Checks entries read from the database, which may be damaged. */
export const entriesOf = (stored: unknown): StoredEntry[] =>
  Array.isArray(stored) ? (stored as (StoredEntry | null)[]).filter((entry): entry is StoredEntry => typeof entry?.text === 'string') : [];

/** A message as the database keeps it until the server has stored it. */
export interface StoredEntry {
  readonly cid: string;
  /** Fingerprint of the visitor who wrote it. null: it was written before there was an identity. */
  readonly owner: string | null;
  readonly session: string | null;
  readonly text: string;
  readonly createdAt: number;
}
