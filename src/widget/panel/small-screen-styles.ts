import { css } from '../../ui/css.ts';

/** The panel that fills a phone. Comes after the styles of the panel. */
export const smallScreenStyles = css`
  .mobile {
    --t-msg: 400 16px/22px var(--font);
    --t-body: 400 15px/21px var(--font);
    --hit: 44px;
  }
  /*
   * An attribute instead of a media query: WebKit does not update a media query in a shadow root when the screen is turned.
   */
  :host([small]) {
    position: fixed;
    inset: 0;
    z-index: 1;
    width: auto;
    height: auto;
    /* Undoes the browser's own styles of a popover. */
    margin: 0;
    padding: 0;
    border: 0;
    overflow: visible;
    background: none;
    overscroll-behavior: contain;
  }
  :host([small]) .panel {
    top: var(--visible-top, 0);
    width: 100%;
    height: var(--visible, 100%);
    border-radius: 0;
    box-shadow: none;
  }
  .mobile .content {
    padding-left: env(safe-area-inset-left);
    padding-right: env(safe-area-inset-right);
  }
  .mobile .head {
    min-height: calc(60px + env(safe-area-inset-top));
    padding-block-start: env(safe-area-inset-top);
    padding-inline: 16px 4px;
  }
  .mobile .head .acts {
    gap: 0;
  }
  .mobile .composer .box {
    padding-block: 1px;
    border-radius: 24px;
  }
  .mobile .composer textarea {
    padding-block: 11px;
    font-size: 16px;
  }
  .mobile .send {
    width: 40px;
    height: 40px;
    margin-block-end: 2px;
  }
  .mobile .composer {
    padding-block-end: calc(8px + env(safe-area-inset-bottom));
  }
`;
