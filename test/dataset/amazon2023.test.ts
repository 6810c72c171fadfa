import { expect, test } from 'vitest';
import { eventsByUser, folderOf, load, textByItem } from './support.ts';

const REVIEWS =
  '{"rating": 5.0, "title": "Such a lovely scent", "text": "not \\"over\\" powering", "images": [], "asin": "B00YQ6X8EO", "parent_asin": "B00YQ6X8EP", "user_id": "AGKHLEW2SOWHNMFQIJGBECAF7INQ", "timestamp": 1588687728923, "helpful_vote": 0, "verified_purchase": true}\n' +
  '{"rating": 4.0, "title": "Works", "text": "ok", "images": [], "asin": "B081TJ8YS3", "parent_asin": "B081TJ8YS3", "user_id": "AGKHLEW2SOWHNMFQIJGBECAF7INQ", "timestamp": 1588615855070, "helpful_vote": 1, "verified_purchase": true}\n';
const META =
  '{"main_category": "All Beauty", "title": "Herbal Spray", "average_rating": 4.8, "rating_number": 10, "features": ["Light"], "description": ["A spray.", "For hair."], "price": null, "images": [], "videos": [], "store": "Howard Products", "categories": [], "details": {"Package": "7"}, "parent_asin": "B00YQ6X8EP", "bought_together": null}\n' +
  '{"main_category": "All Beauty", "title": "Yes to Tomatoes", "features": [], "description": [], "price": "8.98", "store": null, "categories": ["Beauty & Personal Care", "Skin Care"], "parent_asin": "B081TJ8YS3"}\n';
const EVENTS = { AGKHLEW2SOWHNMFQIJGBECAF7INQ: ['B081TJ8YS3@1588615855.07=4', 'B00YQ6X8EP@1588687728.923=5'] };

test('Amazon 2023 reviews and metadata are JSON lines, times milliseconds, items parent_asins', async () => {
  const path = await folderOf({ 'All_Beauty.jsonl': REVIEWS, 'meta_All_Beauty.jsonl': META });
  const dataset = await load({ format: 'amazon-2023', name: 'beauty', path });
  expect(eventsByUser(dataset)).toEqual(EVENTS);
  expect(textByItem(dataset)).toEqual({
    B00YQ6X8EP: {
      title: 'Herbal Spray',
      brand: 'Howard Products',
      categories: ['All Beauty'],
      description: 'A spray. For hair. Light',
    },
    B081TJ8YS3: {
      title: 'Yes to Tomatoes',
      categories: ['Beauty & Personal Care', 'Skin Care'],
      attributes: { price: '8.98' },
    },
  });
});

test('the ratings-only file of Amazon 2023 holds the same events', async () => {
  const csv =
    'user_id,parent_asin,rating,timestamp\nAGKHLEW2SOWHNMFQIJGBECAF7INQ,B081TJ8YS3,4.0,1588615855070\n' +
    'AGKHLEW2SOWHNMFQIJGBECAF7INQ,B00YQ6X8EP,5.0,1588687728923\n';
  const path = await folderOf({ 'All_Beauty.csv': csv });
  expect(eventsByUser(await load({ format: 'amazon-2023', name: 'beauty', path }))).toEqual(EVENTS);
});
