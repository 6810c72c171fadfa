import { describe, expect, test } from 'vitest';
import { eventsByUser, folderOf, load, textByItem } from './support.ts';

/** The second list is long enough for numpy to wrap it, so pandas puts it in quotes. */
const SESSIONS =
  "prev_items,next_item,locale\n['B09W9FND7K' 'B09JSPLN1M'],B09M7GY217,DE\n" +
  "\"['B076THCGSG' 'B007MO8IME' 'B08MF65MLV' 'B001B4TKA0' 'B076THCGSG'\n 'B007MO8IME']\",B001B4THSA,UK\n" +
  "['B0B1LGXWDS'],B00AZYORS2,JP\n";
const PRODUCTS =
  'id,locale,title,price,brand,color,size,model,material,author,desc\n' +
  'B09W9FND7K,DE,"Kabel, 2 m",12.99,Marke,schwarz,2 m,K2,Kupfer,,"Ein ""gutes"" Kabel"\n' +
  'B001B4THSA,DE,Deutsch,1,,,,,,,\nB001B4THSA,UK,English,2,Brand,,,,,A. Author,\nB0UNUSED00,UK,Never seen,2,,,,,,,\n';

describe('Amazon-M2', () => {
  test('training sessions are users, in the order of the file, with the next item last', async () => {
    const path = await folderOf({ 'sessions_train.csv': SESSIONS, 'products_train.csv': PRODUCTS });
    const dataset = await load({ format: 'amazon-m2', name: 'm2', path });
    expect(dataset.timeResolution).toBe('none');
    expect(dataset.timestamps).toBeNull();
    expect(eventsByUser(dataset)).toEqual({
      'session-00000001': ['B09W9FND7K', 'B09JSPLN1M', 'B09M7GY217'],
      'session-00000002': [
        'B076THCGSG',
        'B007MO8IME',
        'B08MF65MLV',
        'B001B4TKA0',
        'B076THCGSG',
        'B007MO8IME',
        'B001B4THSA',
      ],
      'session-00000003': ['B0B1LGXWDS', 'B00AZYORS2'],
    });
    expect(textByItem(dataset)).toMatchObject({
      B09W9FND7K: {
        title: 'Kabel, 2 m',
        brand: 'Marke',
        description: 'Ein "gutes" Kabel',
        attributes: { price: '12.99', colour: 'schwarz', size: '2 m', model: 'K2', material: 'Kupfer' },
      },
      B001B4THSA: { title: 'Deutsch' },
      B00AZYORS2: {},
    });
  });

  test('chosen locales keep the ids that the sessions have in the whole file', async () => {
    const path = await folderOf({ 'sessions_train.csv': SESSIONS, 'products_train.csv': PRODUCTS });
    const dataset = await load({ format: 'amazon-m2', name: 'm2', path, locales: ['UK', 'JP'] });
    expect(dataset.userIds).toEqual(['session-00000002', 'session-00000003']);
    expect(textByItem(dataset)['B001B4THSA']).toMatchObject({ title: 'English', attributes: { author: 'A. Author' } });
    expect(dataset.provenance.badRowCount).toBe(0);
  });

  test('test sessions as JSON lines have ids of their own', async () => {
    const lines =
      '{"session_id": "t3-2-0", "locale": "ES", "prev_items": ["B0BF9JMVDG", "B01ET9V90M"]}\n' +
      '{"session_id": "t3-2-1", "locale": "FR", "prev_items": ["B01ET9V90M"]}\n';
    const path = await folderOf({ 'task3_phase2_test_sessions.jsonl': lines });
    const settings = { format: 'amazon-m2', name: 'm2-test', path, part: 'test' };
    expect(eventsByUser(await load(settings))).toEqual({
      't3-2-0': ['B0BF9JMVDG', 'B01ET9V90M'],
      't3-2-1': ['B01ET9V90M'],
    });
    expect((await load({ ...settings, locales: ['FR'] })).userIds).toEqual(['t3-2-1']);
  });

  test('test sessions as CSV, several tasks', async () => {
    const path = await folderOf({
      'sessions_test_task1.csv': "prev_items,locale\n['B087VM5HMF' 'B08T6DZ968'],DE\n",
      'sessions_test_task2.csv': "prev_items,locale\n['B0BHW1D5VP'],ES\n",
    });
    expect(eventsByUser(await load({ format: 'amazon-m2', name: 'm2-test', path, part: 'test' }))).toEqual({
      'sessions_test_task1-00000001': ['B087VM5HMF', 'B08T6DZ968'],
      'sessions_test_task2-00000001': ['B0BHW1D5VP'],
    });
  });
});
