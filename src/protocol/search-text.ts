/** Letters that count as the same letter in a search, and that no Unicode decomposition makes equal. */
const ALIKE: Readonly<Record<string, string>> = { ı: 'i', ς: 'σ', ß: 'ss', ø: 'o', ł: 'l', đ: 'd', æ: 'ae', œ: 'oe' };

/** Text as a search compares it (T6): no accents, no case, one kind of space. Stored, typed and shown text all go through it. */
export const fold = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
    // A second time, as the small letter of İ has a combining dot of its own.
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .replace(/[ıςßøłđæœ]/gu, (letter) => ALIKE[letter] ?? letter)
    .replace(/\s+/gu, ' ');

/** "Visitor" in every language of the dashboard: a visitor without a name is shown as this word and their number. */
const NAMELESS = ['visitor', 'посетитель'];

/** The text a search finds a visitor by: the name or number that lists show, and the e-mail. */
export const visitorSearchText = ({ name, number, email }: { name: string | null; number: string; email: string | null }): string =>
  [...(name ? [fold(name)] : NAMELESS.map((word) => `${fold(word)} ${number}`)), ...(email ? [fold(email)] : [])].join('\n');
