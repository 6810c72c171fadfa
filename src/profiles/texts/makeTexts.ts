/** The first two stages, `prompt` and `generate`, or an import in their place: from a split to the words of profiles. */
import { join } from 'node:path';
import { shortHash } from '../../canonicalJson.ts';
import { findDataFile } from '../../dataset/dataPlaces.ts';
import type { InteractionDataset } from '../../dataset/interactionDataset.ts';
import type { Split } from '../../split/split.ts';
import { moneyFor } from '../generate/costEstimate.ts';
import type { GenerateProgress } from '../generate/generateProfiles.ts';
import { domainOf } from '../history/domain.ts';
import { userHistories } from '../history/userHistories.ts';
import { matchUsers } from '../import/matchUsers.ts';
import { readProfileFile } from '../import/readProfileFile.ts';
import { hasWords } from '../prompt/eventLine.ts';
import { hashProfiles, orderProfiles, type ProfileTexts, type UserProfile } from '../profileText.ts';
import type { ImportSource, ProfileSourceSettings, TemplateSource } from '../source/sourceSettings.ts';
import type { AnswerStoreOptions } from '../store/answerStore.ts';
import { templateProfile } from '../template/templateProfile.ts';
import { languageModelTexts } from './languageModelTexts.ts';
import { sourceIdentity } from './sourceIdentity.ts';
import { readTextFile, writeTextFile } from './textFile.ts';

export interface TextOptions {
  /** Where profiles are stored; made if absent. */
  readonly directory: string;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: GenerateProgress) => void;
  /** What is waited for, in words, while it is. */
  readonly onNote: (note: string) => void;
  /** Something to be read before it goes on: the estimate of tokens and money. */
  readonly onLine: (line: string) => void;
  readonly store?: AnswerStoreOptions;
}

/** From the disk where they were made before. @throws UserError where they cannot be had. */
export async function makeTexts(
  dataset: InteractionDataset,
  split: Split,
  source: ProfileSourceSettings,
  options: TextOptions,
): Promise<ProfileTexts> {
  const identity = await sourceIdentity(source, join(options.directory, 'fingerprints'));
  const path = join(options.directory, `${shortHash({ identity, split: split.hash }, 20)}.texts.jsonl`);
  const stored = await readTextFile(path);
  if (stored !== null) return named(stored, source);
  const made = await make(dataset, split, source, options);
  await writeTextFile(path, made);
  return named(made, source);
}

/** With what the settings of today say of texts that are the same whatever they say. */
function named(texts: ProfileTexts, source: ProfileSourceSettings): ProfileTexts {
  if (source.kind === 'import') return { ...texts, label: source.label ?? texts.label };
  if (source.kind !== 'llm-http') return texts;
  const { promptTokens, completionTokens } = texts.costs;
  const { price } = source;
  if (price === undefined || promptTokens === null || completionTokens === null) return texts;
  const amount = moneyFor({ promptTokens, completionTokens }, price)!;
  return { ...texts, costs: { ...texts.costs, money: { amount, currency: price.currency } } };
}

function make(
  dataset: InteractionDataset,
  split: Split,
  source: ProfileSourceSettings,
  options: TextOptions,
): Promise<ProfileTexts> {
  switch (source.kind) {
    case 'template':
      return Promise.resolve(templateTexts(dataset, split, source, options));
    case 'import':
      return importedTexts(dataset, split, source);
    case 'llm-http':
    case 'llm-local':
      return languageModelTexts(dataset, split, source, options);
  }
}

function templateTexts(
  dataset: InteractionDataset,
  split: Split,
  source: TemplateSource,
  options: TextOptions,
): ProfileTexts {
  const start = performance.now();
  const histories = userHistories(dataset, split, { latestEvents: null });
  const style = {
    domain: domainOf(dataset, source.domain),
    scale: histories.scale,
    favourites: source.favourites,
  };
  const profiles: UserProfile[] = [];
  for (let index = 0; index < histories.count; index++) {
    options.signal.throwIfAborted();
    const { user, events } = histories.at(index);
    if (events.some(({ text }) => hasWords(text))) {
      profiles.push({ user, text: templateProfile(events, style), source: 'template' });
    }
    if (index % 1000 === 0) options.onProgress({ done: index, total: histories.count, note: null });
  }
  const ordered = orderProfiles(profiles);
  return {
    profiles: ordered,
    source: 'template',
    label: 'template (not an LLM)',
    contentHash: hashProfiles(ordered),
    costs: { seconds: (performance.now() - start) / 1000, promptTokens: 0, completionTokens: 0, money: null },
    facts: { usersWithoutWords: histories.count - ordered.length },
  };
}

/** What writing them cost is not known here, and from which events they were made cannot be checked. */
async function importedTexts(dataset: InteractionDataset, split: Split, source: ImportSource): Promise<ProfileTexts> {
  const path = findDataFile(source.file);
  const file = await readProfileFile(path, source.fields);
  const { profiles, unknownCount, untrainedCount } = matchUsers(path, file.profiles, dataset, split);
  return {
    profiles,
    source: 'imported',
    label: 'imported',
    contentHash: hashProfiles(profiles),
    costs: { seconds: null, promptTokens: null, completionTokens: null, money: null },
    facts: {
      unknownUsers: unknownCount,
      untrainedUsers: untrainedCount,
      usersWithoutText: file.withoutTextCount,
      leakCheck: 'not possible: made elsewhere',
    },
  };
}
