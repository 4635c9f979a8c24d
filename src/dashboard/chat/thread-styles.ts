import { css } from 'lit';

/** What was said, the reply box, and what stands in its place after an end or a block. */
export const threadStyles = css`
  .thread {
    display: flex;
    flex-direction: column;
    min-height: 0;
    min-width: 0;
    --bubble-out: var(--a4);
    --bubble-out-text: var(--text);
    position: relative;
  }
  /* Never in the reply box's room, however low the screen. */
  .thread > .loading {
    flex: 1;
    min-height: 0;
    overflow: hidden;
  }
  .thread .log {
    padding: 16px 20px;
    gap: 14px;
  }
  .thread .bubble {
    font: var(--t-body);
    padding: 8px 12px;
    letter-spacing: 0;
  }
  .thread .group {
    max-width: 76%;
  }
  /* calm own bubbles: operators read all day */
  .thread .out .bubble a {
    color: var(--accent-text);
  }
  .reply {
    margin: 0 16px 16px;
    border-radius: 14px;
    background: var(--surface);
    box-shadow:
      0 0 0 1px var(--line-2),
      var(--e1);
  }
  .reply:focus-within,
  .reply.is-focus {
    outline: none;
    box-shadow:
      0 0 0 1px var(--focus),
      0 0 0 4px color-mix(in oklch, var(--focus) 20%, transparent);
  }
  .reply textarea {
    display: block;
    width: 100%;
    min-height: 52px;
    padding: 8px 14px;
    border: 0;
    background: none;
    resize: none;
    outline: 0;
    font: var(--t-body);
    field-sizing: content;
    max-height: 200px;
    padding-block-start: 12px;
  }
  .reply .bar-b {
    display: flex;
    align-items: center;
    gap: 2px;
    padding: 0 8px 8px;
    min-height: 38px;
  }
  .reply .icon-btn {
    width: 32px;
    height: 32px;
  }
  .reply .btn {
    margin-inline-start: auto;
  }
  .blocked-bar {
    display: flex;
    align-items: center;
    gap: 10px;
    margin: 0 16px 16px;
    padding: 10px 10px 10px 14px;
    border-radius: 12px;
    background: var(--danger-soft);
    color: var(--danger-text);
  }
  .blocked-bar .btn {
    margin-inline-start: auto;
  }
  .thread .holder {
    position: relative;
    flex: 1;
    min-height: 0;
    display: flex;
    flex-direction: column;
  }
  .thread .log > :first-child {
    margin-block-start: auto;
  }
  .reply .note-line {
    display: flex;
    gap: 6px;
    align-items: flex-start;
    padding: 0 14px 8px;
    font: var(--t-meta);
    color: var(--danger-text);
  }
  .reply .keys {
    padding-inline-start: 6px;
    font: var(--t-meta);
    color: var(--text-3);
  }
  .ended-bar {
    display: flex;
    align-items: center;
    gap: 10px;
    margin: 0 16px 16px;
    min-height: 48px;
    padding: 10px 10px 10px 14px;
    border-radius: 12px;
    background: var(--sunken);
    color: var(--text-2);
  }
  .ended-bar .btn {
    margin-inline-start: auto;
  }
  @media (forced-colors: active) {
    .thread .out .bubble a {
      color: LinkText;
    }
  }
`;
