/**
 * (c) Item tries of 10,000 to a million IDs: building one, and the mask of a step, that is all continuations of 256 beams
 * and where they stand in the network's output. Beams stand where random items' IDs lead, so mostly in the crowd.
 */
import { Beams } from '../../../src/generation/beamSearch/beams.ts';
import { Candidates } from '../../../src/generation/beamSearch/candidates.ts';
import { TrieFollowers } from '../../../src/generation/beamSearch/followers.ts';
import { buildTrie } from '../../../src/generation/trie/buildTrie.ts';
import { type ItemTokens, type ItemTrie, ROOT } from '../../../src/generation/trie/itemTrie.ts';
import { Random } from '../../../src/random.ts';
import { type BenchRow, median, smallerIsBetter } from '../benchRow.ts';
import type { EngineBenchContext } from '../engine/context.ts';

const ITEM_COUNTS = [10_000, 100_000, 1_000_000];
const VOCABULARY = 32_000;
/** Padding, end and separator. */
const FIRST_WORD = 3;
const END = 1;
const BEAM_COUNT = 256;
const MOST_PLACES = 64 * BEAM_COUNT;
const SETTINGS = { beams: BEAM_COUNT, lengthPenalty: 1, stopping: 'heuristic' } as const;
const MASK_ROUNDS = 200;
const LIMIT_MILLISECONDS = 1;

/** Words as frequent as words are (Zipf), three to six of them, no ID twice. */
function drawIds(itemCount: number): ItemTokens {
  const random = Random.fromSeed(1);
  const word = (): number => Math.floor(FIRST_WORD * (VOCABULARY / FIRST_WORD) ** random.uniform());
  const ids = new Map<string, readonly number[]>();
  while (ids.size < itemCount) {
    const id = Array.from({ length: 3 + random.below(4) }, word);
    ids.set(id.join(), id);
  }
  const offsets = new Uint32Array(itemCount + 2);
  [...ids.values()].forEach((id, index) => (offsets[index + 2] = offsets[index + 1]! + id.length));
  return { offsets, tokens: Uint32Array.from([...ids.values()].flat()) };
}

function nodesAtDepth(trie: ItemTrie, depth: number, random: Random): number[] {
  const nodes: number[] = [];
  while (nodes.length < BEAM_COUNT) {
    const path: number[] = [];
    let node = trie.nodes[1 + random.below(trie.nodes.length - 1)]!;
    for (; node !== ROOT; node = trie.parents[node]!) path.push(node);
    if (path.length >= depth) nodes.push(path.at(-depth)!);
  }
  return nodes;
}

/** Beams that stand at given nodes. */
function beamsAt(nodes: readonly number[]): Beams {
  const beams = new Beams(SETTINGS, 2, END);
  const candidates = new Candidates(BEAM_COUNT);
  beams.begin();
  for (const node of nodes) candidates.add(0, FIRST_WORD, node, 0);
  beams.advance(candidates);
  return beams;
}

/** Median milliseconds of a step with beams at this depth: its mask, and choosing the best of what is left. */
function stepMilliseconds(trie: ItemTrie, depth: number): { readonly mask: number; readonly ranking: number } {
  const random = Random.fromSeed(depth);
  const followers = new TrieFollowers(trie, BEAM_COUNT, VOCABULARY, END);
  const candidates = new Candidates(BEAM_COUNT);
  const told = Float32Array.from({ length: BEAM_COUNT * VOCABULARY }, () => -10 * random.uniform());
  const mask: number[] = [];
  const ranking: number[] = [];
  for (let round = 0; round < MASK_ROUNDS; round++) {
    const beams = beamsAt(nodesAtDepth(trie, depth, random));
    const start = performance.now();
    const count = followers.count(beams);
    // As the search does: where there are more than this, the network tells everything.
    if (count <= MOST_PLACES) followers.writePlaces(beams, 0, new Int32Array(MOST_PLACES), 0);
    const masked = performance.now();
    candidates.clear();
    followers.addBest(candidates, beams, null, told, 'all');
    mask.push(masked - start);
    ranking.push(performance.now() - masked);
  }
  return { mask: median(mask), ranking: median(ranking) };
}

export function tries({ rounds, say }: EngineBenchContext): Promise<BenchRow[]> {
  const rows: BenchRow[] = [];
  for (const itemCount of ITEM_COUNTS) {
    const name = itemCount.toLocaleString('en');
    say(`c: ${name} items`);
    const ids = drawIds(itemCount);
    const seconds: number[] = [];
    for (let round = 0; round <= rounds; round++) {
      const start = performance.now();
      buildTrie(ids);
      if (round > 0) seconds.push((performance.now() - start) / 1000);
    }
    const trie = buildTrie(ids);
    const told = { peer: null, peerName: 'nobody', ratio: null, floor: null, holds: true };
    rows.push({ ...told, id: `c: ${name} items, build`, ours: median(seconds), unit: 's' });
    const depths = Array.from({ length: trie.depth - 1 }, (_, index) => index + 1);
    const steps = depths.map((depth) => stepMilliseconds(trie, depth));
    const slowest = (part: 'mask' | 'ranking'): number => Math.max(...steps.map((step) => step[part]));
    const ranking = `c: ${name} items, best of the continuations, slowest depth`;
    rows.push({ ...told, id: ranking, ours: slowest('ranking'), unit: 'ms' });
    rows.push(
      smallerIsBetter({
        id: `c: ${name} items, mask of ${BEAM_COUNT} beams, slowest depth`,
        ours: slowest('mask'),
        peer: LIMIT_MILLISECONDS,
        peerName: 'the limit',
        unit: 'ms',
        floor: itemCount === ITEM_COUNTS.at(-1) ? 1 : null,
      }),
    );
  }
  return Promise.resolve(rows);
}
