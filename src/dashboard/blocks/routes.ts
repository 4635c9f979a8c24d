import type { Route } from '../shell/router.ts';

const PATH = 'administration/block-list';

export const BLOCK_LIST: Route = { page: PATH, below: [] };

export const blockRoute = (block: string): Route => ({ page: PATH, below: [block] });

/** The block whose history is open. */
export const openBlockOf = ({ page, below }: Route): string | null => (page === PATH ? (below[0] ?? null) : null);
