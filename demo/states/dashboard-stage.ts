import { type ErrorCode, ERRORS, type OperatorServerFrame } from '../../src/protocol/index.ts';
import { FakeSocket, latest, welcome } from '../../test/dashboard/fake-socket.ts';
import { anna, block, details, history, NOW, SITE, thread } from '../../test/support/operator-samples.ts';
import { until } from '../../test/widget/support.ts';
import type { DashboardScene } from './dashboard-states.ts';
import { appears, type Look, press } from './state.ts';

/** The first line of a thread. */
const LOG = '[role="log"] li';

/** The real page of the dashboard, with a server that is made of answers. */
export async function drawDashboard(scene: DashboardScene, { theme, lang, dir }: Look): Promise<void> {
  document.documentElement.dir = dir;
  localStorage.setItem('chat-dashboard', JSON.stringify({ language: lang, theme, sound: false }));
  location.hash = scene.hash ?? '';
  globalThis.fetch = (input, init) => Promise.resolve(answer(scene, new Request(input, init)));
  class Socket extends FakeSocket {
    override send(data: string): void {
      super.send(data);
      queueMicrotask(() => obey(scene, this, JSON.parse(data) as Sent));
    }
  }
  window.WebSocket = Socket as unknown as typeof WebSocket;
  await import('../../src/dashboard/index.ts');

  if (scene.hash?.startsWith('#/inbox/') && scene.does) await appears(document, LOG);
  if (scene.told || scene.dropped) {
    await appears(document, scene.hash ? LOG : '.rows .row');
    for (const frame of scene.told ?? []) latest().receive(frame);
    if (scene.dropped) await drop(scene.dropped);
  }
  for (const step of scene.does ?? []) {
    if (typeof step === 'string') await press(document, [step]);
    else await write(...step);
  }
  await appears(document, scene.shows);
}

interface Sent {
  readonly type: string;
  readonly cid?: string;
}

function obey({ refusedCommands, dropped }: DashboardScene, socket: FakeSocket, { type, cid }: Sent): void {
  if (type === 'hello' && socket === FakeSocket.all[0]) socket.receive(welcome());
  else if (type === 'hello' && dropped === 'outdated') {
    socket.receive({ type: 'error', code: 'unsupported_protocol', ...ERRORS.unsupported_protocol });
    socket.drop(4400);
  }
  if (cid === undefined) return;
  socket.receive(
    refusedCommands
      ? {
          type: 'error',
          cid,
          code: refusedCommands,
          ...ERRORS[refusedCommands],
          ...(ERRORS[refusedCommands].retry && { retryAfterMs: 60_000 }),
        }
      : ({ type: 'ack', cid, dup: false, result: {} } satisfies OperatorServerFrame),
  );
}

/** Ends the connection. `obey` welcomes no other. */
async function drop(how: 'lost' | 'outdated'): Promise<void> {
  latest().drop();
  // The screen does not mention a loss that may be over in a moment.
  Date.now = () => NOW + 5000;
  if (how === 'outdated') await until(() => FakeSocket.all.length > 1 && latest().readyState === 3);
}

async function write(selector: string, text: string): Promise<void> {
  const field = await appears<HTMLInputElement | HTMLTextAreaElement>(document, selector);
  field.value = text;
  field.dispatchEvent(new InputEvent('input', { bubbles: true }));
  // The button beside it may have to be drawn before it can be pressed.
  await until(() => field.isConnected && field.value === text);
}

function answer(scene: DashboardScene, { method, url }: Request): Response {
  const { pathname } = new URL(url);
  const path = pathname.slice(pathname.indexOf('/v1/') + 3);
  const refusal = Object.entries(scene.refused ?? {}).find(([end]) => path.endsWith(end) && !(scene.loggedOut && method === 'GET'))?.[1];
  if (refusal) return problem(refusal);
  const chats = scene.chats ?? [];
  const [, , , noun, id, part] = path.split('/');
  switch (noun ?? path) {
    case '/login':
      return scene.loggedOut ? problem('unauthorized') : Response.json({ operator: anna, sites: [SITE] });
    case '/reset/check':
      return Response.json({ email: anna.email });
    case 'inbox':
      return Response.json({ epoch: 'e', gseq: 7, chats: chats.filter(({ status }) => status !== 'closed') });
    case 'chats': {
      const found = chats.find((one) => one.id === id);
      return found ? Response.json(thread(found, scene.events?.[found.id])) : problem('not_found');
    }
    case 'visitors': {
      const found = chats.find(({ visitor }) => visitor.id === id);
      return Response.json(found ? details({ visitor: found.visitor }) : details());
    }
    case 'blocks':
      if (part === 'history') return Response.json(history(scene.blocks?.find((one) => one.id === id) ?? block(id!)));
      return Response.json({ blocks: scene.blocks ?? [] });
    case 'notices':
      return Response.json({ notices: scene.notices ?? [] });
    default:
      return problem('not_found');
  }
}

const problem = (code: ErrorCode): Response =>
  Response.json({ error: { code, message: ERRORS[code].message } }, { status: code === 'unavailable' ? 503 : 403 });
