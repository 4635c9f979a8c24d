import { HELLO_MAX_BYTES, TITLE_MAX_CHARS, URL_MAX_CHARS } from '../protocol/limits.ts';
import type { PageRef, VisitorHello } from '../protocol/index.ts';

/**
 * Brings a page within the limits of the wire. A cut address would be wrong, so only the path of one that is too long is
 * sent.
 */
export function clipPage({ url, title }: PageRef): PageRef {
  const short = url.length > URL_MAX_CHARS ? (url.split(/[?#]/)[0] ?? '') : url;
  return { url: short.slice(0, URL_MAX_CHARS), title: title.slice(0, TITLE_MAX_CHARS) };
}

/** The first frame, without the page when the page would make it too large (R1). */
export function fitHello(hello: VisitorHello): VisitorHello {
  if (new TextEncoder().encode(JSON.stringify(hello)).length <= HELLO_MAX_BYTES) return hello;
  const { page: _page, ...rest } = hello;
  return rest;
}
