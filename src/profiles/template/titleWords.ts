/** The words of a title that say something, each once, in small letters. */
const EMPTY_WORDS = new Set(
  (
    'a an and are as at be by de des el for from get has her his i in is it its la le les new no not of off on or our out ' +
    'own part pack set size so that the their this to up use vol volume was we what who with without you your ' +
    'inch inches count ounce ounces fluid each per piece pieces pcs'
  ).split(' '),
);

export function titleWords(title: string): string[] {
  const words = title.toLowerCase().match(/[\p{L}][\p{L}'’-]+/gu) ?? [];
  return [...new Set(words)].filter((word) => word.length > 2 && !EMPTY_WORDS.has(word));
}
