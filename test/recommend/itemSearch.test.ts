/** Which item a person means; what fits several is never decided by chance. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { historyPieces } from '../../harness/recommend/historyText.ts';
import { ItemSearch, type ItemMatch } from '../../harness/recommend/itemSearch.ts';
import { severalText, unknownText } from '../../harness/recommend/matchText.ts';

const titles = [
  'Matrix, The (1999)',
  'Matrix Reloaded, The (2003)',
  'Alien (1979)',
  'Aliens (1986)',
  'Amélie (2001)',
  'Good; Bad; Ugly',
  'Сталкер',
  'Twins',
  'Twins',
  '300',
];
const search = new ItemSearch(titles.map((title, place) => ({ id: `i${place + 1}`, title })));

function numbers(match: ItemMatch): number[] {
  if (match.kind === 'none') return [];
  return match.kind === 'one' ? [match.item.number] : match.items.map(({ number }) => number);
}

describe('an item', () => {
  it.each([
    ['i4', 4],
    ['alien 1979', 3],
    ['ALIENS', 4],
    ['  matrix   reloaded ', 2],
    ['amelie', 5],
    ['сталкер', 7],
    ['300', 10],
    ['amelei', 5],
    ['reloded', 2],
    ['the matrix 1999', 1],
    ['reloaded, the matrix (1998)', 2],
    ['teh matrix 1999', 1],
    ['сталкер 1979', 7],
  ])('is found by "%s"', (text, number) => {
    expect(numbers(search.find(text))).toEqual([number]);
  });

  it.each([
    ['matrix', [1, 2]],
    ['twins', [8, 9]],
  ])('is not chosen by chance where "%s" fits several', (text, expected) => {
    expect(search.find(text).kind).toBe('several');
    expect(numbers(search.find(text))).toEqual(expected);
  });

  it.each(['zzzz qqqq', '???', ''])('is none for "%s"', (text) => {
    expect(search.find(text)).toEqual({ kind: 'none' });
  });

  it('is always found by its id, and by its title where no other has it', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(
          fc.string({ minLength: 1 }).filter((text) => text.trim() === text),
          { minLength: 1 },
        ),
        (ids) => {
          const own = new ItemSearch(ids.map((id) => ({ id, title: `title of ${id}` })));
          for (const [place, id] of ids.entries()) expect(numbers(own.find(id))).toEqual([place + 1]);
        },
      ),
    );
    for (const [place, title] of titles.slice(0, 7).entries()) expect(numbers(search.find(title))).toEqual([place + 1]);
  });

  it('is asked back for in one sentence', () => {
    const match = search.find('matrix');
    if (match.kind !== 'several') throw new Error('one was chosen');
    expect(severalText('matrix', match)).toBe(
      '"matrix" may be Matrix, The (1999) [i1]; Matrix Reloaded, The (2003) [i2]: write more of the title, or the id in brackets.',
    );
    expect(unknownText('zz', search)).toBe('No item like "zz" among the 10 that were trained on.');
    expect(unknownText('zz', new ItemSearch([{ id: 'a', title: '' }]))).toContain('items go by their ids');
  });
});

describe('a history', () => {
  it.each([
    ['alien; i4 ;;amelie', ['alien', 'i4', 'amelie']],
    ['alien\r\nmatrix\n', ['alien', 'matrix']],
    ['alien; good; bad; ugly; i1', ['alien', 'good; bad; ugly', 'i1']],
    [' ; ', []],
  ])('%j is cut into titles', (text, pieces) => {
    expect(historyPieces(text, search)).toEqual(pieces);
  });
});
