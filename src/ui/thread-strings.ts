/** The words of the log. `{name}` and `{score}` are filled; plural forms of `newMessages` are keys with the category. */
export interface ThreadStrings {
  /** "{name} joined" */
  readonly joined: string;
  /** "You joined"; operators only. */
  readonly youJoined?: string;
  /** "You ended the chat" */
  readonly youEnded: string;
  /** "{name} ended the chat"; operators only. */
  readonly visitorEnded?: string;
  /** "You blocked this visitor. The chat session has ended."; operators only. */
  readonly blockedLine?: string;
  /** "The chat ended" after a long silence. */
  readonly chatEnded: string;
  /**
   * "Thanks! {name} will see this." for the visitor, "{name} rated the chat: {score} of 5" for operators. Without it there
   * is no line.
   */
  readonly rated?: string;
  /** "{name} is typing" */
  readonly isTyping: string;
  readonly sending: string;
  readonly waiting: string;
  /** "Sent": for assistive technology only. */
  readonly sent: string;
  readonly delivered: string;
  readonly read: string;
  readonly notSent: string;
  readonly retry: string;
  /** "You", before own messages for assistive technology. */
  readonly you: string;
}
