import { describe, expect, test } from 'vitest';
import { eventsByUser, folderOf, load, textByItem, zipOf } from './support.ts';

const INTERACTIONS =
  'user_id,item_id,last_watch_dt,total_dur,watched_pct\n176549,9506,2021-05-11,4250,72.0\n699317,1659,2021-05-29,8317,100.0\n' +
  '176549,1659,2021-03-13,14,\n176549,7107,2021-05-11,10,0.0\n';
const ITEMS =
  'item_id,content_type,title,title_orig,release_year,genres,countries,for_kids,age_rating,studios,directors,actors,description,keywords\n' +
  '9506,film,Поговори с ней,Hable con ella,2002.0,"драмы, зарубежные, мелодрамы",Испания,,16.0,,Педро Альмодовар,"Адольфо Фернандес, Ана",Мелодрама,"Поговори, ней"\n' +
  '1659,series,Голая правда,,2014.0,комедии,,,18.0,,,,,\n';
const ITEMS_EN = ITEMS.replace('Поговори с ней', 'Talk to Her').replace('Голая правда', 'Naked Truth');

describe('Kion', () => {
  test('days without time of day, share watched with gaps, texts with quotes', async () => {
    const path = await folderOf({
      'data_original.zip': zipOf({ 'data_original/interactions.csv': INTERACTIONS, 'data_original/items.csv': ITEMS }),
    });
    const dataset = await load({ format: 'kion', name: 'kion-copy', path });
    expect(dataset.timeResolution).toBe('day');
    const day = (text: string): number => Date.parse(`${text}T00:00:00Z`) / 1000;
    expect(eventsByUser(dataset)).toEqual({
      // Two views on one day stay in the order of the file.
      '176549': [`1659@${day('2021-03-13')}=NaN`, `9506@${day('2021-05-11')}=72`, `7107@${day('2021-05-11')}=0`],
      '699317': [`1659@${day('2021-05-29')}=100`],
    });
    expect(textByItem(dataset)['9506']).toEqual({
      title: 'Поговори с ней',
      categories: ['драмы', 'зарубежные', 'мелодрамы'],
      description: 'Мелодрама',
      attributes: {
        year: '2002',
        countries: 'Испания',
        directors: 'Педро Альмодовар',
        keywords: 'Поговори, ней',
        type: 'film',
      },
    });
    expect(textByItem(dataset)['7107']).toEqual({});
  });

  test('the language setting chooses between two item files', async () => {
    const path = await folderOf({ 'interactions.csv': INTERACTIONS, 'items.csv': ITEMS, 'items_en.csv': ITEMS_EN });
    const settings = { format: 'kion', name: 'kion-copy', path };
    expect(textByItem(await load(settings))['1659']).toMatchObject({ title: 'Naked Truth' });
    expect(textByItem(await load({ ...settings, language: 'ru' }))['1659']).toMatchObject({ title: 'Голая правда' });
  });
});
