import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { CLOSE, type LoginRequest, type LoginState, type SetupRequest } from '../../protocol/index.ts';
import { resolveAddress } from '../addresses.ts';
import { AttemptLimiter } from '../attempt-limiter.ts';
import { CommandError } from '../command-error.ts';
import { verifyNothing, verifyPassword } from '../passwords.ts';
import type { Services } from '../services.ts';
import { addLogin, addOperator, findOperatorByEmail, removeLogin, sitesOf, type OperatorRecord } from '../store/operators.ts';
import { listSites } from '../store/sites.ts';
import { useSetup } from '../setup.ts';
import { hashToken } from '../tokens.ts';
import { checkLogin, checkSetup } from '../validation.ts';
import { loginCookie, loginTokenOf } from './login-cookie.ts';
import { refuseForeignPages, requireOperator } from './operator-guard.ts';

export function loginRoutes(app: FastifyInstance, services: Services): void {
  const { store, config, clock, hub, unitOfWork, security } = services;
  const limiter = new AttemptLimiter(() => clock.now());

  const stateOf = async (operator: OperatorRecord): Promise<LoginState> => {
    const sites = await sitesOf(store.read, operator.id);
    return { operator: { ...operator, presence: sites[0] ? hub.presenceOf(sites[0].id, operator.id) : 'offline' }, sites };
  };
  const logIn = async (reply: FastifyReply, operator: OperatorRecord, remember: boolean): Promise<LoginState> => {
    const token = await addLogin(store.write, operator.id, remember, clock.now());
    reply.header('set-cookie', loginCookie(config, token, remember));
    return stateOf(operator);
  };
  const addressOf = (request: FastifyRequest) =>
    resolveAddress(request.socket.remoteAddress, request.headers['x-forwarded-for'], config.trustedProxies)?.key ?? 'unknown';

  app.get('/v1/login', async (request) => stateOf(await requireOperator(services, request)));

  app.post('/v1/login', async (request, reply) => {
    refuseForeignPages(services, request);
    checkLogin(request.body);
    const { email, password, remember } = request.body as LoginRequest;
    const address = addressOf(request);
    const keys = [`account ${email.trim().toLowerCase()}`, `address ${address}`];
    const wait = limiter.wait(...keys);
    if (wait > 0) {
      const seconds = Math.ceil(wait / 1000);
      security.note('login', { outcome: 'refused', address, reason: 'too_many' });
      reply.header('retry-after', seconds);
      throw new CommandError('rate_limited', { message: `Too many failed attempts. Try again in ${seconds} s.` });
    }
    // Counted before the password is looked at: attempts that are sent at once do not slip past the wait.
    limiter.fail(...keys);
    const row = await findOperatorByEmail(store.read, email);
    const right = row ? await verifyPassword(row.password_hash, password) : (await verifyNothing(password), false);
    if (!row || !right) {
      // What was typed as an e-mail may be a password.
      security.note('login', { outcome: 'failed', address, actor: row?.id, reason: row ? 'password' : 'account' });
      throw new CommandError('login_failed');
    }
    security.note('login', { outcome: 'ok', address, actor: row.id });
    limiter.succeed(...keys);
    return logIn(reply, { id: row.id, email: row.email, name: row.name, role: row.role }, remember);
  });

  app.delete('/v1/login', async (request, reply) => {
    refuseForeignPages(services, request);
    const token = loginTokenOf(config, request.headers.cookie);
    if (token !== null) {
      // In the same order as the greetings of connections: none that this log-in opened is left.
      await unitOfWork.run(async (tx, after) => {
        const actor = await removeLogin(tx, token);
        after(() => {
          if (actor) security.note('logout', { outcome: 'ok', address: addressOf(request), actor });
          hub.closeLogin(hashToken(token), CLOSE.tokenUnknown);
        });
      });
    }
    return reply
      .header('set-cookie', loginCookie(config, null, false))
      .code(204)
      .send();
  });

  app.post('/v1/setup', async (request, reply) => {
    refuseForeignPages(services, request);
    checkSetup(request.body);
    const { token, name, email, password } = request.body as SetupRequest;
    const sites = await listSites(store.read);
    if (!(await useSetup(store.write, token))) {
      security.note('setup', { outcome: 'failed', address: addressOf(request), reason: 'link' });
      throw new CommandError('forbidden', {
        message: 'This set-up link has been used or is not valid. Restart the server to get a new one.',
      });
    }
    const operator = await addOperator(
      store.write,
      { name, email, password, role: 'admin' },
      sites.map((site) => site.id),
      clock.now(),
    );
    security.note('setup', { outcome: 'ok', address: addressOf(request), actor: operator.id });
    return logIn(reply, operator, true);
  });
}
