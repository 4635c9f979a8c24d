import { css } from './css.ts';

/** The composer: a text box that grows from 44 to 134 px, then scrolls, and the round send button. */
export const composerStyles = css`
  .composer {
    position: relative;
    padding: 6px 12px 12px;
  }
  .composer .box {
    display: flex;
    flex-wrap: wrap;
    align-items: flex-end;
    padding: 3px;
    padding-inline-start: 6px;
    border: 1px solid var(--line-2);
    border-radius: 22px;
    background: var(--surface);
    transition:
      border-color var(--fast),
      box-shadow var(--fast);
  }
  .composer .box:focus-within {
    border-color: var(--focus);
    box-shadow: 0 0 0 3px color-mix(in oklch, var(--focus) 20%, transparent);
  }
  .composer textarea {
    flex: 1;
    min-width: 0;
    max-height: 126px;
    padding: 7px 4px;
    border: 0;
    background: none;
    resize: none;
    outline: 0;
    font: var(--t-msg);
    field-sizing: content;
    scrollbar-width: thin;
  }
  .composer .over {
    flex: 0 0 100%;
    padding: 2px 4px 6px;
    font: var(--t-meta);
    color: var(--danger-text);
  }
  .send {
    display: grid;
    place-items: center;
    width: 36px;
    height: 36px;
    flex: none;
    margin-inline-start: 4px;
    border-radius: 50%;
    background: var(--accent);
    color: var(--on-accent);
    transition:
      background var(--fast),
      transform var(--base) var(--spring);
  }
  .send:hover {
    background: var(--accent-hover);
  }
  .send:active {
    transform: scale(0.92);
  }
  .send:disabled {
    background: var(--sunken);
    color: var(--text-3);
  }
  @media (pointer: coarse) {
    .composer textarea {
      font-size: 16px;
    }
    .send {
      width: 40px;
      height: 40px;
    }
  }
  @media (forced-colors: active) {
    .composer .box,
    .send {
      border: 1px solid CanvasText;
    }
    .send:not(:disabled) {
      forced-color-adjust: none;
      background: Highlight;
      color: HighlightText;
    }
  }
`;
