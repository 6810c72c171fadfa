/** The categories of the two Amazon review collections, as their file names spell them. */

/** Short name, category. */
export const AMAZON_2014_CATEGORIES: readonly (readonly [string, string])[] = [
  ['apps', 'Apps_for_Android'],
  ['automotive', 'Automotive'],
  ['baby', 'Baby'],
  ['beauty', 'Beauty'],
  ['books', 'Books'],
  ['cds', 'CDs_and_Vinyl'],
  ['clothing', 'Clothing_Shoes_and_Jewelry'],
  ['electronics', 'Electronics'],
  ['garden', 'Patio_Lawn_and_Garden'],
  ['grocery', 'Grocery_and_Gourmet_Food'],
  ['health', 'Health_and_Personal_Care'],
  ['home', 'Home_and_Kitchen'],
  ['instruments', 'Musical_Instruments'],
  ['kindle', 'Kindle_Store'],
  ['movies', 'Movies_and_TV'],
  ['music', 'Digital_Music'],
  ['office', 'Office_Products'],
  ['pets', 'Pet_Supplies'],
  ['phones', 'Cell_Phones_and_Accessories'],
  ['sports', 'Sports_and_Outdoors'],
  ['tools', 'Tools_and_Home_Improvement'],
  ['toys', 'Toys_and_Games'],
  ['video', 'Amazon_Instant_Video'],
  ['video-games', 'Video_Games'],
];

export const AMAZON_2023_CATEGORIES: readonly string[] = [
  ...['All_Beauty', 'Amazon_Fashion', 'Appliances', 'Arts_Crafts_and_Sewing', 'Automotive', 'Baby_Products'],
  ...[
    'Beauty_and_Personal_Care',
    'Books',
    'CDs_and_Vinyl',
    'Cell_Phones_and_Accessories',
    'Clothing_Shoes_and_Jewelry',
  ],
  ...['Digital_Music', 'Electronics', 'Gift_Cards', 'Grocery_and_Gourmet_Food', 'Handmade_Products'],
  ...['Health_and_Household', 'Health_and_Personal_Care', 'Home_and_Kitchen', 'Industrial_and_Scientific'],
  ...['Kindle_Store', 'Magazine_Subscriptions', 'Movies_and_TV', 'Musical_Instruments', 'Office_Products'],
  ...['Patio_Lawn_and_Garden', 'Pet_Supplies', 'Software', 'Sports_and_Outdoors', 'Subscription_Boxes'],
  ...['Tools_and_Home_Improvement', 'Toys_and_Games', 'Video_Games'],
];
