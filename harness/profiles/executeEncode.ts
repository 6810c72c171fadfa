/** `seqbench profiles encode` with its words. Returns the exit code. */
import { defaultCacheDirectory } from '../../src/dataset/dataPlaces.ts';
import { encodeSettingsSchema } from '../../src/profiles/encode/encodeSettings.ts';
import { encodeTexts } from '../../src/profiles/encode/encodeTexts.ts';
import { profileDirectory } from '../../src/profiles/profileIdentity.ts';
import { writeVectorFile } from '../../src/profiles/vectorFile.ts';
import type { EncodeArguments } from '../commands/profiles/encode.ts';
import type { RunStreams } from '../run/executeRun.ts';
import { measureVectors } from './compareVectors.ts';
import { readTexts } from './readTexts.ts';
import { runStage } from './runStage.ts';
import { stageSettings } from './stageSettings.ts';
import { type EncodedFile, encodedText } from './vectorText.ts';

export async function executeEncode(args: EncodeArguments, streams: RunStreams): Promise<number> {
  const settings = stageSettings(args.settings, encodeSettingsSchema);
  const profiles = await readTexts(args.texts, { user: args.userField, text: args.textField });
  const stopped = 'Stopped. What is encoded is stored; the same command goes on from there.';
  return runStage(`Encoding ${profiles.length} profiles`, streams, stopped, async ({ signal, tell }) => {
    const encoded = await encodeTexts(
      profiles.map(({ text }) => text),
      settings,
      {
        cacheDirectory: profileDirectory(defaultCacheDirectory()),
        signal,
        onProgress: ({ step, done, total }) => {
          tell(step === 'download' ? 'fetching the encoder' : 'encoding', total === null ? null : done / total);
        },
      },
    );
    const { vectors, width, contentHash, seconds, encoderFacts: facts } = encoded;
    const users = profiles.map(({ user }) => user);
    await writeVectorFile(args.out, { vectors, width, users, contentHash, seconds, facts });
    const file: EncodedFile = {
      file: args.out,
      profileCount: users.length,
      width,
      contentHash,
      seconds,
      facts,
      ...(await measureVectors({ values: vectors, width })),
    };
    return { line: `Wrote ${args.out}`, output: args.json ? `${JSON.stringify(file, null, 2)}\n` : encodedText(file) };
  });
}
