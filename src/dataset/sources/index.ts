/** The list of source formats; a new one is a file here and a line below. */
import type { Source } from '../source.ts';
import { movielens } from './movielens.ts';
import { seqbench } from './seqbench.ts';

export const SOURCES: Readonly<Record<string, Source>> = {
  movielens,
  seqbench,
};
