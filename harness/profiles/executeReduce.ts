/** `seqbench profiles reduce` with its words. Returns the exit code. */
import { reduceSettingsSchema } from '../../src/profiles/reduce/reduceSettings.ts';
import { reducedHash, reduceVectors } from '../../src/profiles/reduce/reduceVectors.ts';
import { readVectorFile, writeVectorFile } from '../../src/profiles/vectorFile.ts';
import type { ReduceArguments } from '../commands/profiles/reduce.ts';
import type { RunStreams } from '../run/executeRun.ts';
import { wholeNumber } from '../wholeNumber.ts';
import { compareVectors } from './compareVectors.ts';
import { runStage } from './runStage.ts';
import { stageSettings } from './stageSettings.ts';
import { type ReducedFile, reducedText } from './vectorText.ts';

export async function executeReduce(args: ReduceArguments, streams: RunStreams): Promise<number> {
  const settings = stageSettings(args.settings, reduceSettingsSchema);
  const width = wholeNumber('--width', args.width, 1);
  const seed = wholeNumber('--seed', args.seed, 0);
  const source = await readVectorFile(args.vectors);
  const profileCount = source.vectors.length / source.width;
  const name = `Reducing ${profileCount} vectors of ${source.width} dimensions to ${width}`;
  return runStage(name, streams, 'Stopped.', async ({ signal, tell }) => {
    const { vectors, seconds, facts } = await reduceVectors(source.vectors, profileCount, settings, {
      width,
      seed,
      signal,
      onProgress: ({ step, done, total }) => {
        tell(step, done / total);
      },
    });
    const contentHash = reducedHash(source.contentHash, settings, width, seed);
    await writeVectorFile(args.out, { vectors, width, users: source.users, contentHash, seconds, facts });
    tell('comparing neighbours', null);
    const comparison = await compareVectors(
      { values: source.vectors, width: source.width },
      { values: vectors, width },
    );
    const file: ReducedFile = { file: args.out, profileCount, width, contentHash, seconds, facts, ...comparison };
    return { line: `Wrote ${args.out}`, output: args.json ? `${JSON.stringify(file, null, 2)}\n` : reducedText(file) };
  });
}
