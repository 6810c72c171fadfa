/** `seqbench recommend` with its words: choose models, open them, answer one history or many. */
import { createInterface } from 'node:readline';
import type { ReadStream, WriteStream } from 'node:tty';
import { defaultCacheDirectory } from '../../src/dataset/dataPlaces.ts';
import { UserError } from '../../src/errors.ts';
import type { StoredCase } from '../export/chooseModel.ts';
import { hasTitles, itemMap, savedItems } from '../export/itemMap.ts';
import type { CatalogueItem } from '../records/itemFile.ts';
import { terminalOptions } from '../terminalOptions.ts';
import { answersJson, answersText } from './answerText.ts';
import { openModels, type OpenModels } from './askModels.ts';
import { chooseModels, type ModelChoice } from './chooseModels.ts';
import { Conversation, HELP } from './conversation.ts';
import { historyPieces } from './historyText.ts';
import { type FoundItem, ItemSearch } from './itemSearch.ts';
import { severalText, unknownText } from './matchText.ts';

export interface RecommendOptions extends ModelChoice {
  /** Null: ask for it on the terminal. */
  readonly history: string | null;
  readonly k: number;
  readonly isJson: boolean;
  /** Files of baselines that are not seqbench's. */
  readonly baselineFiles: readonly string[];
}

export interface RecommendStreams {
  readonly in: ReadStream;
  readonly out: WriteStream;
  /** What is not the answer. */
  readonly notes: WriteStream;
}

/** One map for all, for they share their split; titles lie only beside models that read texts. */
async function catalogueOf(models: readonly StoredCase[], onNote: (note: string) => void): Promise<CatalogueItem[]> {
  let withMap: StoredCase | null = null;
  for (const model of models) {
    const saved = await savedItems(model.directory);
    if (saved !== null && hasTitles(saved)) return saved;
    if (saved !== null) withMap ??= model;
  }
  return itemMap(withMap ?? models[0]!, { cacheDirectory: defaultCacheDirectory(), onNote });
}

/** @throws UserError at the first text that does not name one item. */
function readHistory(text: string, search: ItemSearch): FoundItem[] {
  const pieces = historyPieces(text, search);
  if (pieces.length === 0) throw new UserError('--history names no item; write titles or ids with ; between them.');
  return pieces.map((piece) => {
    const match = search.find(piece);
    if (match.kind === 'one') return match.item;
    throw new UserError(match.kind === 'none' ? unknownText(piece, search) : severalText(piece, match));
  });
}

interface Opened {
  readonly catalogue: readonly CatalogueItem[];
  readonly search: ItemSearch;
  readonly models: OpenModels;
}

function ask({ models }: Opened, history: readonly FoundItem[], k: number) {
  return models.ask(
    history.map(({ number }) => number),
    k,
  );
}

async function answerOnce(text: string, opened: Opened, { k, isJson }: RecommendOptions, out: WriteStream) {
  const { catalogue, search } = opened;
  const history = readHistory(text, search);
  const answers = await ask(opened, history, k);
  const shown = isJson
    ? JSON.stringify(answersJson(history, answers, { catalogue, k }), null, 2)
    : answersText(history, answers, { catalogue, k, options: terminalOptions(out) });
  out.write(`${shown}\n`);
}

async function converse(opened: Opened, { k }: RecommendOptions, { in: input, out }: RecommendStreams): Promise<void> {
  const { catalogue, search } = opened;
  const conversation = new Conversation({
    search,
    answer: async (history) =>
      answersText(history, await ask(opened, history, k), { catalogue, k, options: terminalOptions(out) }),
    write: (line) => out.write(`${line}\n`),
  });
  const lines = createInterface({ input, output: out, prompt: '> ' });
  out.write(`${HELP.join('\n')}\n`);
  lines.prompt();
  for await (const line of lines) {
    await conversation.say(line);
    lines.prompt();
  }
  out.write('\n');
}

export async function executeRecommend(options: RecommendOptions, streams: RecommendStreams): Promise<void> {
  const note = (line: string) => streams.notes.write(`${line}\n`);
  if (options.history === null && (options.isJson || !streams.in.isTTY)) {
    throw new UserError('Without a terminal to ask on, and with --json, name the history: --history "title; title".');
  }
  const { models: cases, notes } = await chooseModels(options);
  for (const line of notes) note(line);
  const catalogue = await catalogueOf(cases, note);
  if (catalogue.length === 0)
    throw new UserError(`The catalogue of ${options.from} is empty: there is nothing to recommend.`);
  const search = new ItemSearch(catalogue);
  // A history that names nothing is refused before any model is read.
  if (options.history !== null) readHistory(options.history, search);
  const opened = { catalogue, search, models: await openModels(cases, catalogue.length, options.baselineFiles) };
  try {
    if (options.history === null) await converse(opened, options, streams);
    else await answerOnce(options.history, opened, options, streams.out);
  } finally {
    await opened.models.dispose();
  }
}
