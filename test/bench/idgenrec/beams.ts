/**
 * (a) Constrained beam search over the 12,101 IDs of Amazon Beauty with random weights: ours beside Hugging Face's
 * `generate` with `prefix_allowed_tokens_fn`, taking turns, in batches and one request at a time. The answers must agree.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Engine } from '../../../src/engine/engine.ts';
import { openEngine } from '../../../src/engine/openEngine.ts';
import { BeamGenerator } from '../../../src/generation/beamSearch/beamGenerator.ts';
import { GenerationCounts } from '../../../src/generation/beamSearch/generationCounts.ts';
import { buildTrie } from '../../../src/generation/trie/buildTrie.ts';
import type { ItemTrie } from '../../../src/generation/trie/itemTrie.ts';
import { configOfT5Shape } from '../../../src/network/t5/t5Config.ts';
import { t5Parameters } from '../../../src/network/t5/t5Parameters.ts';
import { type T5Shape, type T5Size, t5ShapeOfSize } from '../../../src/network/t5/t5Shape.ts';
import { writeTensors } from '../../../src/tensors/safetensors.ts';
import { initialParameters } from '../../../src/training/initialise.ts';
import { type BenchRow, median, smallerIsBetter } from '../benchRow.ts';
import type { EngineBenchContext } from '../engine/context.ts';
import { Peer } from '../engine/peer.ts';
import { beautyIds, type BeautyIds } from './beautyIds.ts';

interface SizeUnderTest {
  readonly size: T5Size;
  readonly floor: number;
  /** Requests in batches, and alone. */
  readonly batched: number;
  readonly alone: number;
}

const SIZES: readonly SizeUnderTest[] = [
  { size: 'mini', floor: 5, batched: 128, alone: 24 },
  { size: 'small', floor: 2, batched: 48, alone: 6 },
];
const BEAMS = [10, 20];
/** Of t5-small, whatever the tokens are. */
const SMALL_VOCABULARY = 32_128;
/** Batches that Hugging Face is given; the quickest counts. */
const PEER_BATCHES = [8, 32];
/** Scores that are equal but for rounding may change places. */
const LEAST_AGREEMENT = 0.999;

interface Answers {
  readonly seconds: number;
  /** By request, best first. */
  readonly items: readonly (readonly number[])[];
}

interface PeerAnswers {
  readonly seconds: number;
  /** One after the other, as many for each request as beams. */
  readonly items: readonly number[];
}

async function writeModel(folder: string, shape: T5Shape, data: BeautyIds) {
  const parameters = initialParameters(t5Parameters(shape), 1);
  await writeTensors(join(folder, 'model.safetensors'), { tensors: parameters, metadata: { format: 'pt' } });
  await writeFile(join(folder, 'config.json'), JSON.stringify(configOfT5Shape(shape)));
  const { offsets, tokens } = data.itemTokens;
  const ids = Array.from({ length: offsets.length - 2 }, (_, index) =>
    Array.from(tokens.subarray(offsets[index + 1], offsets[index + 2])),
  );
  await writeFile(join(folder, 'data.json'), JSON.stringify({ ids, prompts: data.prompts }));
  return parameters;
}

async function answer(
  generator: BeamGenerator,
  trie: ItemTrie,
  data: BeautyIds,
  rows: readonly number[],
  size: number,
): Promise<Answers> {
  const items: number[][] = [];
  const start = performance.now();
  for (let from = 0; from < rows.length; from += size) {
    const requests = rows.slice(from, from + size).map((row) => ({ tokens: data.prompts[row]!, barred: null }));
    await generator.answer(requests, (request, { count, nodes }) => {
      items[from + request] = Array.from(nodes.subarray(0, count), (node) => trie.items[node]!);
    });
  }
  return { seconds: (performance.now() - start) / 1000, items };
}

