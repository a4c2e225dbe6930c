const LETTERS: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ı: 'i',
};
const UMLAUTS: Readonly<Record<string, string>> = { ä: 'ae', ö: 'oe', ü: 'ue', å: 'aa', ø: 'oe' };

/** Small letters without marks, so that one name is found however it was typed. */
export function folded(text: string): string {
  return text
    .toLowerCase()
    .normalize('NFD')
    .replace(/\p{M}+/gu, '')
    .replace(/[ßæœøłđðþı]/g, (letter) => LETTERS[letter]!);
}

/** A word folded, and folded with its umlauts written out where it has any. */
export function spellingsOf(word: string): string[] {
  const lower = word.toLowerCase().normalize('NFC');
  const writtenOut = lower.replace(/[äöüåø]/g, (letter) => UMLAUTS[letter]!);
  return [...new Set([folded(word), folded(writtenOut)])];
}
