import { css } from 'lit';

/** What depends on the device: its edges, its pointer, its colours. */
export const deviceStyles = css`
  .app {
    padding-top: env(safe-area-inset-top);
    padding-left: env(safe-area-inset-left);
    padding-right: env(safe-area-inset-right);
  }
  @media (min-width: 720px) {
    .app {
      padding-bottom: env(safe-area-inset-bottom);
    }
  }
  @media (min-width: 1181px), (max-width: 719.98px) {
    .only-md {
      display: none !important;
    }
  }
  @media (forced-colors: active) {
    .nav[aria-current],
    .row.is-current {
      outline: 2px solid Highlight;
      outline-offset: -2px;
    }
    .row.new,
    .dialog,
    .frame,
    .option-card,
    .reply {
      border: 1px solid;
    }
    .tabs [aria-selected='true'] {
      border-block-end: 2px solid Highlight;
    }
  }
  /* What is typed in small letters makes some phones enlarge the page. */
  @media (max-width: 719.98px), (pointer: coarse) {
    .input,
    .reply textarea {
      font-size: 16px;
    }
  }
`;
