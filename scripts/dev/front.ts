import { readFileSync } from 'node:fs';
import { createServer, request as ask, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { connect } from 'node:net';
import type { Duplex } from 'node:stream';
import type { ServedFile } from './browser-code.ts';

const RELOAD = readFileSync(new URL('reload.js', import.meta.url), 'utf8');
const TAG = '<script src="/dev/reload.js"></script>';

export interface Page {
  readonly html: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Behind {
  /** A file that was built. */
  file(path: string): ServedFile | undefined;
  /** A page made of such files. */
  page(path: string): Page | undefined;
  /** The port of the server behind, once it listens; undefined where there is none. */
  port(): Promise<number> | undefined;
}

/** Stands in front of the real server: adds the files that were just built, and to each page a script that loads it anew. */
export class Front {
  readonly server: Server;
  readonly #behind: Behind;
  readonly #listeners = new Set<ServerResponse>();
  /** Another start of this program is another version too. */
  #version = Date.now();
  #problem: string | null = null;

  constructor(behind: Behind) {
    this.#behind = behind;
    this.server = createServer((request, response) => {
      this.#answer(request, response).catch((error: unknown) => {
        response.destroy(error as Error);
      });
    });
    this.server.on('upgrade', (request, socket, head) => void this.#upgrade(request, socket, head));
  }

  /** The sources have changed: the pages load anew, or say what is wrong. */
  changed(problem: string | null): void {
    this.#problem = problem;
    if (problem === null) this.#version++;
    for (const listener of this.#listeners) listener.write(this.#event());
  }

  close(): void {
    for (const listener of this.#listeners) listener.end();
    this.server.close();
    this.server.closeAllConnections();
  }

  #event(): string {
    return `data: ${JSON.stringify({ version: this.#version, problem: this.#problem })}\n\n`;
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = new URL(request.url ?? '/', 'http://localhost').pathname;
    if (path === '/dev/events') {
      response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' }).write(this.#event());
      this.#listeners.add(response);
      response.once('close', () => this.#listeners.delete(response));
      return;
    }
    if (path === '/dev/reload.js') return send(response, { body: `const VERSION = ${this.#version};\n${RELOAD}`, type: 'text/javascript' });
    const file = this.#behind.file(path);
    // Other pages load the widget's files on purpose, as they do from the real server.
    if (file) return send(response, file, { 'access-control-allow-origin': '*', 'cross-origin-resource-policy': 'cross-origin' });
    const page = this.#behind.page(path);
    if (page) return send(response, { body: withReload(page.html), type: HTML }, page.headers);
    return this.#pass(request, response);
  }

  async #pass(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let port: number | undefined;
    try {
      // A request that comes while the server is replaced waits for the next one.
      port = await this.#behind.port();
    } catch (error) {
      const problem = escapeHtml((error as Error).message);
      return send(response, { body: withReload(`<!doctype html><head></head><pre>${problem}</pre>`), type: HTML }, {}, 503);
    }
    if (port === undefined) return send(response, { body: 'Not found', type: 'text/plain' }, {}, 404);
    const wantsPage = request.headers.accept?.includes('text/html') === true;
    const headers = { ...request.headers, 'x-forwarded-for': request.socket.remoteAddress };
    // A page that is compressed could not be added to.
    if (wantsPage) delete headers['accept-encoding'];
    const passed = ask({ host: '127.0.0.1', port, method: request.method, path: request.url, headers }, (answer) => {
      if (!answer.headers['content-type']?.startsWith('text/html')) {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
        return;
      }
      let html = '';
      answer.setEncoding('utf8').on('data', (part: string) => (html += part));
      answer.on('end', () => {
        const { 'content-length': _length, ...rest } = answer.headers;
        response.writeHead(answer.statusCode ?? 502, rest).end(withReload(html));
      });
    });
    passed.on('error', () => response.destroy());
    response.once('close', () => passed.destroy());
    request.pipe(passed);
  }

  async #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    socket.on('error', () => socket.destroy());
    // Clients connect again by themselves.
    const port = await this.#behind.port()?.catch(() => undefined);
    if (port === undefined) return void socket.destroy();
    const inner = connect(port, '127.0.0.1', () => {
      const lines = [`GET ${request.url} HTTP/1.1`, `x-forwarded-for: ${request.socket.remoteAddress}`];
      for (let i = 0; i < request.rawHeaders.length; i += 2) lines.push(`${request.rawHeaders[i]}: ${request.rawHeaders[i + 1]}`);
      inner.write(`${lines.join('\r\n')}\r\n\r\n`);
      inner.write(head);
      socket.pipe(inner).pipe(socket);
    });
    inner.on('error', () => socket.destroy());
    inner.on('close', () => socket.destroy());
    socket.on('close', () => inner.destroy());
  }
}

const HTML = 'text/html; charset=utf-8';

// Before the page's own scripts, so that it runs even where they break.
const withReload = (html: string): string => html.replace('</head>', `${TAG}</head>`);

const escapeHtml = (text: string): string => text.replace(/[&<]/g, (sign) => (sign === '&' ? '&amp;' : '&lt;'));

function send(response: ServerResponse, { body, type }: ServedFile, headers: Readonly<Record<string, string>> = {}, status = 200): void {
  response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store', ...headers }).end(body);
}
