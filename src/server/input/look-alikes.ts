/**
 * Letters of other scripts that look like Latin ones, and characters drawn with the same stroke. It follows UTS #39 (Unicode
 * Security Mechanisms, confusables), reduced to the scripts whose names meet in one team: Latin, Cyrillic, Greek.
 */
const LOOKS_LIKE: Readonly<Record<string, string>> = {
  а: 'a',
  в: 'b',
  е: 'e',
  ѕ: 's',
  і: 'l',
  ј: 'j',
  к: 'k',
  м: 'm',
  н: 'h',
  о: 'o',
  р: 'p',
  с: 'c',
  т: 't',
  у: 'y',
  х: 'x',
  ԁ: 'd',
  ԛ: 'q',
  ԝ: 'w',
  ь: 'b',
  г: 'r',
  һ: 'h',
  ӏ: 'l',
  α: 'a',
  β: 'b',
  ι: 'l',
  κ: 'k',
  ν: 'v',
  ο: 'o',
  ρ: 'p',
  τ: 't',
  υ: 'u',
  χ: 'x',
  γ: 'y',
  ı: 'l',
  i: 'l',
  '1': 'l',
  '|': 'l',
  '!': 'l',
  '0': 'o',
  '5': 's',
  '3': 'e',
  '4': 'a',
  ɑ: 'a',
  ɡ: 'g',
  ſ: 's',
  ß: 'ss',
  đ: 'd',
  ð: 'd',
  ł: 'l',
  ø: 'o',
  æ: 'ae',
  œ: 'oe',
};

/** Two names that look the same to a reader have the same skeleton (T5). A skeleton is never shown and never stored. */
export const skeletonOf = (name: string): string =>
  [
    ...name
      .normalize('NFKD')
      .toLowerCase()
      .replace(/[^\p{L}\p{N}|!]/gu, ''),
  ]
    .map((letter) => LOOKS_LIKE[letter] ?? letter)
    .join('')
    // Two letters side by side can look like one.
    .replaceAll('rn', 'm')
    .replaceAll('vv', 'w');
