/** Which words suit a dataset: those of a shop, of a cinema, or plain ones. */
import type { InteractionDataset } from '../../dataset/interactionDataset.ts';
import type { Domain } from '../source/promptSettings.ts';

const FILM_FORMATS: readonly string[] = ['movielens', 'kion'];
const SHOP_FORMATS: readonly string[] = ['amazon-2014', 'amazon-2023', 'amazon-m2', 'simulated'];

export function domainOf(
  { provenance, itemText }: Pick<InteractionDataset, 'provenance' | 'itemText'>,
  wanted: Domain | 'auto',
): Domain {
  if (wanted !== 'auto') return wanted;
  if (FILM_FORMATS.includes(provenance.format)) return 'movies';
  // A log in our own layout or a table says what it is by what its items have.
  const hasGoods = itemText?.some(
    ({ brand, attributes }) => brand !== undefined || attributes?.['price'] !== undefined,
  );
  return SHOP_FORMATS.includes(provenance.format) || hasGoods === true ? 'products' : 'generic';
}
