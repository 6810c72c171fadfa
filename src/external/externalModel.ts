/** A model behind a command: the split goes out as files, top-k lists come back, and the dialogue's own time is kept apart. */
import { rmSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import type { FitInput, FittedModel } from '../baseline.ts';
import { UserError } from '../errors.ts';
import { historyCount, type HistoryBatch, type Ranking, type RecommendOptions } from '../ranking.ts';
import { historyBatch, targets } from '../split/histories.ts';
import { encodeNpy, type NpyData, readNpy } from '../tensors/npy.ts';
import { median } from '../statistics/describe.ts';
import { type Answer, Dialogue } from './dialogue.ts';

export const PROTOCOL_VERSION = 1;

export interface ExternalSettings {
  readonly command: readonly string[];
  /** Passed on as they are. */
  readonly settings: Readonly<Record<string, unknown>>;
}

const epochSchema = z.object({
  trainSeconds: z.number().nonnegative(),
  validationSeconds: z.number().nonnegative().default(0),
  loss: z.number(),
  validationNdcg10: z.number().nullable().default(null),
});

const fittedSchema = z.object({
  parameterCount: z.int().nonnegative(),
  epochs: z.array(epochSchema).default([]),
  bestEpoch: z.int().positive().nullable().default(null),
});

const secondsSchema = z.object({ seconds: z.number().nonnegative() });
const oneSchema = z.object({
  items: z.array(z.int().nonnegative()),
  scores: z.array(z.number()),
  ...secondsSchema.shape,
});
const progressSchema = z.object({
  epoch: z.int().positive(),
  epochCount: z.int().positive(),
  loss: z.number().nullable().default(null),
});

const STORED_FILE = 'command.json';
const MODEL_FOLDER = 'model';
const storedSchema = z.strictObject({
  protocol: z.literal(PROTOCOL_VERSION),
  command: z.array(z.string()).min(1),
  settings: z.record(z.string(), z.unknown()),
  fitted: fittedSchema,
});

function checked<Schema extends z.ZodType>(schema: Schema, answer: Answer, to: string): z.infer<Schema> {
  const parsed = schema.safeParse(answer);
  if (parsed.success) return parsed.data;
  const { path, message } = parsed.error.issues[0]!;
  throw new UserError(`The answer to "${to}" is not as the protocol has it: ${path.join('.') || 'it'}: ${message}.`);
}

async function writeColumn(directory: string, name: string, data: NpyData, shape = [data.length]): Promise<string> {
  const path = join(directory, `${name}.npy`);
  await writeFile(path, encodeNpy({ shape, data }));
  return path;
}

async function writeHistories(directory: string, prefix: string, batch: HistoryBatch) {
  return {
    offsets: await writeColumn(directory, `${prefix}-offsets`, batch.offsets),
    items: await writeColumn(directory, `${prefix}-items`, batch.items),
    users: await writeColumn(directory, `${prefix}-users`, batch.users),
  };
}

/** Test cases are not among them: a baseline is never given any. */
async function writeTraining(directory: string, input: FitInput) {
  const { train, validation, itemText } = input;
  const times = train.timestamps;
  const validationCases = historyBatch(validation, 0, validation.targetRow.length);
  let items: string | null = null;
  if (itemText !== null) {
    items = join(directory, 'items.jsonl');
    await writeFile(
      items,
      itemText
        .map((text, item) => `${JSON.stringify({ item, ...text })}\n`)
        .slice(1)
        .join(''),
    );
  }
  return {
    train: {
      ...(await writeHistories(directory, 'train', train)),
      timestamps: times === null ? null : await writeColumn(directory, 'train-timestamps', times),
    },
    validation: {
      ...(await writeHistories(directory, 'validation', validationCases)),
      targets: await writeColumn(directory, 'validation-targets', targets(validation)),
    },
    items,
  };
}

/** Folders that go with this process, should it end before they are removed. */
const folders = new Set<string>();
process.on('exit', () => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

async function removeFolder(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  folders.delete(folder);
}

/** A command, and a folder for files to it, which a fault leaves no more behind than the command. */
async function withCommand(
  command: ExternalSettings['command'],
  begin: (dialogue: Dialogue, directory: string) => Promise<FittedModel>,
): Promise<FittedModel> {
  // Words that name no program throw before there is anything to remove.
  const dialogue = new Dialogue(command);
  const directory = await mkdtemp(join(tmpdir(), 'seqbench-command-'));
  folders.add(directory);
  try {
    return await begin(dialogue, directory);
  } catch (error) {
    await dialogue.end();
    await removeFolder(directory);
    throw error;
  }
}

export function fitExternal(input: FitInput, settings: ExternalSettings): Promise<FittedModel> {
  return withCommand(settings.command, async (dialogue, directory) => {
    const files = await writeTraining(directory, input);
    const { itemCount, cutoffSeconds, seed, seenItems } = input;
    const request = { do: 'fit', protocol: PROTOCOL_VERSION, ...files, itemCount, cutoffSeconds, seed, seenItems };
    const answer = await dialogue.ask({ ...request, settings: settings.settings }, (progress) => {
      const { epoch, epochCount, loss } = checked(progressSchema, progress, 'fit');
      input.onProgress({ epoch, epochCount, step: 0, stepCount: 0, loss, bestValidationNdcg10: null });
    });
    return new ExternalModel(dialogue, directory, settings, checked(fittedSchema, answer, 'fit'));
  });
}

export async function loadExternal(modelDirectory: string): Promise<FittedModel> {
  const stored = storedSchema.parse(JSON.parse(await readFile(join(modelDirectory, STORED_FILE), 'utf8')));
  const request = { do: 'load', protocol: PROTOCOL_VERSION, path: join(modelDirectory, MODEL_FOLDER) };
  return withCommand(stored.command, async (dialogue, directory) => {
    await dialogue.ask({ ...request, settings: stored.settings });
    return new ExternalModel(dialogue, directory, stored, stored.fitted);
  });
}

class ExternalModel implements FittedModel {
  readonly compileSeconds = 0;
  readonly parameterCount: number;
  readonly epochs: FittedModel['epochs'];
  readonly bestEpoch: number | null;
  readonly #dialogue: Dialogue;
  readonly #directory: string;
  readonly #settings: ExternalSettings;
  readonly #fitted: z.infer<typeof fittedSchema>;
  /** Seconds of requests that were not the command's own work. */
  readonly #singleTalk: number[] = [];
  readonly #batchTalk: number[] = [];
  #batches = 0;

  constructor(dialogue: Dialogue, directory: string, settings: ExternalSettings, fitted: z.infer<typeof fittedSchema>) {
    this.#dialogue = dialogue;
    this.#directory = directory;
    this.#settings = settings;
    this.#fitted = fitted;
    this.parameterCount = fitted.parameterCount;
    this.epochs = fitted.epochs.map((epoch, index) => ({ epoch: index + 1, ...epoch }));
    this.bestEpoch = fitted.bestEpoch ?? (fitted.epochs.length === 0 ? null : fitted.epochs.length);
  }

  facts(): Record<string, number | null> {
    return {
      dialogueMillisecondsPerRequest: this.#singleTalk.length === 0 ? null : median(this.#singleTalk) * 1000,
      dialogueMillisecondsPerBatch: this.#batchTalk.length === 0 ? null : median(this.#batchTalk) * 1000,
    };
  }

  recommend(histories: HistoryBatch, options: RecommendOptions): Promise<Ranking> {
    return historyCount(histories) === 1 ? this.#one(histories, options) : this.#batch(histories, options);
  }

  async save(directory: string): Promise<void> {
    const { command, settings } = this.#settings;
    const stored = { protocol: PROTOCOL_VERSION, command, settings, fitted: this.#fitted };
    await writeFile(join(directory, STORED_FILE), `${JSON.stringify(stored, null, 2)}\n`);
    await this.#dialogue.ask({ do: 'save', path: join(directory, MODEL_FOLDER) });
  }

  async dispose(): Promise<void> {
    await this.#dialogue.end();
    await removeFolder(this.#directory);
  }

  /** Without files: a line each way. */
  async #one({ items, users }: HistoryBatch, { k, seenItems }: RecommendOptions): Promise<Ranking> {
    const start = performance.now();
    const request = { do: 'recommend-one', history: [...items], user: users[0]!, k, seenItems };
    const answer = checked(oneSchema, await this.#dialogue.ask(request), 'recommend-one');
    this.#singleTalk.push((performance.now() - start) / 1000 - answer.seconds);
    if (answer.items.length !== answer.scores.length || answer.items.length > k) {
      throw new UserError(`The answer to "recommend-one" needs as many scores as items, ${k} at most.`);
    }
    const ranking = { k, items: new Uint32Array(k), scores: new Float32Array(k).fill(Number.NEGATIVE_INFINITY) };
    ranking.items.set(answer.items);
    ranking.scores.set(answer.scores);
    return ranking;
  }

  async #batch(histories: HistoryBatch, { k, seenItems }: RecommendOptions): Promise<Ranking> {
    const count = historyCount(histories);
    if (count === 0) return { k, items: new Uint32Array(0), scores: new Float32Array(0) };
    const start = performance.now();
    // Two names in turn: a command may still have the last batch's files open.
    const prefix = `batch${this.#batches++ % 2}`;
    const files = await writeHistories(this.#directory, prefix, histories);
    const answers = {
      items: join(this.#directory, `${prefix}-answer-items.npy`),
      scores: join(this.#directory, `${prefix}-answer-scores.npy`),
    };
    const request = { do: 'recommend', histories: files, k, seenItems, answers };
    const { seconds } = checked(secondsSchema, await this.#dialogue.ask(request), 'recommend');
    const [items, scores] = [await readNpy(answers.items), await readNpy(answers.scores)];
    this.#batchTalk.push((performance.now() - start) / 1000 - seconds);
    for (const [name, { shape }] of Object.entries({ items, scores })) {
      if (shape.length !== 2 || shape[0] !== count || shape[1] !== k) {
        throw new UserError(`The file of ${name} has shape [${shape.join(', ')}] and needs [${count}, ${k}].`);
      }
    }
    if (!(items.data instanceof Uint32Array)) throw new UserError('The file of items needs the type uint32.');
    return { k, items: items.data, scores: Float32Array.from(scores.data) };
  }
}
