import { systemClock } from '../../link/clock.ts';
import type { Clock } from '../../link/clock.ts';
import type {
  AddressCheck,
  BlockHistory,
  BlockList,
  ErrorCode,
  Inbox,
  LoginRequest,
  LoginState,
  Problem,
  ResetLink,
  ResetLinkState,
  ResetRequest,
  SettingNotices,
  SetupRequest,
  Thread,
  VisitorDetails,
} from '../../protocol/index.ts';

/** A request that failed. `code` is `unavailable` when the server could not be reached at all. */
export class ApiError extends Error {
  readonly code: ErrorCode;
  readonly field: string | undefined;
  constructor(code: ErrorCode, message: string, field?: string) {
    super(message);
    this.name = 'ApiError';
    this.code = code;
    this.field = field;
  }
}

/** Which page of which list. */
export interface InboxPage {
  readonly tab?: string;
  readonly filter?: string;
  readonly search?: string;
  readonly after?: string;
  readonly limit?: number;
}

/** The operator's HTTP routes. Every method rejects with `ApiError`. */
export interface Api {
  login(body: LoginRequest): Promise<LoginState>;
  /** Rejects with `unauthorized` when nobody is logged in. */
  whoAmI(): Promise<LoginState>;
  logout(): Promise<void>;
  setup(body: SetupRequest): Promise<LoginState>;
  /** Rejects with `forbidden` when the link does not hold. */
  checkReset(body: ResetLink): Promise<ResetLinkState>;
  reset(body: ResetRequest): Promise<LoginState>;
  /** A page of a list of the inbox; the first without `after`. */
  inbox(site: string, page?: InboxPage): Promise<Inbox>;
  thread(site: string, chat: string, before?: number): Promise<Thread>;
  visitor(site: string, visitor: string): Promise<VisitorDetails>;
  blocks(site: string, page?: { readonly search?: string; readonly after?: string; readonly limit?: number }): Promise<BlockList>;
  blockHistory(site: string, block: string): Promise<BlockHistory>;
  checkAddress(site: string, address: string): Promise<AddressCheck>;
  /** For administrators. */
  notices(site: string): Promise<SettingNotices>;
}

/** Nothing closes a silent connection for minutes. The caller may try again long before that. */
const LIMIT_MS = 10_000;

/** `base` is the server's address; the login travels in a cookie. A request without an answer in 10 s is `unavailable`. */
export function createApi(base = '', request: typeof fetch = (...args) => fetch(...args), clock: Clock = systemClock): Api {
  const site = (key: string, rest: string): string => `/v1/sites/${encodeURIComponent(key)}/${rest}`;

  async function call<T>(method: string, path: string, body?: unknown): Promise<T> {
    let response: Response;
    let text: string;
    const late = new AbortController();
    const stopTimer = clock.after(LIMIT_MS, () => late.abort());
    try {
      response = await request(base + path, {
        signal: late.signal,
        method,
        credentials: 'same-origin',
        cache: 'no-store',
        ...(body !== undefined && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
      });
      text = await response.text();
    } catch {
      throw new ApiError('unavailable', 'The server cannot be reached.');
    } finally {
      stopTimer();
    }
    if (response.ok) return (text === '' ? undefined : JSON.parse(text)) as T;
    throw problem(response.status, text);
  }

  return {
    login: (body) => call('POST', '/v1/login', body),
    whoAmI: () => call('GET', '/v1/login'),
    logout: () => call('DELETE', '/v1/login'),
    setup: (body) => call('POST', '/v1/setup', body),
    checkReset: (body) => call('POST', '/v1/reset/check', body),
    reset: (body) => call('POST', '/v1/reset', body),
    inbox: (key, page) => call('GET', site(key, `inbox${query(page)}`)),
    thread: (key, chat, before) =>
      call('GET', site(key, `chats/${encodeURIComponent(chat)}${before === undefined ? '' : `?before=${before}`}`)),
    visitor: (key, visitor) => call('GET', site(key, `visitors/${encodeURIComponent(visitor)}`)),
    blocks: (key, page) => call('GET', site(key, `blocks${query(page)}`)),
    blockHistory: (key, block) => call('GET', site(key, `blocks/${encodeURIComponent(block)}/history`)),
    notices: (key) => call('GET', site(key, 'notices')),
    checkAddress: (key, address) => call('GET', site(key, `addresses?address=${encodeURIComponent(address)}`)),
  };
}

/** What is empty is not asked for. */
function query(values: object = {}): string {
  const asked = Object.entries(values).filter(([, value]) => value !== undefined && value !== '');
  return asked.length === 0 ? '' : `?${new URLSearchParams(asked.map(([name, value]) => [name, String(value)])).toString()}`;
}

function problem(status: number, text: string): ApiError {
  try {
    const { error } = JSON.parse(text) as Problem;
    return new ApiError(error.code as ErrorCode, error.message, error.field);
  } catch {
    // A proxy in front may answer with a page of its own.
    return new ApiError(status === 401 ? 'unauthorized' : status === 404 ? 'not_found' : 'unavailable', `HTTP ${status}`);
  }
}
