import { startServer, type TestServer, type TestServerOptions } from '../support/server.ts';
import { logIn, VisitorWire, type OperatorSession, type OperatorWire } from '../support/wire.ts';
import type { VisitorHello, VisitorWelcome } from '../../src/protocol/index.ts';
import { addressLimits, type Limits } from '../../src/server/access/limits.ts';

const fast = { perSecond: 1e6, burst: 1e6 };
/** For tests that send faster than people do (R11). */
export const UNLIMITED: Partial<Limits> = {
  visitor: { messages: fast, frames: fast },
  operator: { messages: fast, frames: fast },
  address: addressLimits(1e6),
};

export interface GreetedVisitor {
  readonly wire: VisitorWire;
  readonly token: string;
  readonly welcome: VisitorWelcome;
}

/** A server with an administrator who is logged in and connected. */
export interface Stage {
  readonly server: TestServer;
  readonly admin: OperatorSession;
  readonly operator: OperatorWire;
  visitor(options?: { origin?: string; address?: string; hello?: Partial<VisitorHello> }): Promise<GreetedVisitor>;
  stop(): Promise<void>;
}

export async function openStage(options: TestServerOptions = {}): Promise<Stage> {
  const server = await startServer(options);
  const { admin, operator } = await logInFirst(server).catch(async (error: unknown) => {
    // A server that is left listening would keep the run from ending.
    await server.stop();
    throw error;
  });
  return {
    server,
    admin,
    operator,
    async visitor({ hello, ...rest } = {}) {
      const wire = new VisitorWire(server, rest);
      const welcome = await wire.welcome(hello);
      return { wire, welcome, token: hello?.token ?? welcome.newToken ?? '' };
    },
    stop: () => server.stop(),
  };
}

async function logInFirst(server: TestServer) {
  const admin = await logIn(server);
  return { admin, operator: (await admin.connect()).wire };
}
