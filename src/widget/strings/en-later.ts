import type { WidgetStrings } from './en.ts';

/** The texts of menu, sheets, rating and banner, which come after the panel. */
export const enLater = {
  sound: 'Sound',
  soundOn: 'On',
  soundOff: 'Off',
  changeName: 'Change name',
  endSession: 'End chat session',
  endTitle: 'End this chat?',
  endBody: '{name} will leave the conversation. You can start a new chat at any time.',
  endBodyAlone: 'You can start a new chat at any time.',
  keepChatting: 'Keep chatting',
  cancel: 'Cancel',
  save: 'Save',
  nameBody: 'This is how our team sees you.',
  nameTaken: 'Somebody in our team has this name. Add to it, please.',
  name: 'Name',
  email: 'Email',
  optional: 'optional',
  emailError: 'Enter an address like name@example.com',
  rateTitle: 'How was your chat with {name}?',
  rateTitleAlone: 'How was your chat?',
  rate1: 'Awful',
  rate2: 'Bad',
  rate3: 'Fine',
  rate4: 'Good',
  rate5: 'Great',
  rateComment: 'Add a comment (optional)',
  reconnecting: 'Reconnecting…',
  retryNow: 'Retry now',
  noInternet: 'No internet. Messages will send when you are back.',
  putOff: 'The chat cannot take messages right now. Yours will be sent later.',
  outdated: 'The chat has been updated. Reload the page to go on.',
  reload: 'Reload',
  refused: 'The chat is not available here at the moment.',
  backOnline: 'Back online',
  noFiles: 'Files and pictures cannot be sent yet.',
} as const;

export type LaterStrings = WidgetStrings & Readonly<Record<keyof typeof enLater, string>>;

/** A translation has all texts in one file; of English only half came with the panel. */
export const withLater = (strings: WidgetStrings): LaterStrings => ({ ...enLater, ...strings });
