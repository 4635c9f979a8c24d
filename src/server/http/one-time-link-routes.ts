import type { FastifyInstance } from 'fastify';
import { CLOSE, type ResetLink, type ResetLinkState, type ResetRequest, type SetupRequest } from '../../protocol/index.ts';
import { isPassword, PASSWORD_MIN_CHARS } from '../../protocol/rules.ts';
import { CommandError } from '../command-error.ts';
import type { HashQueue } from '../access/hash-queue.ts';
import { hashPassword } from '../access/passwords.ts';
import type { Services } from '../services.ts';
import { closeSetup, isSetupOpen } from '../first-start.ts';
import { insertOperator } from '../store/operators.ts';
import { findReset, useReset } from '../store/password-resets.ts';
import { listSites } from '../store/sites.ts';
import { checkReset, checkResetLink, checkSetup } from '../input/validation.ts';
import { addressKeyOf, logInBy } from '../access/begin-login.ts';
import { refuseForeignPages } from '../access/operator-guard.ts';

/** Routes of the one-time links that the server prints: for the first administrator (D9) and for a new password (D8). */
export function oneTimeLinkRoutes(app: FastifyInstance, services: Services, hashing: HashQueue): void {
  const { store, clock, hub, unitOfWork, security } = services;

  app.post('/v1/setup', async (request, reply) => {
    refuseForeignPages(services, request);
    checkSetup(request.body);
    const { token, name, email, password } = request.body as SetupRequest;
    requirePassword(password);
    const address = addressKeyOf(services, request);
    const refuse = () => {
      security.note('setup', { outcome: 'failed', address, reason: 'link' });
      return new CommandError('forbidden', {
        message: 'This set-up link has been used, is too old or is not valid. Restart the server to get a new one.',
      });
    };
    if (!(await isSetupOpen(store.read, token, clock.now()))) throw refuse();
    const passwordHash = await hashing.run(true, () => hashPassword(password));
    const operator = await unitOfWork.run(async (tx) => {
      // Checked again inside the transaction, where one of two simultaneous requests wins.
      if (!(await isSetupOpen(tx, token, clock.now()))) throw refuse();
      await closeSetup(tx);
      const sites = await listSites(tx);
      return insertOperator(
        tx,
        { name, email, passwordHash, role: 'admin' },
        sites.map((site) => site.id),
        clock.now(),
      );
    });
    security.note('setup', { outcome: 'ok', address, actor: operator.id });
    return logInBy(services, request, reply, operator, true);
  });

  app.post('/v1/reset/check', async (request): Promise<ResetLinkState> => {
    refuseForeignPages(services, request);
    checkResetLink(request.body);
    const operator = await findReset(store.read, (request.body as ResetLink).token, clock.now());
    if (!operator) throw staleReset(services, addressKeyOf(services, request));
    return { email: operator.email };
  });

  app.post('/v1/reset', async (request, reply) => {
    refuseForeignPages(services, request);
    checkReset(request.body);
    const { token, password } = request.body as ResetRequest;
    requirePassword(password);
    const address = addressKeyOf(services, request);
    if (!(await findReset(store.read, token, clock.now()))) throw staleReset(services, address);
    const passwordHash = await hashing.run(true, () => hashPassword(password));
    const operator = await unitOfWork.run(async (tx, after) => {
      const used = await useReset(tx, token, passwordHash, clock.now());
      if (!used) throw staleReset(services, address);
      after(() => {
        for (const login of used.logins) hub.closeLogin(login, CLOSE.tokenUnknown);
      });
      return used.operator;
    });
    security.note('password_reset', { outcome: 'ok', address, actor: operator.id });
    return logInBy(services, request, reply, operator, true);
  });
}

function requirePassword(password: string): void {
  if (!isPassword(password))
    throw new CommandError('invalid', { field: 'password', message: `Choose a password of ${PASSWORD_MIN_CHARS} characters or more.` });
}

function staleReset({ security }: Services, address: string): CommandError {
  security.note('password_reset', { outcome: 'failed', address, reason: 'link' });
  return new CommandError('forbidden', {
    message: 'This link has been used, is too old or is not valid. Make another one on the server: npm run operator -- reset EMAIL',
  });
}
