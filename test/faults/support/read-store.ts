import { DatabaseSync } from 'node:sqlite';
import { join } from 'node:path';
import type { SiteEvent } from '../../../src/protocol/index.ts';
import type { LogEntry, StoredEvent, StoredSession } from '../history.ts';

export interface Stored {
  readonly stored: StoredEvent[];
  readonly sessions: StoredSession[];
  readonly log: LogEntry[];
}

/** The content of the database file, read past the server. */
export function readStore(dataDir: string): Stored {
  const database = new DatabaseSync(join(dataDir, 'chat.db'));
  try {
    database.exec('PRAGMA busy_timeout = 2000; BEGIN');
    const all = <T>(text: string) => database.prepare(text).all() as T[];
    const sessions = all<StoredSession>('select id, visitor_id as visitor, status, ended_by as endedBy, last_seq as lastSeq from sessions');
    const stored = all<StoredEvent>('select session_id as session, seq, type, author, cid from events order by session_id, seq');
    const log = all<{ site: string; gseq: number; body: string }>(
      'select site_id as site, gseq, body from site_events order by site_id, gseq',
    ).map(toEntry);
    return { sessions, stored, log };
  } finally {
    database.close();
  }
}

function toEntry({ site, gseq, body }: { site: string; gseq: number; body: string }): LogEntry {
  const event = JSON.parse(body) as SiteEvent;
  if (event.type === 'session.appended') return { site, gseq, kind: 'event', session: event.session, seq: event.event.seq };
  if (event.type === 'visitor.changed') return { site, gseq, kind: 'visitor', visitor: event.visitor.id, blocked: event.visitor.blocked };
  return { site, gseq, kind: 'other' };
}

/** SQLite's own word on the file: its pages and its foreign keys. */
export function integrity(dataDir: string): string {
  const database = new DatabaseSync(join(dataDir, 'chat.db'));
  try {
    const [row] = database.prepare('PRAGMA integrity_check').all() as { integrity_check: string }[];
    const broken = database.prepare('PRAGMA foreign_key_check').all();
    return broken.length > 0 ? `${broken.length} broken references` : (row?.integrity_check ?? 'nothing');
  } finally {
    database.close();
  }
}
