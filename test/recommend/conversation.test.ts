/** The dialogue, line by line. */
import { describe, expect, it } from 'vitest';
import { Conversation } from '../../harness/recommend/conversation.ts';
import { ItemSearch } from '../../harness/recommend/itemSearch.ts';

const search = new ItemSearch(
  ['Alien', 'Twins', 'Twins', 'Matrix Reloaded', 'Matrix, The'].map((title, place) => ({ id: `i${place + 1}`, title })),
);

async function talk(...lines: string[]): Promise<string[]> {
  const said: string[] = [];
  const answer = (history: readonly { readonly number: number }[]) =>
    Promise.resolve(`asked ${history.map(({ number }) => number).join(' ')}`);
  const conversation = new Conversation({ search, answer, write: (line) => said.push(line) });
  for (const line of lines) await conversation.say(line);
  return said;
}

describe('the dialogue', () => {
  it('takes titles one by one and several at once, and asks at an empty line', async () => {
    expect(await talk('alien', 'reloaded; alien', '')).toEqual([
      ...['1. Alien [i1]', '2. Matrix Reloaded [i4]', '3. Alien [i1]', 'asked 1 4 1'],
    ]);
  });

  it('settles one choice after the other', async () => {
    const said = await talk('twins; matrix', '2', '2', '');
    expect(said.filter((line) => !line.startsWith(' '))).toEqual([
      ...['"twins" may be', 'Which one? Type its number; anything else is a new title.', '1. Twins [i3]'],
      ...[
        '"matrix" may be',
        'Which one? Type its number; anything else is a new title.',
        '2. Matrix Reloaded [i4]',
        'asked 3 4',
      ],
    ]);
  });

  it('leaves a choice open to a new title, and an unknown one out', async () => {
    expect((await talk('twins', 'alien', 'qqqq', '')).slice(-3)).toEqual([
      '1. Alien [i1]',
      'No item like "qqqq" among the 5 that were trained on.',
      'asked 1',
    ]);
  });

  it('takes items away, begins anew, and asks nothing of an empty history', async () => {
    expect(await talk('alien', 'reloaded', '/drop', '/new', '')).toEqual([
      ...['1. Alien [i1]', '2. Matrix Reloaded [i4]', 'History: Alien [i1]', 'The history is empty.'],
      'The history is empty: type a title first.',
    ]);
  });
});
