/** The list of source formats; a new one is a file here and a line below. */
import type { Source } from '../source.ts';
import { amazon2014 } from './amazon2014.ts';
import { amazon2023 } from './amazon2023.ts';
import { amazonM2 } from './amazonM2.ts';
import { idgenrec } from './idgenrec.ts';
import { kion } from './kion.ts';
import { movielens } from './movielens.ts';
import { recbole } from './recbole.ts';
import { seqbench } from './seqbench.ts';
import { table } from './table.ts';

export const SOURCES: Readonly<Record<string, Source>> = {
  movielens,
  'amazon-2014': amazon2014,
  'amazon-2023': amazon2023,
  kion,
  'amazon-m2': amazonM2,
  idgenrec,
  seqbench,
  recbole,
  table,
};
