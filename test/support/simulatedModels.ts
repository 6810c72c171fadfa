/** Made-up models in the proportions of real ones: how well they rank and what they cost. */
import type { Need } from '../../src/baseline.ts';
import type { Skill } from './simulatedShop.ts';

export interface SimulatedModel {
  readonly id: string;
  readonly label: string;
  readonly summary: string;
  readonly needs: readonly Need[];
  readonly settings: Readonly<Record<string, unknown>>;
  readonly skill: Skill;
  /** Median of a single request. */
  readonly requestMilliseconds: number;
  readonly usersPerSecond: number;
  readonly epochSeconds: number;
  /** None for models that only count. */
  readonly epochCount: number;
  /** The first so many of them distil. */
  readonly distilledEpochs: number;
  readonly peakMemoryBytes: number;
  readonly parameterCount: number;
}

const MEBIBYTE = 2 ** 20;

const counting = { needs: [], epochSeconds: 0, epochCount: 0, distilledEpochs: 0 } as const;
const trained = { needs: ['engine'], distilledEpochs: 0 } as const;

export const SIMULATED_MODELS: readonly SimulatedModel[] = [
  {
    ...counting,
    id: 'random',
    label: 'random',
    summary: 'Items at random.',
    settings: {},
    skill: { level: -2.2, fromPopularity: 0, fromHistory: 0 },
    requestMilliseconds: 0.004,
    usersPerSecond: 210_000,
    peakMemoryBytes: 150 * MEBIBYTE,
    parameterCount: 0,
  },
  {
    ...counting,
    id: 'popularity',
    label: 'popularity',
    summary: 'What most have bought.',
    settings: { count: 'events' },
    skill: { level: -1, fromPopularity: 0.22, fromHistory: 0 },
    requestMilliseconds: 0.001,
    usersPerSecond: 5_600_000,
    peakMemoryBytes: 160 * MEBIBYTE,
    parameterCount: 1200,
  },
  {
    ...counting,
    id: 'markov',
    label: 'markov',
    summary: 'What followed the last item.',
    settings: { order: 1 },
    skill: { level: 0.1, fromPopularity: 0.05, fromHistory: -0.05 },
    requestMilliseconds: 0.003,
    usersPerSecond: 320_000,
    peakMemoryBytes: 170 * MEBIBYTE,
    parameterCount: 128_000,
  },
  {
    ...trained,
    id: 'sasrec',
    label: 'sasrec',
    summary: 'Attention over the history.',
    settings: { width: 64, blocks: 2, dropout: 0.2 },
    skill: { level: 0.55, fromPopularity: 0.06, fromHistory: 0.08 },
    requestMilliseconds: 0.21,
    usersPerSecond: 18_000,
    epochSeconds: 2,
    epochCount: 12,
    peakMemoryBytes: 720 * MEBIBYTE,
    parameterCount: 850_000,
  },
  {
    ...trained,
    id: 'bert4rec',
    label: 'bert4rec',
    summary: 'Attention in both directions.',
    settings: { width: 64, blocks: 2, maskShare: 0.2 },
    skill: { level: 0.5, fromPopularity: 0.1, fromHistory: 0.08 },
    requestMilliseconds: 0.33,
    usersPerSecond: 11_000,
    epochSeconds: 3.4,
    epochCount: 16,
    peakMemoryBytes: 810 * MEBIBYTE,
    parameterCount: 870_000,
  },
  {
    ...trained,
    id: 'sasrec-distilled',
    label: 'sasrec-distilled',
    summary: 'Attention, taught by profiles first.',
    settings: { width: 64, blocks: 2, dropout: 0.2, distillation: { alpha: 0.6, beta: 0.4 } },
    skill: { level: 0.62, fromPopularity: 0.03, fromHistory: 0.08 },
    requestMilliseconds: 0.21,
    usersPerSecond: 18_000,
    epochSeconds: 2.3,
    epochCount: 14,
    distilledEpochs: 6,
    peakMemoryBytes: 760 * MEBIBYTE,
    parameterCount: 850_000,
  },
  {
    ...trained,
    id: 'idgenrec',
    label: 'idgenrec',
    summary: 'Writes the name of the next item.',
    settings: { size: 'micro', beams: 10 },
    skill: { level: 0.45, fromPopularity: -0.02, fromHistory: 0.02 },
    requestMilliseconds: 42,
    usersPerSecond: 60,
    epochSeconds: 31,
    epochCount: 8,
    peakMemoryBytes: 1900 * MEBIBYTE,
    parameterCount: 9_400_000,
  },
];
