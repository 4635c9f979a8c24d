import { css } from 'lit';

export const endedCardStyles = css`
  .ended-card {
    display: grid;
    gap: 8px;
    margin: 8px 8px 0;
    padding: 12px;
    border-radius: 10px;
    background: var(--sunken);
  }
  .ended-card p {
    display: flex;
    gap: 8px;
  }
  .ended-card .hint {
    font: var(--t-meta);
    color: var(--text-2);
  }
  .ended-card .btn {
    justify-content: center;
    background: var(--surface);
  }
`;
