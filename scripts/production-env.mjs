// @tanstack/virtual-core asks bundlers for the kind of build, and no browser has a `process`.
const replace = (code) => code.replaceAll('process.env.NODE_ENV', '"production"');

/** For Rollup. */
export const productionEnv = {
  name: 'production-env',
  transform: (code, id) => (id.includes('/@tanstack/') ? { code: replace(code), map: null } : null),
};

/** For the tests' server. */
export const productionEnvServed = {
  name: 'production-env',
  transform: ({ path, body }) => (path.includes('/@tanstack/') ? { body: replace(String(body)) } : undefined),
};
