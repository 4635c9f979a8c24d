import { css } from 'lit';

/** Log-in and set-up. */
export const loginStyles = css`
  .login {
    display: grid;
    grid-template-columns: minmax(420px, 1fr) minmax(0, 1.15fr);
    height: 100vh;
    height: 100dvh;
    overflow: auto;
    background: var(--surface);
  }
  .login form {
    display: grid;
    gap: 18px;
    width: 348px;
    place-self: center;
  }
  .login .mark {
    width: 52px;
    height: 52px;
    margin: 0 0 -4px -6px;
    margin-inline: -6px 0;
  }
  .login h1 {
    font: var(--t-h1);
    font-size: 26px;
    letter-spacing: -0.02em;
    margin-bottom: 4px;
  }
  .login .between {
    display: flex;
    justify-content: space-between;
    font: var(--t-ui);
  }
  .login aside {
    position: relative;
    display: grid;
    align-content: center;
    justify-items: center;
    margin: 12px;
    border-radius: 20px;
    background: linear-gradient(var(--wash-from), var(--a2));
    overflow: hidden;
  }
  .login aside .log {
    flex: none;
    width: 372px;
    overflow: visible;
    zoom: 1.12;
    --bubble-in: var(--raised);
  }
  [data-theme='dark'] .login aside .log {
    --bubble-in: var(--n5);
  }
  .form-error,
  .form-note {
    display: flex;
    gap: 8px;
    padding: 10px 12px;
    border-radius: 10px;
    background: var(--danger-soft);
    color: var(--danger-text);
    font: var(--t-ui);
  }
  .form-error .link {
    display: inline-flex;
    align-items: center;
    min-height: 24px;
  }
  .form-note {
    background: var(--warn-soft);
    color: var(--warn-text);
  }
  .login form .check-row {
    font: inherit;
  }
  .login form > p.sub {
    margin-top: -14px;
    color: var(--text-2);
  }
  .login .input-icon > .input {
    padding-inline: 12px 44px;
  }
  .login .i.s18 {
    flex: none;
  }
  @media (max-width: 820px) {
    .login {
      grid-template-columns: 1fr;
    }
    .login aside {
      display: none;
    }
    .login form {
      width: min(348px, calc(100vw - 48px));
    }
  }
`;
