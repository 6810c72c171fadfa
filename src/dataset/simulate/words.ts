/** The vocabulary of the simulated shop. Every word is invented or generic; no brand of the real world is meant. */
export interface Department {
  readonly name: string;
  /** Category, then the product nouns of its shelves. */
  readonly categories: Readonly<Record<string, readonly string[]>>;
}

export const DEPARTMENTS: readonly Department[] = [
  {
    name: 'Skin Care',
    categories: {
      Face: ['cleanser', 'toner', 'serum', 'moisturiser', 'eye cream', 'face mask'],
      Body: ['body lotion', 'body scrub', 'shower gel', 'bath salt', 'hand cream'],
      Sun: ['sunscreen', 'after-sun balm', 'tanning mousse'],
    },
  },
  {
    name: 'Hair Care',
    categories: {
      Washing: ['shampoo', 'conditioner', 'hair mask', 'scalp tonic'],
      Styling: ['hair wax', 'styling foam', 'heat spray', 'curl cream'],
      Colour: ['hair dye', 'root spray', 'colour gloss'],
    },
  },
  {
    name: 'Make-up',
    categories: {
      Eyes: ['mascara', 'eyeliner', 'eye shadow', 'brow gel'],
      Lips: ['lipstick', 'lip gloss', 'lip liner', 'lip balm'],
      Complexion: ['foundation', 'concealer', 'blush', 'setting powder'],
    },
  },
  {
    name: 'Kitchen',
    categories: {
      Coffee: ['espresso beans', 'filter coffee', 'milk frother', 'coffee grinder'],
      Tea: ['green tea', 'black tea', 'herbal tea', 'teapot'],
      Baking: ['cake tin', 'rolling pin', 'pastry brush', 'bread flour'],
    },
  },
  {
    name: 'Books',
    categories: {
      Fiction: ['crime novel', 'space saga', 'love story', 'historical novel', 'ghost story'],
      Knowledge: ['travel guide', 'cookbook', 'garden handbook', 'history of science'],
    },
  },
  {
    name: 'Outdoors',
    categories: {
      Hiking: ['trail shoe', 'rucksack', 'walking pole', 'rain jacket'],
      Camping: ['tent', 'sleeping bag', 'camp stove', 'head torch'],
      Cycling: ['bike light', 'cycling glove', 'tyre set', 'water bottle'],
    },
  },
  {
    name: 'Home',
    categories: {
      Light: ['desk lamp', 'candle', 'string light', 'night light'],
      Textiles: ['cushion', 'blanket', 'bed linen', 'bath towel'],
      Garden: ['seed mix', 'plant pot', 'garden shears', 'bird feeder'],
    },
  },
  {
    name: 'Music',
    categories: {
      Strings: ['guitar strings', 'violin bow', 'plectrum set', 'capo'],
      Studio: ['microphone', 'headphones', 'audio cable', 'monitor stand'],
    },
  },
];

/** Shelves of large shops split a noun by whom it is for. */
export const AUDIENCES: readonly string[] = [
  'everyday',
  'professional',
  'sensitive',
  'travel',
  'family',
  'premium',
  'organic',
  'compact',
  'classic',
  'winter',
  'summer',
  'beginner',
];

export const BRAND_STARTS = ['Al', 'Bre', 'Cor', 'Dun', 'El', 'Fen', 'Gal', 'Hol', 'Is', 'Jor', 'Kel', 'Lum', 'Mer'];
export const BRAND_MIDDLES = ['a', 'e', 'i', 'o', 'u', 'ae', 'ia', 'or', 'en', 'il'];
export const BRAND_ENDS = ['ra', 'von', 'lis', 'dell', 'mont', 'sca', 'quist', 'nor', 'thea', 'wick', 'bury', 'zen'];

export const TRAITS: readonly string[] = [
  'gentle',
  'bright',
  'dark',
  'rich',
  'light',
  'pure',
  'bold',
  'calm',
  'fresh',
  'warm',
  'cool',
  'soft',
  'crisp',
  'deep',
  'clear',
  'wild',
];

export const MATERIALS: readonly string[] = [
  'almond',
  'birch',
  'cedar',
  'citrus',
  'clay',
  'cotton',
  'honey',
  'jasmine',
  'lavender',
  'linen',
  'mint',
  'oat',
  'rose',
  'sage',
  'sea salt',
  'steel',
];

export const COLOURS: readonly string[] = [
  'amber',
  'black',
  'blue',
  'coral',
  'green',
  'ivory',
  'plum',
  'red',
  'silver',
];
export const PRICE_WORDS: readonly string[] = ['budget', 'mid-range', 'luxury'];
