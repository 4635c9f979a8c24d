/** Letters that are one letter to whoever searches, and that no decomposition brings together. */
const ALIKE: Readonly<Record<string, string>> = { ı: 'i', ς: 'σ', ß: 'ss', ø: 'o', ł: 'l', đ: 'd', æ: 'ae', œ: 'oe' };

/** Text as search compares it (T6): no accents, no case, one kind of space. The one function for what is stored, asked and shown. */
export const fold = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
    // Once more: the small letter of İ carries a dot of its own.
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .replace(/[ıςßøłđæœ]/gu, (letter) => ALIKE[letter] ?? letter)
    .replace(/\s+/gu, ' ');

/** "Visitor" in every language of the dashboard: a visitor without a name is shown by it and their number. */
const NAMELESS = ['visitor', 'посетитель'];

/** What of a visitor is searched: what a list shows of them, and their e-mail. */
export const visitorSearchText = ({ name, number, email }: { name: string | null; number: string; email: string | null }): string =>
  [...(name ? [fold(name)] : NAMELESS.map((word) => `${fold(word)} ${number}`)), ...(email ? [fold(email)] : [])].join('\n');
