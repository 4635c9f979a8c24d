import { sql, type Generated, type Kysely, type Transaction } from 'kysely';
import type { Author, ChatStatus, EndedBy, OperatorRef, SessionStatus } from '../../protocol/index.ts';

/**
 * Tables, the same on SQLite and PostgreSQL. To avoid any translation between the two, ids are text, times are bigint
 * milliseconds, truth values are 0 or 1, and JSON is text.
 */
export interface Database {
  meta: { key: string; value: string };
  /** Starts of a server; `id` is the epoch of the protocol. See lives.ts. */
  lives: { number: number; id: string };
  sites: {
    id: string;
    key: string;
    name: string;
    /** JSON: list of origins whose pages may show the widget. */
    origins: string;
    /** JSON: per language `{title, body, topics}` of the welcome screen. */
    welcome: string;
    /** Number of the last event in `site_events` (E4). */
    gseq: Generated<number>;
    /** Raised by every block and unblock; the widget obeys the highest (B6). */
    gate_version: Generated<number>;
    created_at: number;
    /** JSON: `IdentityKeys`. */
    identity_keys: Generated<string>;
  };
  operators: {
    id: string;
    email: string;
    name: string;
    role: 'operator' | 'admin';
    password_hash: string;
    created_at: number;
    /** The operator's own choice, which outlives connections and the server (W2). */
    away: Generated<number>;
  };
  operator_sites: { operator_id: string; site_id: string };
  logins: { token_hash: string; operator_id: string; created_at: number; expires_at: number };
  password_resets: { token_hash: string; operator_id: string; expires_at: number };
  visitors: {
    id: string;
    site_id: string;
    number: string;
    name: string | null;
    email: string | null;
    address: string | null;
    address_key: string | null;
    user_agent: string | null;
    created_at: number;
    last_seen_at: number;
    /** The person's id at the site, if the site has vouched for them; unique in the site. */
    person_id: Generated<string | null>;
    /** 1 if the site has signed name and e-mail. */
    verified: Generated<number>;
    /** The text that a search compares: `visitorSearchText`. */
    folded: Generated<string>;
  };
  visitor_tokens: {
    token_hash: string;
    visitor_id: string;
    site_id: string;
    family: string;
    created_at: number;
    used_at: number | null;
    retires_at: number | null;
    revoked_at: number | null;
  };
  visitor_addresses: { site_id: string; address_key: string; visitor_id: string; last_seen_at: number };
  page_views: { id: string; visitor_id: string; url: string; title: string; at: number; until: number | null };
  sessions: {
    id: string;
    site_id: string;
    visitor_id: string;
    status: SessionStatus;
    started_at: number;
    ended_at: number | null;
    ended_by: EndedBy | null;
    last_seq: Generated<number>;
    delivered_seq: Generated<number>;
    read_by_operator: Generated<number>;
    read_by_visitor: Generated<number>;
    /** The server's running time when somebody last wrote. */
    active_at: Generated<number>;
  };
  chats: {
    id: string;
    site_id: string;
    session_id: string;
    visitor_id: string;
    status: ChatStatus;
    created_at: number;
    /** The address the chat was begun at. */
    address_key: Generated<string | null>;
    closed_at: number | null;
    /** JSON: `OperatorRef`. */
    closed_by: Generated<string | null>;
    first_seq: number;
    unread: Generated<number>;
    /** JSON: `OperatorRef[]` in the order of joining. */
    operators: string;
    /** JSON: the last message, for the list row. */
    last: string | null;
    /** 1 if the session has ended, or the chat was left (L6). */
    done: Generated<number>;
    /** When something last happened in the chat; the inbox is ordered by it. */
    last_at: Generated<number>;
    rating: number | null;
    /** The last message, folded for search. */
    folded: Generated<string>;
  };
  /** The operators of each chat that is not closed: one operator's inbox in its order (L1). Its columns are copies of the chat's. */
  chat_operators: { operator_id: string; chat_id: string; site_id: string; done: number; unread: number; last_at: number };
  events: {
    session_id: string;
    seq: number;
    chat_id: string;
    at: number;
    type: string;
    author: Author | null;
    text: string | null;
    cid: string | null;
    /** JSON: `OperatorRef`. */
    operator: string | null;
    /** JSON: the members that only this type has. */
    detail: string | null;
  };
  /** The event of a session with which each life begins; events before the first row are older than lives. */
  session_lives: { session_id: string; life: number; first_seq: number };
  /** `life`: number of the life the event was stored in. */
  site_events: { site_id: string; gseq: number; at: number; body: string; life: Generated<number> };
  command_results: { principal: string; cid: string; hash: string; result: string; at: number };
  blocks: {
    id: string;
    site_id: string;
    visitor_id: string | null;
    address: string | null;
    address_key: string | null;
    reason: string;
    operator: string;
    chat_id: string | null;
    created_at: number;
    active: number;
    /** Attempts the gate refused because of this block, and the time of the last one. */
    refused: Generated<number>;
    refused_at: number | null;
    /** The text that a search compares beside the visitor: reason, addresses, operator. */
    folded: Generated<string>;
  };
  /**
   * One row for each address that an active block covers, also for a block of an address alone. `blocks.address` repeats the newest
   * one. `address_key` is what addresses are compared by: an IPv6 address counts as its /64.
   */
  block_addresses: { block_id: string; site_id: string; address: string; address_key: string };
  block_entries: {
    id: string;
    site_id: string;
    block_id: string;
    visitor_id: string | null;
    address_key: string | null;
    kind: 'blocked' | 'lifted';
    at: number;
    /** JSON: `OperatorRef`. */
    operator: string;
    reason: string | null;
    address: string | null;
    chat_id: string | null;
    session_id: string | null;
    seq: number | null;
  };
}

/** Reads on any connection. */
export type Db = Kysely<Database>;
/** Writes, which happen only inside the unit of work. */
export type Tx = Transaction<Database>;

export const parseOperators = (json: string) => JSON.parse(json) as OperatorRef[];

/*
 * Values that partial indexes depend on must be in the text of a query: SQLite ignores a parameter's value when it chooses an
 * index, and would read the whole table.
 */
export const ACTIVE = sql<'active'>`'active'`;
export const CLOSED = sql<'closed'>`'closed'`;
export const YES = sql<1>`1`;
export const NO = sql<0>`0`;
export const NEW = sql<'new'>`'new'`;
export const OPEN = sql<'open'>`'open'`;
