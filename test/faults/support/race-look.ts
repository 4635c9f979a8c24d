import { DatabaseSync } from 'node:sqlite';
import { join } from 'node:path';
import { parseOperators } from '../../../src/server/store/schema.ts';
import type { World } from './race-model.ts';

/** The stored rows of one visitor, counted as the model counts them and read past the server. */
export class Look {
  readonly #database: DatabaseSync;
  readonly #read: (text: string) => (...values: string[]) => unknown[];

  constructor(dataDir: string) {
    this.#database = new DatabaseSync(join(dataDir, 'chat.db'), { readOnly: true });
    this.#database.exec('PRAGMA busy_timeout = 2000');
    this.#read = (text) => {
      const statement = this.#database.prepare(text);
      return (...values) => statement.all(...values);
    };
    this.#sessions = this.#read('select id, status from sessions where visitor_id = ?');
    this.#chats = this.#read('select id, status, session_id, first_seq, operators from chats where visitor_id = ?');
    this.#blocks = this.#read('select id from blocks where visitor_id = ? and active = 1');
    this.#reasons = this.#read("select 1 from block_entries where visitor_id = ? and kind = 'blocked'");
    this.#addresses = this.#read('select 1 from blocks where visitor_id is null and active = 1 and address = ?');
    this.#visitor = this.#read('select visitor_id as id from sessions where id = ?');
  }
  readonly #sessions;
  readonly #chats;
  readonly #blocks;
  readonly #reasons;
  readonly #addresses;
  readonly #visitor;

  visitorOf(session: string): string {
    return (this.#visitor(session)[0] as { id: string }).id;
  }

  /** `known` names sessions, chats and blocks by their numbers in the model, and learns new ones. */
  at(visitor: string, address: string, known: { sessions: string[]; chats: string[]; blocks: string[]; desks: readonly string[] }): string {
    const own = this.#sessions(visitor) as { id: string; status: string }[];
    for (const { id } of own) if (!known.sessions.includes(id)) known.sessions.push(id);
    const chats = this.#chats(visitor) as { id: string; status: string; session_id: string; first_seq: number; operators: string }[];
    const order = (chat: { session_id: string; first_seq: number }) => known.sessions.indexOf(chat.session_id) * 1e6 + chat.first_seq;
    chats.sort((a, b) => order(a) - order(b));
    known.chats = chats.map(({ id }) => id);
    const active = own.filter(({ status }) => status === 'active');
    const blocks = (this.#blocks(visitor) as { id: string }[]).map(({ id }) => id);
    for (const id of blocks) if (!known.blocks.includes(id)) known.blocks.push(id);
    return JSON.stringify([
      active.map(({ id }) => known.sessions.indexOf(id) + 1),
      own.length,
      chats.map((chat) => [
        known.sessions.indexOf(chat.session_id) + 1,
        chat.status === 'closed',
        parseOperators(chat.operators).map(({ id }) => known.desks.indexOf(id)),
      ]),
      blocks.map((id) => known.blocks.indexOf(id) + 1),
      this.#reasons(visitor).length,
      this.#addresses(address).length > 0,
    ]);
  }

  close(): void {
    this.#database.close();
  }
}

/** The same of the model. */
export const shape = ({ active, sessions, chats, block, reasons, addressBlocked }: World): string =>
  JSON.stringify([
    active === null ? [] : [active],
    sessions,
    chats.map((chat) => [chat.session, chat.closed, chat.joined]),
    block === null ? [] : [block],
    reasons,
    addressBlocked,
  ]);
