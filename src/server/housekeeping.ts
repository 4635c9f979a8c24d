/** The job's former name, for scripts of operators that run it beside a server. */
export { removeExpired as keepHouse } from './jobs/remove-expired.ts';
