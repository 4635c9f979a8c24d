/** A message as it lies in the database until the server has it. */
export interface StoredEntry {
  readonly cid: string;
  /** Fingerprint of the visitor who wrote it; null: written before there was an identity. */
  readonly owner: string | null;
  readonly session: string | null;
  readonly text: string;
  readonly createdAt: number;
}
