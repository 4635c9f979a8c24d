import { PING_VISIBLE_MS, type Operator, type OperatorHello, type OperatorWelcome } from '../../protocol/index.ts';
import { CommandError } from '../command-error.ts';
import type { Services } from '../services.ts';
import { hasSeenSite } from '../store/lives.ts';
import { findLogin, isAway, operatorsOf, sitesOf, type OperatorRecord } from '../store/operators.ts';
import { deliverAll } from '../store/sessions.ts';
import { currentGseq, siteEventsAfter } from '../store/site-log.ts';
import { hashToken } from '../access/tokens.ts';
import { checkOperatorHello, checkProtocol } from '../input/validation.ts';
import type { Frame } from '../input/frame.ts';
import type { OperatorConnection } from './hub.ts';
import { stormMs } from './visitor-hello.ts';

/** A hello that passed its checks: the operator, the site and the log-in. */
export interface OperatorGreeting {
  readonly siteId: string;
  readonly operator: OperatorRecord;
  readonly token: string;
  readonly expiresAt: number;
  readonly hello: OperatorHello;
}

/** A connection's operator, site and log-in, without the means to send and close. */
export type OperatorSeat = Omit<OperatorConnection, 'send' | 'close'>;

/** Checks an operator's hello, however it came. */
export async function readOperatorHello(services: Services, token: string | null, frame: Frame): Promise<OperatorGreeting> {
  const { store, clock, lifecycle } = services;
  if (lifecycle.draining) throw new CommandError('draining');
  if (frame.type !== 'hello') throw new CommandError('invalid', { message: 'The first frame is "hello".' });
  const login = token === null ? null : await findLogin(store.read, token, clock.now());
  if (token === null || !login) throw new CommandError('unauthorized');
  checkProtocol(frame);
  checkOperatorHello(frame);
  const hello = frame as unknown as OperatorHello;
  const site = (await sitesOf(store.read, login.operator.id)).find((s) => s.key === hello.site);
  if (!site) throw new CommandError('not_found', { field: 'site' });
  return { siteId: site.id, token, ...login, hello };
}

/**
 * Answers a hello. `join` is called in the turn of the commit, so the connection it makes gets every event after the welcome.
 * `staying`: this operator's tab is already connected, so no message has waited to be delivered.
 */
export async function answerOperatorHello(
  services: Services,
  greeting: OperatorGreeting,
  join: (seat: OperatorSeat, welcome: OperatorWelcome) => void,
  staying = false,
): Promise<void> {
  const { unitOfWork, hub, store, clock } = services;
  const { siteId, operator, token, expiresAt, hello } = greeting;
  const team = await operatorsOf(store.read, siteId);
  await unitOfWork.run(
    async (tx, after) => {
      // The log-in may have ended while this job waited.
      if (!(await findLogin(tx, token, clock.now()))) throw new CommandError('unauthorized');
      const { epoch, cursor } = hello;
      const isKnown =
        cursor !== undefined && (epoch === undefined || epoch === services.epoch || (await hasSeenSite(tx, epoch, siteId, cursor)));
      const events = isKnown ? await siteEventsAfter(tx, siteId, cursor) : null;
      const gseq = await currentGseq(tx, siteId);
      const presence = (await isAway(tx, operator.id)) ? 'away' : 'online';
      const delivered = staying ? [] : await deliverAll(tx, siteId);
      after(() => {
        join(
          { siteId, operator, login: hashToken(token), expiresAt, presence },
          {
            type: 'welcome',
            epoch: services.epoch,
            operator: { ...operator, presence },
            operators: team.map((member): Operator => ({
              ...member,
              presence: member.id === operator.id ? presence : hub.presenceOf(siteId, member.id),
            })),
            gseq,
            reset: events === null,
            events: events ?? [],
            pingMs: PING_VISIBLE_MS,
            stormMs: stormMs(hub.connections),
          },
        );
        for (const session of delivered)
          hub.toVisitor(siteId, session.visitor_id, { type: 'delivered', session: session.id, seq: session.delivered_seq });
      });
    },
    { reads: true },
  );
}
