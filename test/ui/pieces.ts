import { linkify } from '../../src/ui/linkify.ts';
import { fixture, html } from '@open-wc/testing';
import { LitElement, render, type TemplateResult } from 'lit';
import type { Styles } from '../../src/ui/css.ts';
import { composerStyles } from '../../src/ui/composer-styles.ts';
import { messageStyles } from '../../src/ui/messages.ts';
import { formPrimitives } from '../../src/ui/form-primitives.ts';
import { primitives } from '../../src/ui/primitives.ts';
import { tokens } from '../../src/ui/tokens.ts';
import { threadItems, type ThreadInput, type ThreadItem, type ThreadSession } from '../../src/ui/thread-items.ts';
import type { MessageListOptions } from '../../src/ui/message-list.ts';
import type { OperatorRef, SessionEvent } from '../../src/protocol/types.ts';

const sheets: Styles[] = [tokens, primitives, formPrimitives, messageStyles, composerStyles];
export const anna: OperatorRef = { id: 'op1', name: 'Anna Berg' };
export const NOW = new Date(2026, 8, 3, 15).getTime();

/** A host for controllers that draws whatever the test gives it. */
export class TestHost extends LitElement {
  static override styles = sheets.map(({ styleSheet }) => styleSheet);
  draw: (host: TestHost) => unknown = () => '';
  protected override render(): unknown {
    return this.draw(this);
  }
  find<E extends HTMLElement>(selector: string): E {
    return this.renderRoot.querySelector<E>(selector)!;
  }
}
customElements.define('ui-test-host', TestHost);

export const host = (draw: (host: TestHost) => unknown): Promise<TestHost> =>
  fixture<TestHost>(
    html`<ui-test-host .draw=${draw} style="display: block; background: var(--surface); color: var(--text)"></ui-test-host>`,
  );

/** The four places a piece is drawn in: shadow root and page, light and dark. */
export async function everywhere(piece: () => TemplateResult, check: (root: HTMLElement) => Promise<unknown>): Promise<void> {
  for (const theme of ['light', 'dark']) {
    const element = await host(piece);
    element.dataset['theme'] = theme;
    await check(element);

    const before = document.adoptedStyleSheets;
    document.adoptedStyleSheets = [...before, ...sheets.map(({ styleSheet }) => styleSheet)];
    document.documentElement.dataset['theme'] = theme;
    const box = await fixture<HTMLElement>(html`<div style="background: var(--surface); color: var(--text)"></div>`);
    render(piece(), box);
    await check(box);
    document.adoptedStyleSheets = before;
    delete document.documentElement.dataset['theme'];
  }
}

type Draft = {
  [T in SessionEvent['type']]: Omit<Extract<SessionEvent, { type: T }>, 'seq' | 'at'> & { at?: number };
}[SessionEvent['type']];

/** A session whose events are a minute apart and end a minute before NOW. */
export const session = (drafts: readonly Draft[], more: Partial<ThreadSession> = {}): ThreadSession => ({
  id: 's1',
  status: 'active',
  events: drafts.map((draft, index) => ({ at: NOW - (drafts.length - index) * 60_000, ...draft, seq: index + 1 })),
  readByOther: 0,
  deliveredSeq: 0,
  ...more,
});
export const mine = (text: string, cid: string | null = null): Draft => ({
  type: 'message.sent',
  author: 'visitor',
  text,
  cid,
  operator: null,
});
export const theirs = (text: string, operator = anna): Draft => ({ type: 'message.sent', author: 'operator', text, cid: null, operator });

export const items = (input: Partial<ThreadInput>): readonly ThreadItem[] =>
  threadItems({ sessions: [], outbox: [], perspective: 'visitor', now: NOW, locale: 'en-GB', ...input });

export const options: MessageListOptions = {
  linkify,
  locale: 'en-GB',
  onRetry: () => undefined,
  person: ({ author, operator }) => operator ?? { id: author, name: author === 'visitor' ? 'Maya Lindqvist' : 'Nordvik' },
  strings: {
    joined: '{name} joined',
    youJoined: 'You joined',
    youEnded: 'You ended the chat',
    visitorEnded: '{name} ended the chat',
    blockedLine: 'You blocked this visitor. The chat session has ended.',
    chatEnded: 'The chat ended',
    rated: 'Thanks! {name} will see this.',
    isTyping: '{name} is typing',
    sending: 'Sending…',
    waiting: 'Waiting for connection',
    sent: 'Sent',
    delivered: 'Delivered',
    read: 'Read',
    notSent: 'Not sent',
    retry: 'Retry',
    you: 'You',
  },
};
