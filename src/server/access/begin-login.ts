import type { FastifyReply, FastifyRequest } from 'fastify';
import { CLOSE, type LoginState } from '../../protocol/index.ts';
import { resolveAddress } from './addresses.ts';
import type { Services } from '../services.ts';
import { readDeviceKey } from '../store/meta.ts';
import { addLogin, isAway, removeLogin, sitesOf, type OperatorRecord } from '../store/operators.ts';
import { hashToken } from './tokens.ts';
import { deviceCookie } from './device-cookie.ts';
import { loginCookie, loginTokenOf } from './login-cookie.ts';

export const addressKeyOf = ({ config }: Services, request: FastifyRequest): string =>
  resolveAddress(request.socket.remoteAddress, request.headers['x-forwarded-for'], config.trustedProxies)?.key ?? 'unknown';

export async function loginStateOf({ store }: Services, operator: OperatorRecord): Promise<LoginState> {
  const sites = await sitesOf(store.read, operator.id);
  return { operator: { ...operator, presence: (await isAway(store.read, operator.id)) ? 'away' : 'online' }, sites };
}

/** Logs the operator in and ends the log-in this browser had before. */
export async function logInBy(
  services: Services,
  request: FastifyRequest,
  reply: FastifyReply,
  operator: OperatorRecord,
  remember: boolean,
): Promise<LoginState> {
  const { config, store, unitOfWork, hub, clock } = services;
  const former = loginTokenOf(config, request.headers.cookie);
  const token = await unitOfWork.run(async (tx, after) => {
    if (former !== null) {
      const whose = await removeLogin(tx, former);
      after(() => {
        // The browser's other windows come back with the new cookie, if it is the same person's.
        hub.closeLogin(hashToken(former), whose === operator.id ? CLOSE.tryAgain : CLOSE.tokenUnknown);
      });
    }
    return addLogin(tx, operator.id, remember, clock.now());
  });
  reply.header('set-cookie', [
    loginCookie(config, token, remember),
    deviceCookie(config, await readDeviceKey(store.write), operator.email),
  ]);
  return loginStateOf(services, operator);
}
