/** Where the hash leads: `#/inbox/chat/details` is the page `inbox`, and below it `chat` and `details`. */
export interface Route {
  /** `path` of a page in `pages.ts`. */
  readonly page: string;
  /** What is shown of it, from the whole to the part. */
  readonly below: readonly string[];
}

/** The address of a page as the router sees it. */
interface Addressed {
  readonly path: string;
  /** Without something below there is no such page. */
  readonly needsToken?: true;
}

/** Unknown addresses lead to the first page; one that names only a page's first folder leads to the first page in it. */
export function parseRoute(hash: string, pages: readonly Addressed[]): Route {
  const names = hash.replace(/^#\/?/, '').split('/').map(decode);
  const end = names.indexOf('');
  const path = end < 0 ? names : names.slice(0, end);
  for (const page of pages) {
    const own = page.path.split('/');
    const below = path.slice(own.length);
    if (own.every((name, i) => name === path[i]) && (below.length > 0 || !page.needsToken)) return { page: page.path, below };
  }
  const inFolder = pages.find((page) => page.path.startsWith(`${path[0]}/`));
  return { page: (inFolder ?? pages[0]!).path, below: [] };
}

export const hashOf = ({ page, below }: Route): string => `#/${[page, ...below.map(encodeURIComponent)].join('/')}`;

/** Called once an address has changed: a new entry of the history remembers the one it was opened from. */
export function noteOrigin(before: Route): void {
  if (history.state === null) history.replaceState({ from: hashOf(before) }, '');
}

/** Back on the screen is the browser's Back where that leads there, so that the history does not grow by going to and fro. */
export function goBack(to: Route): void {
  const hash = hashOf(to);
  if ((history.state as { from?: string } | null)?.from === hash) history.back();
  else location.replace(hash);
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
