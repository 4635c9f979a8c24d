import { css } from 'lit';

/** The list of chats with one pane. */
export const inboxPhoneStyles = css`
  @media (max-width: 719.98px) {
    .list {
      border: 0;
    }
    .list > header {
      gap: 0;
      height: auto;
      min-height: 56px;
      padding-inline: 16px 6px;
    }
    .list h1 {
      font: 600 24px/30px var(--font);
    }
    .list .find .icon-btn {
      width: 44px;
      height: 44px;
      inset-inline-end: 0;
    }
    .list .find .input {
      min-height: 44px;
      padding-inline-end: 44px;
    }
    .tabs {
      flex-wrap: wrap;
      gap: 0;
      padding-inline: 4px;
    }
    .list .tabs [role='tab'] {
      flex: 1 1 auto;
      justify-content: center;
      min-height: 44px;
      height: auto;
      padding-inline: 6px;
      font-size: 15px;
    }
    .fbar .chip {
      min-height: 44px;
      padding-inline: 14px;
      border-radius: 10px;
    }
    .rows {
      overscroll-behavior: contain;
    }
    .row {
      grid-template-columns: 44px minmax(0, 1fr) auto;
      min-height: 68px;
      padding: 11px 10px;
      align-content: center;
    }
    .picking .row {
      grid-template-columns: 18px 44px minmax(0, 1fr) auto;
    }
    .picking .row.new .act {
      grid-column: 3 / -1;
    }
    .selhead {
      padding-inline: 18px 6px;
    }
    .selhead :is(label, .btn),
    .selbar .btn {
      min-height: 44px;
    }
    .row > .avatar {
      width: 44px;
      height: 44px;
    }
    .row .name {
      font-size: 16px;
      line-height: 22px;
    }
    .row time {
      line-height: 22px;
    }
    .row .prev {
      font-size: 15px;
      line-height: 21px;
    }
    .row.new > .avatar {
      align-self: start;
    }
    .row.new .act {
      grid-column: 1 / -1;
      flex-wrap: wrap;
    }
    .row.new .act .btn {
      min-height: 44px;
      min-width: 104px;
      border-radius: 10px;
      font-weight: 600;
    }
    .rows .btn,
    .ended-card .btn {
      min-height: 44px;
    }
  }
  /* A desk's screen at 400 %, or a phone with its keyboard up: the bars give way to what they frame. */
  @media (max-width: 719.98px) and (max-height: 419.98px) {
    .list > header {
      min-height: 44px;
    }
    /* A whole row is always to be seen; what stands above it scrolls away. */
    .list {
      overflow: hidden auto;
    }
    .rows {
      flex: 1 0 124px;
    }
    .list h1 {
      font-size: 20px;
      line-height: 26px;
    }
  }
`;
