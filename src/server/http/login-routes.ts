import type { FastifyInstance, FastifyReply } from 'fastify';
import { CLOSE, type LoginRequest } from '../../protocol/index.ts';
import { AttemptLimiter, type AttemptKey } from '../access/attempt-limiter.ts';
import { CommandError } from '../command-error.ts';
import { HashQueue } from '../access/hash-queue.ts';
import { verifyNothing, verifyPassword } from '../access/passwords.ts';
import type { Services } from '../services.ts';
import { readDeviceKey } from '../store/meta.ts';
import { findOperatorByEmail, removeLogin } from '../store/operators.ts';
import { hashToken } from '../access/tokens.ts';
import { checkLogin } from '../input/validation.ts';
import { addressKeyOf, logInBy, loginStateOf } from '../access/begin-login.ts';
import { deviceOf } from '../access/device-cookie.ts';
import { loginCookie, loginTokenOf } from '../access/login-cookie.ts';
import { oneTimeLinkRoutes } from './one-time-link-routes.ts';
import { refuseForeignPages, requireOperator } from '../access/operator-guard.ts';

/** Failures allowed without a wait: per address or known browser, and per account from all unknown browsers together. */
const FREE_ATTEMPTS = 3;
const FREE_ATTEMPTS_ACCOUNT = 100;

export function loginRoutes(app: FastifyInstance, services: Services): void {
  const { store, config, clock, hub, unitOfWork, security } = services;
  const limiter = new AttemptLimiter(() => clock.now());
  const hashing = new HashQueue();

  app.get('/v1/login', async (request) => loginStateOf(services, await requireOperator(services, request)));

  app.post('/v1/login', async (request, reply) => {
    refuseForeignPages(services, request);
    checkLogin(request.body);
    const { password, remember, ...body } = request.body as LoginRequest;
    const email = body.email.trim().toLowerCase();
    const address = addressKeyOf(services, request);
    const device = deviceOf(config, await readDeviceKey(store.write), email, request.headers.cookie);
    // Guesses from elsewhere, or from behind the same address, do not lock out a browser that has logged in before (F3).
    const keys: AttemptKey[] =
      device === null
        ? [
            { name: `address ${address}`, free: FREE_ATTEMPTS },
            { name: `account ${email}`, free: FREE_ATTEMPTS_ACCOUNT },
          ]
        : [{ name: `device ${device}`, free: FREE_ATTEMPTS }];
    refuseInHaste(services, reply, address, limiter.wait(keys));
    try {
      hashing.requireRoom(device !== null);
    } catch (error) {
      security.note('login', { outcome: 'refused', address, reason: 'busy' });
      reply.header('retry-after', 1);
      throw error;
    }
    // The attempt counts before the password is checked: attempts sent at the same time do not slip past the wait.
    limiter.fail(keys);
    const row = await findOperatorByEmail(store.read, email);
    const right = await hashing.run(device !== null, async () =>
      row ? verifyPassword(row.password_hash, password) : (await verifyNothing(password), false),
    );
    if (!row || !right) {
      // The typed e-mail is not logged: it may be a password.
      security.note('login', { outcome: 'failed', address, actor: row?.id, reason: row ? 'password' : 'account' });
      throw new CommandError('login_failed');
    }
    limiter.succeed(keys);
    security.note('login', { outcome: 'ok', address, actor: row.id });
    return logInBy(services, request, reply, { id: row.id, email: row.email, name: row.name, role: row.role }, remember);
  });

  app.delete('/v1/login', async (request, reply) => {
    refuseForeignPages(services, request);
    const token = loginTokenOf(config, request.headers.cookie);
    if (token !== null) {
      // The unit of work runs this in turn with the hellos of connections, so no connection of this log-in is left.
      await unitOfWork.run(async (tx, after) => {
        const actor = await removeLogin(tx, token);
        after(() => {
          if (actor) security.note('logout', { outcome: 'ok', address: addressKeyOf(services, request), actor });
          hub.closeLogin(hashToken(token), CLOSE.tokenUnknown);
        });
      });
    }
    return reply
      .header('set-cookie', loginCookie(config, null, false))
      .code(204)
      .send();
  });

  oneTimeLinkRoutes(app, services, hashing);
}

function refuseInHaste({ security }: Services, reply: FastifyReply, address: string, wait: number): void {
  if (wait === 0) return;
  const seconds = Math.ceil(wait / 1000);
  security.note('login', { outcome: 'refused', address, reason: 'too_many' });
  reply.header('retry-after', seconds);
  throw new CommandError('rate_limited', { message: `Too many failed attempts. Try again in ${seconds} s.` });
}