function checkAgreement(ours: Answers, theirs: PeerAnswers): void {
  const mine = ours.items.flat();
  const equal = mine.filter((item, index) => item === theirs.items[index]).length / theirs.items.length;
  if (equal < LEAST_AGREEMENT) throw new Error(`Only ${(equal * 100).toFixed(2)} % of the lists' places are equal.`);
}

async function benchSize(
  engine: Engine,
  tested: SizeUnderTest,
  data: BeautyIds,
  { rounds, threads, say }: EngineBenchContext,
) {
  const shape = t5ShapeOfSize(tested.size, tested.size === 'small' ? SMALL_VOCABULARY : data.vocabularySize);
  const folder = await mkdtemp(join(tmpdir(), 'seqbench-bench-'));
  const state = engine.createState(await writeModel(folder, shape, data));
  const trie = buildTrie(data.itemTokens);
  const peer = Peer.open('t5_generate.py', [folder, join(folder, 'data.json'), '--threads', threads], threads);
  const rows: BenchRow[] = [];
  for (const beamCount of BEAMS) {
    const settings = { beams: beamCount, lengthPenalty: 1, stopping: 'heuristic' } as const;
    const options = {
      settings,
      trie,
      maxTokens: trie.depth + 1,
      weights: 'frozen',
      counts: new GenerationCounts(),
    } as const;
    const generator = new BeamGenerator({ shape, engine, state }, options);
    const all = Array.from({ length: tested.batched }, (_, row) => row);
    const ours = { batch: [] as number[], alone: [] as number[] };
    const theirs = { batch: PEER_BATCHES.map((): number[] => []), alone: [] as number[] };
    for (let round = 0; round <= rounds; round++) {
      say(`a: ${tested.size}, ${beamCount} beams, ${round === 0 ? 'warming up' : `round ${round} of ${rounds}`}`);
      const batch = await answer(generator, trie, data, all, all.length);
      const few = all.slice(0, tested.alone);
      const alone = await answer(generator, trie, data, few, 1);
      if (round > 0) {
        ours.batch.push((batch.seconds / all.length) * 1000);
        ours.alone.push((alone.seconds / few.length) * 1000);
      }
      if (peer === null) continue;
      for (const [index, size] of PEER_BATCHES.entries()) {
        const told = await peer.tell<PeerAnswers>('generate', { rows: all, size, beams: beamCount });
        checkAgreement(batch, told);
        if (round > 0) theirs.batch[index]!.push((told.seconds / all.length) * 1000);
      }
      const told = await peer.tell<PeerAnswers>('generate', { rows: few, size: 1, beams: beamCount });
      checkAgreement(alone, told);
      if (round > 0) theirs.alone.push((told.seconds / few.length) * 1000);
    }
    say(`a: ${JSON.stringify(options.counts.facts())}`);
    await generator.dispose();
    const compare = (what: string, own: number[], peers: number[] | undefined): BenchRow =>
      smallerIsBetter({
        id: `a: ${tested.size}, ${beamCount} beams, ${what}`,
        ours: median(own),
        peer: peer === null || peers === undefined ? null : median(peers),
        peerName: 'Hugging Face generate',
        unit: 'ms per request',
        floor: tested.floor,
      });
    const quickest = peer === null ? undefined : theirs.batch.reduce((a, b) => (median(b) < median(a) ? b : a));
    rows.push(compare('in batches', ours.batch, quickest), compare('one request', ours.alone, theirs.alone));
  }
  state.dispose();
  await peer?.close();
  await rm(folder, { recursive: true, force: true });
  return rows;
}

export async function beams(context: EngineBenchContext): Promise<BenchRow[]> {
  const data = await beautyIds(Math.max(...SIZES.map(({ batched }) => batched)));
  const engine = await openEngine('onnx', { threads: context.threads });
  const rows: BenchRow[] = [];
  for (const tested of SIZES) rows.push(...(await benchSize(engine, tested, data, context)));
  await engine.dispose();
  return rows;
}
