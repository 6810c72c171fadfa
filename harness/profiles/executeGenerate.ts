/** `seqbench profiles generate` with its words. Returns the exit code. */
import { writeFile } from 'node:fs/promises';
import { defaultCacheDirectory } from '../../src/dataset/dataPlaces.ts';
import { loadDataset } from '../../src/dataset/loadDataset.ts';
import { UserError } from '../../src/errors.ts';
import { profileDirectory } from '../../src/profiles/profileIdentity.ts';
import type { ProfileSettings } from '../../src/profiles/profileSettings.ts';
import { estimateTexts, firstRequests } from '../../src/profiles/texts/languageModelTexts.ts';
import { makeTexts, type TextOptions } from '../../src/profiles/texts/makeTexts.ts';
import { profileLine } from '../../src/profiles/texts/textFile.ts';
import { splitDataset } from '../../src/split/splitDataset.ts';
import { NO_PROGRESS } from '../case/caseMessages.ts';
import { systemClock } from '../case/clock.ts';
import type { GenerateArguments } from '../commands/profiles/generate.ts';
import type { RunConfig } from '../config/config.ts';
import { datasetLabel } from '../plan/datasetLabel.ts';
import type { RunStreams } from '../run/executeRun.ts';
import { EXIT } from '../exitCodes.ts';
import { didYouMean } from '../config/nearest.ts';
import { openDisplay, type ProgressDisplay } from '../run/progressDisplay.ts';
import { listenForStop } from '../run/stopSignal.ts';
import { wholeNumber } from '../wholeNumber.ts';
import { generatedText, messagesText, type GeneratedTexts } from './generatedText.ts';
import { readWanted } from './readWanted.ts';

function chosenEntries({ profiles }: RunConfig, args: GenerateArguments): [string, ProfileSettings][] {
  const known = Object.keys(profiles);
  if (known.length === 0)
    throw new UserError(`${args.data} has no "profiles:"; add an entry, for example "template: {}".`);
  const unknown = args.profiles?.find((name) => !known.includes(name));
  if (unknown !== undefined) {
    throw new UserError(
      `--profiles ${unknown}: no such entry.${didYouMean(unknown, known)} Known: ${known.join(', ')}.`,
    );
  }
  return Object.entries(profiles).filter(([name]) => args.profiles?.includes(name) ?? true);
}

function textOptions(display: ProgressDisplay, signal: AbortSignal): TextOptions {
  let share: number | null = null;
  const update = (note: string): void => {
    display.update({ ...NO_PROGRESS, phase: 'profiles', share, note });
  };
  return {
    directory: profileDirectory(defaultCacheDirectory()),
    signal,
    onLine: display.line,
    onNote: update,
    onProgress: ({ done, total, note }) => {
      share = total === 0 ? null : done / total;
      update(note ?? `writing profiles, ${done} of ${total}`);
    },
  };
}

export async function executeGenerate(args: GenerateArguments, { out, progress }: RunStreams): Promise<number> {
  const shown = args.show === undefined ? 0 : wholeNumber('--show', args.show, 0);
  const config = readWanted(args.data, args.datasets);
  const entries = chosenEntries(config, args);
  if (args.out !== undefined && config.datasets.length * entries.length > 1) {
    throw new UserError('--out takes one set of profiles; choose it with --datasets and --profiles.');
  }
  const stop = listenForStop();
  const display = openDisplay(progress, systemClock);
  const options = textOptions(display, stop.signal);
  const generated: GeneratedTexts[] = [];
  try {
    for (const settings of config.datasets) {
      const name = datasetLabel(settings);
      display.start(name);
      const dataset = await loadDataset(settings, {
        cacheDirectory: defaultCacheDirectory(),
        skipBadRows: config.skipBadRows,
        withItemText: true,
        onProgress: options.onNote,
      });
      const split = splitDataset(dataset, config.split);
      display.end(`${name}: ${split.train.users.length} training users`);
      for (const [entry, { source }] of entries) {
        const title = `${name}, profiles "${entry}"`;
        if (args.dryRun) {
          const isAsked = source.kind === 'llm-http' || source.kind === 'llm-local';
          out.write(
            `${title}: ${isAsked ? await estimateTexts(dataset, split, source, options) : 'nothing to ask.'}\n`,
          );
          if (isAsked) {
            for (const messages of await firstRequests(dataset, split, source, options, shown))
              out.write(messagesText(messages));
          }
          continue;
        }
        display.start(title);
        const texts = await makeTexts(dataset, split, source, options);
        const result = { dataset: name, entry, trainUserCount: split.train.users.length, texts };
        display.end(generatedText(result));
        generated.push(result);
        for (const { user, text } of args.json ? [] : texts.profiles.slice(0, shown)) out.write(`\n${user}\n${text}\n`);
        if (args.out !== undefined) {
          await writeFile(
            args.out,
            texts.profiles.map(({ user, text }) => profileLine(user, text)),
          );
        }
      }
    }
    if (args.json && !args.dryRun) {
      const about = generated.map(({ texts: { profiles, ...facts }, ...others }) => {
        return { ...others, ...facts, profileCount: profiles.length };
      });
      out.write(`${JSON.stringify(about, null, 2)}\n`);
    }
    return EXIT.done;
  } catch (error) {
    if (!stop.signal.aborted) throw error;
    display.end('Stopped. What was answered is stored; the same command goes on from there.');
    return stop.exitCode();
  } finally {
    stop.release();
  }
}
