/**
 * The canonical form of a language tag as pages, browsers and templates write it (`ru_RU`, `RU`, `en-US@posix`, `ru_RU.UTF-8`);
 * undefined if the text is no tag (`{{ lang }}`, an empty one), so that the next choice counts (T1).
 */
export function canonicalLanguage(tag: string): string | undefined {
  try {
    return Intl.getCanonicalLocales(tag.replace(/[.@].*/, '').replaceAll('_', '-'))[0];
  } catch {
    return undefined;
  }
}
