import { expect, test } from 'vitest';
import { eventsByUser, folderOf, load, textByItem } from './support.ts';

test('IDGenRec sequences, plain texts and textual IDs', async () => {
  const path = await folderOf({
    'user_sequence.txt': 'A1YJEY40YUW4SE B004756YJA B004ZT0SSG 7806397051\nA60XNB876KYML 7806397051 B004756YJA\n',
    'item_plain_text.txt':
      '7806397051 title: wawo 15 color palette; brand: na; categories: beauty, makeup, face; description: a palette; for faces; price: 3.99; salesrank: beauty: 20924\n' +
      'B004756YJA title: cream; brand: olay; categories: na; description: na; price: na; salesrank: na\n' +
      'B00UNUSED0 title: never seen; brand: na\n',
    'item_generative_indexing_phase_0.txt': '7806397051 wawo 15 color\nB004756YJA olay cream\nB004ZT0SSG \n',
  });
  const dataset = await load({ format: 'idgenrec', name: 'beauty', path });
  expect(dataset.timeResolution).toBe('none');
  expect(eventsByUser(dataset)).toEqual({
    A1YJEY40YUW4SE: ['B004756YJA', 'B004ZT0SSG', '7806397051'],
    A60XNB876KYML: ['7806397051', 'B004756YJA'],
  });
  expect(textByItem(dataset)).toEqual({
    '7806397051': {
      title: 'wawo 15 color palette',
      categories: ['beauty', 'makeup', 'face'],
      description: 'a palette; for faces',
      attributes: { price: '3.99' },
      textId: 'wawo 15 color',
    },
    B004756YJA: { title: 'cream', brand: 'olay', textId: 'olay cream' },
    B004ZT0SSG: {},
  });
});

test('IDGenRec texts of Yelp have a name and a place', async () => {
  const path = await folderOf({
    'user_sequence.txt': 'u1 b1 b1\n',
    'item_plain_text.txt':
      'b1 name: tiny cafe; address: na; city: reno; state: nv; stars: 4.5; categories: food, coffee\n',
  });
  expect(textByItem(await load({ format: 'idgenrec', name: 'yelp', path }))).toEqual({
    b1: { title: 'tiny cafe', categories: ['food', 'coffee'], attributes: { city: 'reno', state: 'nv' } },
  });
});
