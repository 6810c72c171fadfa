/** The phases of training in turns, as a list: who learns in each, and which IDs the items have meanwhile. Pure. */
import type { TrainingPhase } from '../../training/trainingPhases.ts';

export const TRACKS = ['pretrain', 'idGenerator', 'recommender'] as const;
/** What learns: the generator from IDs that are given, the generator from the recommender's loss, the recommender. */
export type Track = (typeof TRACKS)[number];

export interface Turn extends TrainingPhase {
  readonly name: string;
  readonly track: Track;
  /** Times that the generator has learnt from the recommender when it wrote the phase's IDs; null: IDs that are given. */
  readonly writtenAfterRounds: number | null;
}

export interface TurnSettings {
  readonly rounds: number;
  /** Null: the generator comes with a checkpoint. */
  readonly pretrainEpochs: number | null;
  readonly generatorEpochs: number;
  readonly recommenderEpochs: number;
}

export function turnsOf(settings: TurnSettings): Turn[] {
  const { rounds, pretrainEpochs, generatorEpochs, recommenderEpochs } = settings;
  const pretraining: Turn = {
    ...{ name: 'pretrain ID generator', track: 'pretrain', epochs: pretrainEpochs ?? 0 },
    ...{ hasPatience: false, isKept: false, writtenAfterRounds: null },
  };
  const turns = Array.from({ length: rounds }, (_, round): Turn[] => [
    {
      ...{ name: `ID generator ${round + 1}`, track: 'idGenerator', epochs: generatorEpochs },
      ...{ hasPatience: false, isKept: false, writtenAfterRounds: round },
    },
    {
      ...{ name: `recommender ${round + 1}`, track: 'recommender', epochs: recommenderEpochs },
      ...{ hasPatience: true, isKept: true, writtenAfterRounds: round + 1 },
    },
  ]).flat();
  return pretrainEpochs === null ? turns : [pretraining, ...turns];
}
