import { expect } from '@open-wc/testing';
import { emulateMedia } from '@web/test-runner-commands';
import { html } from 'lit';
import type { Styles } from '../../src/ui/css.ts';
import { composerStyles } from '../../src/ui/composer-styles.ts';
import { deskPrimitives } from '../../src/ui/desk-primitives.ts';
import { deskTokens } from '../../src/ui/desk-tokens.ts';
import { formPrimitives } from '../../src/ui/form-primitives.ts';
import { messageList } from '../../src/ui/message-list.ts';
import { messageStyles } from '../../src/ui/messages.ts';
import { primitives } from '../../src/ui/primitives.ts';
import { tokens } from '../../src/ui/tokens.ts';
import { anna, host, items, mine, options, session, theirs, type TestHost } from './pieces.ts';

/** Styles that the widget uses, and those that only the dashboard uses. */
const shared = { tokens, primitives, formPrimitives, messageStyles, composerStyles };
const desk = { deskTokens, deskPrimitives };
const all = { ...shared, ...desk };

const thread = (): Promise<TestHost> =>
  host(
    () =>
      html`<div class="log">
        ${messageList(
          items({
            sessions: [session([theirs('a'), mine('b')])],
            outbox: [{ cid: 'c', text: 'c', createdAt: Date.now(), status: 'failed' }],
            typing: [anna],
          }),
          options,
        )}
      </div>`,
  );

afterEach(() => emulateMedia({ colorScheme: 'light', forcedColors: 'none', reducedMotion: 'no-preference' }));

describe('style sheets', () => {
  it('every custom property that is used is a token or has a fallback', () => {
    const defined = (...sheets: readonly Styles[]): Set<string | undefined> =>
      new Set(sheets.flatMap(({ cssText }) => [...cssText.matchAll(/(--[\w-]+):/g)].map(([, name]) => name)));
    const known = defined(tokens, primitives);
    const knownToDesk = defined(tokens, primitives, deskTokens);
    for (const [sheets, names] of [
      [shared, known],
      [desk, knownToDesk],
    ] as const)
      for (const [sheet, { cssText }] of Object.entries(sheets))
        for (const [, name] of cssText.matchAll(/var\((--[\w-]+)\)/g)) expect(names.has(name), `${sheet}: ${name}`).to.equal(true);
  });

  it('fetch nothing and name no physical side', () => {
    for (const [sheet, { cssText }] of Object.entries(all)) {
      expect(cssText, sheet).not.to.match(/url\(|@import/);
      expect(cssText, sheet).not.to.match(/(?:margin|padding|border)-(?:left|right)|[^-]\b(?:left|right):|text-align: (?:left|right)/);
    }
  });

  it('the theme follows the system until data-theme says otherwise', async () => {
    const element = await thread();
    const background = (): string => getComputedStyle(element.find('.in .bubble')).backgroundColor;
    const light = background();
    await emulateMedia({ colorScheme: 'dark' });
    const dark = background();
    expect(dark).not.to.equal(light);
    element.dataset['theme'] = 'light';
    expect(background()).to.equal(light);
    await emulateMedia({ colorScheme: 'light' });
    element.dataset['theme'] = 'dark';
    expect(background()).to.equal(dark);
  });

  it('two numbers re-colour everything', async () => {
    const element = await thread();
    const own = (): string => getComputedStyle(element.find('.out .bubble')).backgroundColor;
    const before = own();
    element.style.setProperty('--accent-h', '150');
    element.style.setProperty('--accent-c', '0.1');
    expect(own()).not.to.equal(before);
  });

  it('reduced motion: nothing moves, the dots stand still', async () => {
    await emulateMedia({ reducedMotion: 'reduce' });
    const element = await thread();
    expect(getComputedStyle(element.find('.typing i')).animationName).to.equal('none');
    expect(getComputedStyle(element.find('.out .bubble')).animationDuration).to.equal('0.001s');
  });

  it('forced colours: every bubble has a border, own ones invert, unsent ones are dashed', async () => {
    await emulateMedia({ forcedColors: 'active' });
    const element = await thread();
    const style = (selector: string): CSSStyleDeclaration => getComputedStyle(element.find(selector));
    expect(style('.in .bubble').borderTopStyle).to.equal('solid');
    expect(style('.out .bubble').backgroundColor).to.equal(style('.out .bubble').borderTopColor);
    expect(style('.out .bubble').backgroundColor).not.to.equal(style('.out .bubble').color);
    expect(style('.bubble.unsent').borderTopStyle).to.equal('dashed');
    expect(style('.bubble.unsent').backgroundColor).to.equal(style('.in .bubble').backgroundColor);
  });
});
