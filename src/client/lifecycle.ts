/** What one page's client is doing for its visitor. */
export type Phase =
  /** Nobody has asked for the chat, or the client was closed. */
  | 'dormant'
  /** The client looks whether the browser knows a visitor. A stranger stays one. */
  | 'looking'
  /** The visitor acted: the client finds their identity, or that they have none. */
  | 'starting'
  /** A new visitor asks the server for a token, one tab at a time. */
  | 'minting'
  /** The client connects, again and again if need be. */
  | 'connecting'
  /** The server knows the visitor. Their token has to be stored before anything is sent. */
  | 'settling'
  | 'live'
  /** Another tab has a newer token, so the server is about to refuse this one. */
  | 'superseded'
  /** The server does not know the token, so the client looks for a newer one (I8). */
  | 'doubted'
  /** The server refuses this client for good (N9). */
  | 'refused'
  /** The server hides the widget, and the chat comes back when that ends (B6). */
  | 'blocked'
  /** The server hides the widget, and nobody chats on this page. */
  | 'watching';

export type LifecycleEvent =
  /* Calls of the page and acts of the visitor */
  | 'look'
  | 'act'
  | 'retry'
  /** The visitor logged out, here or in another tab. */
  | 'forget'
  | 'close'
  /* The browser's stores */
  /** Somebody may have changed the cookie. */
  | 'check'
  /** There is no visitor. */
  | 'nobody'
  /** There is a visitor with a token. */
  | 'known'
  /** The visitor has no token yet. */
  | 'new'
  /** The same visitor has a newer token. */
  | 'renewed'
  /** The cookie names another visitor. */
  | 'replaced'
  /** The cookie names nobody any more. */
  | 'vanished'
  /** The cookie is not the one for which the server hides the widget. */
  | 'strayed'
  /* The server */
  | 'hidden'
  | 'shown'
  | 'welcomed'
  /** The token is stored. */
  | 'ready'
  /** The server issued a token that replaces the one of this connection. */
  | 'issued'
  /** The token that is stored is not the one of this connection. */
  | 'switched'
  /** Another tab was issued a new token. */
  | 'superseded'
  | 'lost'
  | 'unknown'
  | 'refused';

export type Effect =
  | 'look'
  | 'find'
  | 'follow'
  | 'mint'
  | 'connect'
  | 'reconnect'
  | 'retry'
  | 'disconnect'
  | 'settle'
  | 'begin'
  | 'compare'
  | 'compareHello'
  | 'seek'
  | 'seekLater'
  | 'forgetThread'
  | 'forgetVisitor'
  | 'wipeStores'
  | 'wipeChat'
  | 'watch'
  | 'unwatch'
  | 'watchAnew'
  | 'unfollow'
  | 'forgetGate';

/** The next phase, null for the same one, and what has to be done, in this order. */
export type Step = readonly [next: Phase | null, ...effects: Effect[]];
type Row = Readonly<Record<LifecycleEvent, Step>>;

const NOTHING: Step = [null];

/** In no phase do these mean anything but what its own row says. */
const IDLE: Row = {
  look: NOTHING,
  act: NOTHING,
  retry: NOTHING,
  forget: ['dormant', 'wipeStores', 'forgetVisitor'],
  close: ['dormant', 'unwatch', 'disconnect', 'unfollow'],
  check: NOTHING,
  nobody: NOTHING,
  known: NOTHING,
  new: NOTHING,
  renewed: NOTHING,
  replaced: NOTHING,
  vanished: NOTHING,
  strayed: NOTHING,
  hidden: ['watching', 'wipeChat', 'follow', 'watch'],
  shown: NOTHING,
  welcomed: NOTHING,
  ready: NOTHING,
  issued: NOTHING,
  switched: NOTHING,
  superseded: NOTHING,
  lost: NOTHING,
  unknown: NOTHING,
  refused: NOTHING,
};

/** The visitor wants to chat on this page, and nothing is known to be against it. */
const CHAT: Row = {
  ...IDLE,
  retry: [null, 'retry'],
  forget: ['dormant', 'wipeStores', 'forgetVisitor', 'disconnect'],
  check: [null, 'compare'],
  replaced: ['looking', 'forgetVisitor', 'disconnect', 'look'],
  vanished: ['dormant', 'forgetVisitor', 'disconnect'],
  hidden: ['blocked', 'wipeChat', 'follow', 'watch'],
  welcomed: ['settling', 'settle'],
  issued: ['settling', 'disconnect'],
  superseded: ['superseded', 'forgetThread'],
  lost: ['connecting'],
  unknown: ['doubted', 'seek'],
  refused: ['refused'],
};

const HIDDEN: Row = {
  ...IDLE,
  forget: ['watching', 'wipeStores', 'forgetVisitor', 'watchAnew'],
  close: ['dormant', 'unwatch', 'disconnect', 'unfollow', 'forgetGate'],
  check: [null, 'compareHello'],
  renewed: [null, 'retry'],
  replaced: ['watching', 'forgetVisitor', 'watchAnew'],
  vanished: ['watching', 'forgetVisitor', 'watchAnew'],
  strayed: ['watching', 'watchAnew'],
  hidden: [null, 'watch'],
  unknown: [null, 'seek'],
};

/** Every phase and every event. `Visitor` carries out the effects. */
export const LIFECYCLE: Readonly<Record<Phase, Row>> = {
  dormant: { ...IDLE, look: ['looking', 'look'], act: ['starting', 'find'] },
  looking: { ...IDLE, act: ['starting', 'find'], nobody: ['dormant'], known: ['connecting', 'follow', 'connect'] },
  starting: { ...IDLE, known: ['connecting', 'follow', 'connect'], new: ['minting', 'follow', 'mint'] },
  minting: CHAT,
  connecting: CHAT,
  settling: { ...CHAT, ready: ['live', 'begin'], switched: ['connecting', 'reconnect'] },
  live: CHAT,
  superseded: { ...CHAT, lost: NOTHING, unknown: ['doubted', 'seekLater'] },
  doubted: { ...CHAT, retry: NOTHING, lost: NOTHING, unknown: NOTHING, renewed: ['connecting', 'retry'] },
  refused: { ...CHAT, retry: ['connecting', 'retry'], lost: NOTHING },
  blocked: { ...HIDDEN, retry: [null, 'retry'], shown: ['connecting', 'unwatch', 'reconnect'] },
  watching: { ...HIDDEN, shown: ['dormant', 'unwatch', 'disconnect'] },
};
