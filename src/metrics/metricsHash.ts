/**
 * A hash of what the metrics are and how they come out: of their names, units and directions, and of their values for a
 * fixed, made-up set of lists. It changes where one of these does, and not where code or words are only moved.
 */
import { createHash } from 'node:crypto';
import { Random } from '../random.ts';
import { numberCategories } from './diversity.ts';
import { groupMetrics } from './groups.ts';
import { measureLists } from './measureLists.ts';
import { METRICS } from './metric.ts';

const CASES = 40;
const ITEMS = 30;
const K = 10;
/** The last bits of a logarithm may differ between machines. */
const DIGITS = 10;

function sampleValues(): unknown {
  const random = Random.fromSeed(1);
  const lists = Array.from({ length: CASES }, () => {
    const order = Uint32Array.from({ length: ITEMS }, (_, item) => item + 1);
    random.shuffle(order);
    return order.subarray(0, K);
  });
  const draws = (bound: number): Uint32Array => Uint32Array.from({ length: CASES }, () => random.below(bound));
  const lists10 = { k: K, items: Uint32Array.from(lists.flatMap((list) => [...list])) };
  const targets = draws(ITEMS + 1);
  const cutoffs = [1, 5, 10];
  return {
    metrics: measureLists({
      lists: lists10,
      targets,
      users: draws(CASES / 2),
      cutoffs,
      trainCounts: Uint32Array.from({ length: ITEMS + 1 }, (_, item) => item * item),
      categories: numberCategories(Array.from({ length: ITEMS + 1 }, (_, item) => [`${item % 3}`, `${item % 5}`])),
    }),
    groups: groupMetrics({
      lists: lists10,
      targets,
      cutoffs,
      historyLengths: draws(60),
      targetTrainCounts: draws(600),
    }),
  };
}

let known: string | null = null;

export function metricsHash(): string {
  const rounded = (_: string, value: unknown): unknown =>
    typeof value === 'number' ? Number(value.toPrecision(DIGITS)) : value;
  const definitions = METRICS.map(({ id, unit, better, about }) => ({ id, unit, better, about }));
  known ??= createHash('sha256')
    .update(JSON.stringify({ definitions, sample: sampleValues() }, rounded))
    .digest('hex');
  return known;
}
