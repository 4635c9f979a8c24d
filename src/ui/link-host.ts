const SCRIPTS = [
  /\p{Script=Latin}/u,
  /\p{Script=Cyrillic}/u,
  /\p{Script=Greek}/u,
  /[^\P{L}\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Greek}]/u,
];
const PLAIN = /^[\p{L}\p{M}\p{N}.-]+$/u;

/**
 * A typed web address in a form that is safe to show: unchanged when its host is what it looks like; with the real host
 * (punycode, or the number that an odd spelling stands for) when it mixes scripts or is not written the way it resolves.
 */
export function hostFor(typed: string, hostname: string): string {
  const [, before, host, after] = /^((?:https?:[/\\]*)?)([^/\\?#:]*)(.*)$/isu.exec(typed) as unknown as [string, string, string, string];
  const ascii = /^[\0-\x7f]*$/.test(host);
  const honest = ascii ? host.toLowerCase() === hostname : PLAIN.test(host) && SCRIPTS.filter((script) => script.test(host)).length < 2;
  return honest ? typed : before + hostname + after;
}
