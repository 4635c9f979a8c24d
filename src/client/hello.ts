import { HELLO_MAX_BYTES, TITLE_MAX_CHARS, URL_MAX_CHARS } from '../protocol/limits.ts';
import type { PageRef, VisitorHello } from '../protocol/index.ts';

/** A page within the limits of the wire; an address that is too long would be wrong if it were cut, so its path alone is told. */
export function clipPage({ url, title }: PageRef): PageRef {
  const short = url.length > URL_MAX_CHARS ? (url.split(/[?#]/)[0] ?? '') : url;
  return { url: short.slice(0, URL_MAX_CHARS), title: title.slice(0, TITLE_MAX_CHARS) };
}

/** The first frame without the page when it would be too large with it (R1). */
export function fitHello(hello: VisitorHello): VisitorHello {
  if (new TextEncoder().encode(JSON.stringify(hello)).length <= HELLO_MAX_BYTES) return hello;
  const { page: _page, ...rest } = hello;
  return rest;
}
