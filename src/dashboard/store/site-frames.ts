import type { Clock } from '../../link/clock.ts';
import type { Commands } from '../../link/commands.ts';
import type { Observable } from '../../link/observable.ts';
import type { ErrorCode, ErrorFrame, OperatorCommand, OperatorServerFrame, OperatorWelcome } from '../../protocol/index.ts';
import { withRead, withVisitor } from './dashboard-state.ts';
import type { InboxReader } from './inbox-reader.ts';
import type { NewsTeller } from './news.ts';
import type { OwnPresence } from './own-presence.ts';
import type { Replies } from './replies.ts';
import type { SiteLog } from './site-log.ts';
import type { ThreadReader } from './thread-reader.ts';
import type { DashboardState, NumberedSiteEvent } from './types.ts';
import { showTyping } from './typing.ts';

export interface SiteFramesOptions {
  readonly state: Observable<DashboardState>;
  readonly clock: Clock;
  readonly commands: Commands<OperatorCommand>;
  readonly log: SiteLog;
  readonly inbox: InboxReader;
  readonly threads: ThreadReader;
  readonly replies: Replies;
  readonly presence: OwnPresence;
  readonly news: NewsTeller;
  readonly onWelcome: () => void;
  /** The command goes again by itself. */
  readonly onWait: (cid: string, code: ErrorCode) => void;
  readonly onUnlisted: (chat: string) => void;
  readonly onLoggedOut: () => void;
}

/** Hands each frame of the server, and each event that was applied, to the parts of the client that it concerns. */
export class SiteFrames {
  readonly #parts: SiteFramesOptions;

  constructor(parts: SiteFramesOptions) {
    this.#parts = parts;
  }

  receive(frame: OperatorServerFrame): void {
    const { state, clock, commands, log, inbox, presence } = this.#parts;
    switch (frame.type) {
      case 'welcome':
        return this.#welcome(frame);
      case 'ack':
        return void commands.done(frame.cid, frame.result);
      case 'error':
        return this.#refused(frame);
      case 'event':
        return log.follow([frame]);
      case 'events':
        return log.answer(() => (frame.reset ? void inbox.loadInbox() : log.follow(frame.events)));
      case 'read':
        return state.set(withRead(state.get(), frame.session, frame.by, frame.seq));
      case 'typing':
        return showTyping(state, clock, frame);
      case 'visitor':
        return state.set(
          withVisitor(state.get(), frame.visitor, (visitor) => ({ ...visitor, online: frame.online, page: frame.page ?? visitor.page })),
        );
      case 'operators':
        return presence.told(frame.operators);
      // A newer server may say more than this page understands.
      default:
    }
  }

  /** An event of the site's log has been applied. */
  applied(numbered: NumberedSiteEvent): void {
    const { inbox, threads, replies, news, onUnlisted } = this.#parts;
    const state = this.#parts.state.get();
    const { event } = numbered;
    inbox.applied(numbered);
    threads.applied(event);
    if (event.type === 'chat.changed') {
      const { chat, fresh } = event;
      if (chat.status === 'closed' && state.drafts[chat.id]) onUnlisted(chat.id);
      const former = fresh ? state.threads[chat.session.id]?.chats.at(-2) : undefined;
      if (former) replies.carry(former.id, chat.id);
    }
    news.applied(event, state);
  }

  #welcome({ gseq, operator, operators, reset, epoch, events }: OperatorWelcome): void {
    const { state, log, presence, inbox, onWelcome } = this.#parts;
    log.begin(gseq);
    state.set({ operator });
    presence.told(operators);
    onWelcome();
    if (reset || !state.get().loaded) return void inbox.loadInbox();
    // The cursor holds in this life of the database too; what follows belongs to it.
    state.set({ epoch });
    log.follow(events);
  }

  #refused(frame: ErrorFrame): void {
    const { cid, code, retryAfterMs } = frame;
    const { commands, log, onWait, onLoggedOut } = this.#parts;
    // A command refused for that has done nothing, and goes again after the next log-in.
    if (code === 'unauthorized') onLoggedOut();
    else if (cid === undefined) log.refused(retryAfterMs);
    else if (commands.refused(cid, frame)) onWait(cid, code as ErrorCode);
  }
}
