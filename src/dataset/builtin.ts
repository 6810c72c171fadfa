/** Datasets known by name: how to read or simulate them, and where their files come from. */
import { AMAZON_2014_CATEGORIES, AMAZON_2023_CATEGORIES } from './amazonCategories.ts';
import { SIMULATED_SIZES } from './simulate/sizes.ts';

export interface RemoteFile {
  readonly url: string;
  /** A published `md5sum` line for the file; null where the publisher gives none. */
  readonly md5Url: string | null;
}

export interface BuiltinDataset {
  readonly name: string;
  readonly summary: string;
  /** As a config would state them; `path` is a folder under a data root. */
  readonly settings: Readonly<Record<string, unknown>> & { readonly format: string; readonly name: string };
  /** What `seqbench data download` fetches; empty where that is not allowed or not needed. */
  readonly downloads: readonly RemoteFile[];
  /** Where it comes from and what to do by hand: one sentence each. */
  readonly origin: string;
}

function movielens(name: string, summary: string): BuiltinDataset {
  const url = `https://files.grouplens.org/datasets/movielens/${name}.zip`;
  return {
    name,
    summary,
    settings: { format: 'movielens', name, path: name },
    downloads: [{ url, md5Url: `${url}.md5` }],
    origin: `Published at https://grouplens.org/datasets/movielens/ (non-commercial use).`,
  };
}

function amazon2014(slug: string, category: string): BuiltinDataset {
  const name = `amazon-2014-${slug}`;
  const base = 'https://snap.stanford.edu/data/amazon/productGraph/categoryFiles';
  return {
    name,
    summary: `Amazon reviews until July 2014, ${category.replaceAll('_', ' ')}: all ratings and the metadata.`,
    settings: { format: 'amazon-2014', name, path: name },
    downloads: [
      { url: `${base}/ratings_${category}.csv`, md5Url: null },
      { url: `${base}/meta_${category}.json.gz`, md5Url: null },
    ],
    origin: 'Published at https://jmcauley.ucsd.edu/data/amazon/ (research use; cite McAuley et al. 2015).',
  };
}

function amazon2023(category: string): BuiltinDataset {
  const name = `amazon-2023-${category.toLowerCase().replaceAll('_', '-')}`;
  const base = 'https://mcauleylab.ucsd.edu/public_datasets/data/amazon_2023/raw';
  return {
    name,
    summary: `Amazon reviews until September 2023, ${category.replaceAll('_', ' ')}.`,
    settings: { format: 'amazon-2023', name, path: name },
    downloads: [
      { url: `${base}/review_categories/${category}.jsonl.gz`, md5Url: null },
      { url: `${base}/meta_categories/meta_${category}.jsonl.gz`, md5Url: null },
    ],
    origin: 'Published at https://amazon-reviews-2023.github.io/ (research use; cite Hou et al. 2024).',
  };
}

const KION_COMMIT = 'f69775be31fa5779907cf0a92ddedb70037fb5ae';
const M2_ORIGIN =
  'Amazon-M2 needs a login: accept its terms at https://www.aicrowd.com/challenges/amazon-kdd-cup-23-multilingual-recommendation-challenge, ' +
  'fetch sessions_train.csv and products_train.csv by hand and put them into a folder "amazon-m2" under ./data or $SEQBENCH_DATA.';

export const BUILTIN_DATASETS: readonly BuiltinDataset[] = [
  {
    name: 'amazon-beauty',
    summary: 'Amazon Beauty 2014 after the iterative 5-core, with the textual item IDs published with IDGenRec.',
    settings: { format: 'seqbench', name: 'amazon-beauty', path: 'amazon-beauty' },
    downloads: [],
    origin:
      'Derived from Amazon reviews 2014; `seqbench data download amazon-2014-beauty` fetches the raw data it was made from.',
  },
  movielens('ml-latest-small', 'MovieLens latest-small; GroupLens replaces it now and then, so state the edition.'),
  movielens('ml-100k', 'MovieLens 100K, 1998.'),
  movielens('ml-1m', 'MovieLens 1M, 2003.'),
  movielens('ml-20m', 'MovieLens 20M, edition of October 2016.'),
  movielens('ml-25m', 'MovieLens 25M, December 2019.'),
  movielens('ml-32m', 'MovieLens 32M, May 2024.'),
  ...AMAZON_2014_CATEGORIES.map(([slug, category]) => amazon2014(slug, category)),
  ...AMAZON_2023_CATEGORIES.map(amazon2023),
  {
    name: 'kion',
    summary: 'Kion, views of an online cinema in 2021, days without time of day, share watched.',
    settings: { format: 'kion', name: 'kion', path: 'kion' },
    downloads: [
      { url: `https://github.com/irsafilo/KION_DATASET/raw/${KION_COMMIT}/data_en.zip`, md5Url: null },
      { url: `https://github.com/irsafilo/KION_DATASET/raw/${KION_COMMIT}/data_original.zip`, md5Url: null },
    ],
    origin: 'Published at https://github.com/irsafilo/KION_DATASET.',
  },
  {
    name: 'amazon-m2',
    summary: 'Amazon-M2 (KDD Cup 2023), training sessions of six locales and their products; order only, no times.',
    settings: { format: 'amazon-m2', name: 'amazon-m2', path: 'amazon-m2', part: 'train' },
    downloads: [],
    origin: M2_ORIGIN,
  },
  {
    name: 'amazon-m2-test',
    summary: 'Amazon-M2 (KDD Cup 2023), test sessions of task 3 as JSON lines; order only, no times.',
    settings: { format: 'amazon-m2', name: 'amazon-m2-test', path: 'amazon-m2', part: 'test' },
    downloads: [],
    origin: M2_ORIGIN,
  },
  ...SIMULATED_SIZES.map((size) => ({
    name: `simulated-${size}`,
    summary: `Simulated shop, size ${size}: made up, always at hand.`,
    settings: { format: 'simulated', name: `simulated-${size}`, size },
    downloads: [],
    origin: 'Simulated on this machine; nothing to fetch.',
  })),
];

export function findBuiltin(name: string): BuiltinDataset | null {
  return BUILTIN_DATASETS.find((dataset) => dataset.name === name) ?? null;
}
