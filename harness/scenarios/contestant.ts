/** Entry of a model's process in a latency session: opens the model, then takes its turns when it is told to. */
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { openEngine } from '../../src/engine/openEngine.ts';
import type { FittedModel } from '../../src/baseline.ts';
import { caseCount, historyBatch } from '../../src/split/histories.ts';
import { readAnswerArray } from '../records/answerFiles.ts';
import { endWithParent } from '../case/childProcess.ts';
import { systemClock } from '../case/clock.ts';
import { EnergyMeter } from '../case/energy.ts';
import { loadAndSplit } from '../case/loadCase.ts';
import { Phases } from '../case/phases.ts';
import { readRecord } from '../records/recordStore.ts';
import { importBaseline } from '../config/registry.ts';
import { AnswerCheck } from './answerCheck.ts';
import type { ContestantAnswer, ContestantRequest, OpenRequest, TrainedModel } from './contestantMessages.ts';
import { emptyModel } from './emptyModel.ts';
import { FixedWork } from './fixedWork.ts';
import { Offline } from './offlineTurn.ts';
import { Server } from './serverTurn.ts';
import { SingleStream } from './singleStreamTurn.ts';
import type { TurnClock, TurnInput } from './turnInput.ts';
import type { Turn, TurnResult } from './turns.ts';

/** Timers are late by up to a millisecond or so; the rest of a wait is spent looking at the clock. */
const SPIN_SECONDS = 0.002;

async function wait(seconds: number): Promise<void> {
  const end = systemClock.nowSeconds() + seconds;
  if (seconds > SPIN_SECONDS) await sleep((seconds - SPIN_SECONDS) * 1000);
  while (systemClock.nowSeconds() < end);
}

const clock: TurnClock = { ...systemClock, wait };

async function openModel({ baseline, directory, engine, serving }: TrainedModel): Promise<FittedModel> {
  const imported = await importBaseline(baseline);
  const opened = engine && (await openEngine(engine.name, { threads: engine.threads }));
  return imported.load({ directory, engine: opened, serving });
}

/** The answers that the accuracy is of. */
async function referenceCheck({ recordPath }: TrainedModel, k: number): Promise<AnswerCheck> {
  const record = await readRecord(recordPath);
  if (record?.status !== 'completed') throw new Error(`${recordPath} holds no completed case`);
  const [items, scores] = [
    readAnswerArray(dirname(recordPath), record, 'items'),
    readAnswerArray(dirname(recordPath), record, 'scores'),
  ];
  return new AnswerCheck({ k, items: items.data as Uint32Array, scores: scores.data as Float32Array });
}

class Contestant {
  readonly #singleStream: SingleStream;
  readonly #offline: Offline;
  readonly #server: Server;
  readonly #fixedWork = new FixedWork(clock);

  constructor(input: TurnInput) {
    this.#singleStream = new SingleStream(input);
    this.#offline = new Offline(input);
    this.#server = new Server(input);
  }

  async turn(turn: Turn): Promise<TurnResult> {
    switch (turn.scenario) {
      case 'single-stream':
        return this.#singleStream.turn(turn);
      case 'offline':
        return this.#offline.turn();
      case 'server':
        return this.#server.turn(turn);
      case 'calibration':
        return this.#fixedWork.turn(turn);
      default:
        return turn satisfies never;
    }
  }
}

async function open(request: OpenRequest): Promise<{ contestant: Contestant; openSeconds: number }> {
  const { trained, k, measure, settings } = request;
  const phases = new Phases(clock, () => undefined);
  const { split } = await loadAndSplit(request, phases, () => undefined);
  const histories = historyBatch(split.test, 0, caseCount(split.test));
  const check = trained && (await referenceCheck(trained, k));
  const start = clock.nowSeconds();
  const model = trained ? await openModel(trained) : emptyModel(k);
  const openSeconds = clock.nowSeconds() - start;
  const meter = new EnergyMeter();
  const contestant = new Contestant({
    ...{ model, histories, measure, settings, clock },
    options: { k, seenItems: split.settings.seenItems },
    itemCount: split.catalogue.itemCount,
    joules: () => meter.joules(),
    check: (ranking, rows) => check?.compare(ranking, rows),
    takeCounts: () => check?.takeCounts() ?? { checked: 0, swapped: 0, different: 0 },
  });
  return { contestant, openSeconds };
}

let opened: Contestant | null = null;

async function answer(request: ContestantRequest): Promise<ContestantAnswer> {
  if (request.kind === 'open') {
    const { contestant, openSeconds } = await open(request);
    opened = contestant;
    return { kind: 'opened', openSeconds };
  }
  if (opened === null) throw new Error('Asked for a turn before a model was opened');
  return { kind: 'turned', result: await opened.turn(request.turn) };
}

process.on('message', (request: ContestantRequest) => {
  void answer(request)
    .catch((error: unknown): ContestantAnswer => {
      return { kind: 'failed', message: error instanceof Error ? error.message : String(error) };
    })
    .then((message) => process.send?.(message));
});
// A terminal sends Ctrl-C to parent and child alike; the parent decides what becomes of the child.
process.on('SIGINT', () => undefined);
endWithParent(0);
