/** Opens trained models and asks them for recommendations, one request at a time on the clock. */
import type { FittedModel } from '../../src/baseline.ts';
import type { Engine } from '../../src/engine/engine.ts';
import { openEngine } from '../../src/engine/openEngine.ts';
import type { EngineChoice } from '../../src/engine/engineChoice.ts';
import { UserError } from '../../src/errors.ts';
import type { HistoryBatch } from '../../src/ranking.ts';
import { systemClock } from '../case/clock.ts';
import type { StoredCase } from '../export/chooseModel.ts';
import type { CompletedRecord } from '../records/record.ts';
import { findBaseline, importBaseline } from '../config/registry.ts';

export interface Recommendation {
  /** Number of the item in the catalogue. */
  readonly item: number;
  readonly score: number;
}

export interface ModelAnswer {
  readonly record: CompletedRecord;
  /** Best first; fewer than k where no more are left. */
  readonly recommendations: readonly Recommendation[];
  /** Of one request, after one that does not count. */
  readonly requestMilliseconds: number;
}

export interface OpenModels {
  ask(history: readonly number[], k: number): Promise<ModelAnswer[]>;
  dispose(): Promise<void>;
}

/** Of nobody in the data: models that know users know nothing of this one. */
const NO_USER = 0xffff_ffff;

function batchOf(history: readonly number[]): HistoryBatch {
  return {
    offsets: Uint32Array.of(0, history.length),
    items: Uint32Array.from(history),
    users: Uint32Array.of(NO_USER),
  };
}

/** As records name it: a provider where that is not the CPU. */
function engineChoice({ name, provider }: NonNullable<CompletedRecord['engine']>): EngineChoice {
  return (name === 'onnx' && provider !== 'cpu' ? `${name}/${provider}` : name) as EngineChoice;
}

/** @param files Of baselines that are not seqbench's, as the user names them. */
function sourceOf({ baseline, caseId }: CompletedRecord, files: readonly string[]) {
  if (baseline.fileHash === null) return findBaseline(baseline.id, process.cwd());
  const sources = files.map((file) => findBaseline(file, process.cwd()));
  const own = sources.find(({ fileHash }) => fileHash === baseline.fileHash);
  if (own) return own;
  throw new UserError(
    `The baseline of ${caseId} is a file of yours, as it was then: name it with --baseline, or leave the case out with --only.`,
  );
}

export async function openModels(
  cases: readonly StoredCase[],
  itemCount: number,
  files: readonly string[],
): Promise<OpenModels> {
  const engines = new Map<string, Promise<Engine>>();
  const engineOf = ({ engine }: CompletedRecord): Promise<Engine> | null => {
    if (engine === null) return null;
    const choice = engineChoice(engine);
    const key = `${choice} ${engine.threads}`;
    const known = engines.get(key) ?? openEngine(choice, { threads: engine.threads });
    engines.set(key, known);
    return known;
  };
  const models: { readonly record: CompletedRecord; readonly model: FittedModel }[] = [];
  const dispose = async () => {
    for (const { model } of models) await model.dispose();
  };
  try {
    for (const { directory, record } of cases) {
      const baseline = await importBaseline(sourceOf(record, files));
      models.push({ record, model: await baseline.load({ directory, engine: await engineOf(record) }) });
    }
  } catch (error) {
    await dispose();
    throw error;
  }
  return {
    async ask(history, k) {
      const answers: ModelAnswer[] = [];
      for (const { record, model } of models) {
        const options = { k: Math.min(k, itemCount), seenItems: record.split.seenItems };
        // Of other items, so that the request that counts is as fresh to the model as it is to the reader.
        await model.recommend(batchOf(history.map((item) => (item % itemCount) + 1)), options);
        const compiledBefore = model.compileSeconds;
        const start = systemClock.nowSeconds();
        const { items, scores } = await model.recommend(batchOf(history), options);
        const seconds = systemClock.nowSeconds() - start - (model.compileSeconds - compiledBefore);
        const requestMilliseconds = seconds * 1000;
        const recommendations = [...items].flatMap((item, rank) =>
          item === 0 ? [] : [{ item, score: scores[rank]! }],
        );
        answers.push({ record, recommendations, requestMilliseconds });
      }
      return answers;
    },
    dispose,
  };
}
