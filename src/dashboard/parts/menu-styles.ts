import { css } from 'lit';

/** Menus and their layer. */
export const menuStyles = css`
  .menu.sites {
    min-width: 192px;
    max-width: 320px;
    max-height: calc(100vh - 80px);
    overflow-y: auto;
  }
  .menu.profile {
    width: 272px;
    max-height: calc(100vh - 32px);
    overflow-y: auto;
  }
  .menu-layer {
    position: fixed;
    inset: auto;
    margin: 0;
    padding: 0;
    border: 0;
    background: none;
    color: inherit;
    overflow: visible;
  }
  .menu .group-label {
    padding: 6px 10px 2px;
    font: var(--t-meta);
    font-weight: var(--w-medium);
    color: var(--text-3);
  }
  .menu [role='menuitemradio'] > .tickbox {
    width: 18px;
    height: 18px;
    flex: none;
    display: grid;
    place-items: center;
    color: var(--accent-text);
  }
`;
