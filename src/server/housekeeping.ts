import type { Services } from './services.ts';
import { trimResults } from './store/command-results.ts';
import { trimSiteLog } from './store/site-log.ts';
import { trimTokens } from './store/visitor-tokens.ts';
import { deleteVisitors, listSilentVisitors } from './store/visitors.ts';

const DAY_MS = 86_400_000;
const SITE_LOG_DAYS = 7;

/** Removes what nobody will ask for again. Run every hour; each part is a short transaction of its own. */
export async function keepHouse({
  unitOfWork,
  store,
  clock,
  hub,
}: Pick<Services, 'unitOfWork' | 'store' | 'clock' | 'hub'>): Promise<void> {
  const now = clock.now();
  await unitOfWork.run(async (tx) => {
    await trimResults(tx, now);
    await trimSiteLog(tx, now - SITE_LOG_DAYS * DAY_MS);
  });
  await unitOfWork.run((tx) => trimTokens(tx, now));
  await unitOfWork.run(async (tx) => {
    const silent = await listSilentVisitors(tx, now - DAY_MS);
    await deleteVisitors(
      tx,
      silent.filter(({ id, site_id }) => !hub.live(site_id, id).online).map(({ id }) => id),
    );
  });
  const { giveBack } = store;
  if (giveBack) while (await unitOfWork.run((tx) => giveBack(tx)));
}
