/**
 * The k best of many scored items, exactly and without sorting them all: a heap of the best so far, the worst of them on
 * top. One tie rule for every baseline: of equal scores the lower item number is better (see `src/split/split.ts` for
 * why such a number favours nobody).
 */
export class TopK {
  private readonly capacity: number;
  private readonly items: Uint32Array;
  /** Doubles, although rankings hold floats: callers round first where a tie in floats has to be a tie here. */
  private readonly scores: Float64Array;
  private size = 0;

  constructor(capacity: number) {
    this.capacity = capacity;
    this.items = new Uint32Array(capacity);
    this.scores = new Float64Array(capacity);
  }

  /** Whether an item could still enter: false lets a caller skip work. */
  wouldTake(item: number, score: number): boolean {
    if (this.size < this.capacity) return true;
    return this.capacity > 0 && isBetter(item, score, this.items[0]!, this.scores[0]!);
  }

  /** The score that an item with a higher number than all before has to exceed; NaN, which excludes none, until k are held. */
  get bar(): number {
    return this.size < this.capacity ? Number.NaN : this.capacity > 0 ? this.scores[0]! : Infinity;
  }

  /** Each item may be offered once. */
  offer(item: number, score: number): void {
    if (this.size < this.capacity) {
      this.place(this.size, item, score);
      this.rise(this.size++);
    } else if (this.wouldTake(item, score)) {
      this.place(0, item, score);
      this.sink(0, this.size);
    }
  }

  /** Writes the row best first from `at` on, fills up with item 0 and -Infinity, and starts anew. */
  writeRow(items: Uint32Array, scores: Float32Array, at: number): void {
    items.fill(0, at, at + this.capacity);
    scores.fill(-Infinity, at, at + this.capacity);
    while (this.size > 0) {
      this.size--;
      items[at + this.size] = this.items[0]!;
      scores[at + this.size] = this.scores[0]!;
      this.place(0, this.items[this.size]!, this.scores[this.size]!);
      this.sink(0, this.size);
    }
  }

  private place(index: number, item: number, score: number): void {
    this.items[index] = item;
    this.scores[index] = score;
  }

  private isBetterAt(a: number, b: number): boolean {
    return isBetter(this.items[a]!, this.scores[a]!, this.items[b]!, this.scores[b]!);
  }

  private swap(a: number, b: number): void {
    const item = this.items[a]!;
    const score = this.scores[a]!;
    this.place(a, this.items[b]!, this.scores[b]!);
    this.place(b, item, score);
  }

  private rise(index: number): void {
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if (!this.isBetterAt(parent, index)) return;
      this.swap(parent, index);
      index = parent;
    }
  }

  private sink(index: number, size: number): void {
    for (;;) {
      let worst = index;
      const left = 2 * index + 1;
      if (left < size && this.isBetterAt(worst, left)) worst = left;
      if (left + 1 < size && this.isBetterAt(worst, left + 1)) worst = left + 1;
      if (worst === index) return;
      this.swap(worst, index);
      index = worst;
    }
  }
}

function isBetter(item: number, score: number, otherItem: number, otherScore: number): boolean {
  return score > otherScore || (score === otherScore && item < otherItem);
}

/**
 * Row of a ranking from scores of the whole catalogue. `catalogueScores[0]` is the score of item `firstItem`: 1, or 0
 * for the padding, which is not looked at. Items for which `exclusion.has` holds are left out.
 */
export function writeTopScores(
  best: TopK,
  catalogueScores: Float32Array,
  exclusion: Exclusion,
  items: Uint32Array,
  scores: Float32Array,
  at: number,
  firstItem: 0 | 1 = 0,
): void {
  const end = catalogueScores.length + firstItem;
  let bar = best.bar;
  for (let item = 1; item < end; item++) {
    const score = catalogueScores[item - firstItem]!;
    // Items come in the order of their numbers, so an equal score is a worse one.
    if (score <= bar || exclusion.has(item)) continue;
    best.offer(item, score);
    bar = best.bar;
  }
  best.writeRow(items, scores, at);
}

/** A set of items that is emptied in constant time, one history after the other. */
export class Exclusion {
  private readonly round: Uint32Array;
  /** From 1, so that the zeros of a new set mean no item. */
  private current = 1;

  constructor(itemCount: number) {
    this.round = new Uint32Array(itemCount + 1);
  }

  /** Forgets the items of before and takes `items[from..to)`. */
  reset(items: Uint32Array, from: number, to: number): void {
    this.current++;
    for (let place = from; place < to; place++) this.round[items[place]!] = this.current;
  }

  add(item: number): void {
    this.round[item] = this.current;
  }

  has(item: number): boolean {
    return this.round[item] === this.current;
  }
}
