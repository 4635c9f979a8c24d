import type { FastifyInstance, FastifyRequest } from 'fastify';
import { parseJson } from '../input/frame.ts';

/** A JSON object that came as the body of a POST. */
export type Body = Readonly<Record<string, unknown>>;

/** In this scope a body is JSON, as `application/json` or, to spare the browser a preflight, as `text/plain`. */
export function takeText(scope: FastifyInstance): void {
  scope.removeAllContentTypeParsers();
  scope.addContentTypeParser(['text/plain', 'application/json'], { parseAs: 'string' }, (_request, text, parsed) => {
    try {
      parsed(null, parseJson(text as string));
    } catch {
      parsed(null, undefined);
    }
  });
}

/** The body of a request; {} when it is no object. */
export function bodyOf(request: FastifyRequest): Body {
  const { body } = request;
  return typeof body === 'object' && body !== null ? (body as Body) : {};
}
