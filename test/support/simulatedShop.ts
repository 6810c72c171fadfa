/** A made-up test set, and what made-up models answer to it: what `simulatedRecords.ts` builds records from. */
import { Random } from '../../src/random.ts';

export interface ShopPlan {
  readonly name: string;
  readonly caseCount: number;
  readonly itemCount: number;
  readonly k: number;
}

export interface SimulatedShop extends ShopPlan {
  readonly users: Uint32Array;
  /** 0: cold. */
  readonly targets: Uint32Array;
  readonly historyLengths: Uint32Array;
  readonly targetTrainCounts: Uint32Array;
  /** Training events by catalogue number from 1. */
  readonly trainCounts: Uint32Array;
  /** How easy a case is for every model, as a normal deviate: wins and losses of two models go together. */
  readonly ease: Float64Array;
}

const COLD_SHARE = 0.04;

/** FNV-1a: texts as seeds. */
export function textSeed(text: string): number {
  let hash = 0x811c9dc5;
  for (const character of text) hash = Math.imul(hash ^ character.codePointAt(0)!, 0x01000193) >>> 0;
  return hash;
}

export function simulatedShop(plan: ShopPlan): SimulatedShop {
  const random = Random.fromSeed(textSeed(plan.name));
  const trainCounts = new Uint32Array(plan.itemCount + 1);
  for (let item = 1; item <= plan.itemCount; item++) trainCounts[item] = 1 + Math.round(1500 / (item + 1));
  // Items in demand are targets more often, as in real logs.
  const target = () => 1 + Math.floor(plan.itemCount * random.uniform() ** 2.2);
  const targets = new Uint32Array(plan.caseCount).map(() => (random.uniform() < COLD_SHARE ? 0 : target()));
  return {
    ...plan,
    users: new Uint32Array(plan.caseCount).map((_, index) => index * 3 + 1),
    targets,
    historyLengths: new Uint32Array(plan.caseCount).map(() => Math.min(200, Math.round(1 + 9 * random.exponential()))),
    targetTrainCounts: targets.map((item) => trainCounts[item]!),
    trainCounts,
    ease: new Float64Array(plan.caseCount).map(() => random.normal()),
  };
}

export interface Skill {
  /** Higher ranks targets higher; 0 finds about a tenth of them. */
  readonly level: number;
  /** How much it gains from items in demand, and from long histories. */
  readonly fromPopularity: number;
  readonly fromHistory: number;
}

export interface SimulatedLists {
  readonly items: Uint32Array;
  readonly scores: Float32Array;
}

/** Lists whose hits follow the skill; `seed` moves single cases about. */
export function simulatedLists(shop: SimulatedShop, skill: Skill, seed: number): SimulatedLists {
  const { k, caseCount, itemCount } = shop;
  const random = Random.fromSeed(seed);
  const items = new Uint32Array(caseCount * k);
  const scores = new Float32Array(caseCount * k);
  for (let row = 0; row < caseCount; row++) {
    const target = shop.targets[row]!;
    const score =
      skill.level +
      skill.fromPopularity * Math.log2((1 + shop.targetTrainCounts[row]!) / 8) +
      skill.fromHistory * Math.log2((1 + shop.historyLengths[row]!) / 8) +
      shop.ease[row]! +
      0.5 * random.normal();
    const rank = target === 0 ? Infinity : Math.ceil(Math.exp(4 - 1.4 * score));
    // Consecutive items from a random one on: distinct, and quick to make for thousands of records.
    let item = random.below(itemCount);
    for (let place = 0; place < k; place++) {
      item = (item % itemCount) + 1;
      if (item === target) item = (item % itemCount) + 1;
      items[row * k + place] = place + 1 === rank ? target : item;
      scores[row * k + place] = 10 - place + random.uniform() / 2;
    }
  }
  return { items, scores };
}
