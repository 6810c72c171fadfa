/** Figures as printed in "Pre-trained LLMs Meet Sequential Recommenders" (Severin et al., ECIR 2026). */

export interface PrintedStatistics {
  readonly users: number;
  readonly items: number;
  readonly interactions: number;
}

/** By the name that the dataset has here. */
export const PRINTED_DATASETS: Readonly<Record<string, string>> = {
  'amazon-beauty': 'Beauty',
  'ml-20m': 'ML-20M',
  kion: 'Kion',
  'amazon-m2': 'Amazon-M2',
};

/** Table 1. */
export const TABLE_1: Readonly<Record<string, PrintedStatistics>> = {
  Beauty: { users: 70_996, items: 39_116, interactions: 436_309 },
  'ML-20M': { users: 137_165, items: 13_132, interactions: 19_933_088 },
  Kion: { users: 16_797, items: 5_626, interactions: 287_698 },
  'Amazon-M2': { users: 616_502, items: 334_060, interactions: 3_651_542 },
};

export interface PrintedAccuracy {
  readonly ndcg: readonly [mean: number, sd: number];
  readonly recall: readonly [mean: number, sd: number];
}

/** Table 2, by dataset and by the name that the model has here. */
export const TABLE_2: Readonly<Record<string, Readonly<Record<string, PrintedAccuracy>>>> = {
  Beauty: {
    sasrec: { ndcg: [0.0106, 0.0004], recall: [0.0217, 0.0013] },
    'sasrec-distilled': { ndcg: [0.0111, 0.0002], recall: [0.0228, 0.0004] },
    bert4rec: { ndcg: [0.0051, 0.0004], recall: [0.0102, 0.0004] },
    'bert4rec-distilled': { ndcg: [0.0061, 0.0005], recall: [0.0126, 0.0008] },
  },
  'ML-20M': {
    sasrec: { ndcg: [0.0453, 0.0062], recall: [0.0781, 0.0093] },
    'sasrec-distilled': { ndcg: [0.0479, 0.0007], recall: [0.0819, 0.0019] },
    bert4rec: { ndcg: [0.0623, 0.0001], recall: [0.1088, 0.0008] },
    'bert4rec-distilled': { ndcg: [0.0628, 0.0014], recall: [0.1099, 0.0029] },
  },
  Kion: {
    sasrec: { ndcg: [0.0585, 0.0009], recall: [0.1135, 0.0009] },
    'sasrec-distilled': { ndcg: [0.0597, 0.0005], recall: [0.1145, 0.0007] },
    bert4rec: { ndcg: [0.0574, 0.0011], recall: [0.1101, 0.0018] },
    'bert4rec-distilled': { ndcg: [0.0596, 0.0009], recall: [0.1149, 0.0008] },
  },
  'Amazon-M2': {
    sasrec: { ndcg: [0.3647, 0.0071], recall: [0.5373, 0.0123] },
    'sasrec-distilled': { ndcg: [0.3761, 0.0041], recall: [0.5414, 0.0051] },
    bert4rec: { ndcg: [0.2699, 0.0018], recall: [0.423, 0.0013] },
    'bert4rec-distilled': { ndcg: [0.2727, 0.002], recall: [0.4267, 0.0019] },
  },
};

/** Table 3: NDCG@10 of distilled SASRec on Beauty by alpha, without and with the dynamic factor. */
export const TABLE_3: readonly { readonly alpha: number; readonly fixed: number; readonly dynamic: number }[] = [
  { alpha: 0.4, fixed: 0.0105, dynamic: 0.0111 },
  { alpha: 0.6, fixed: 0.0108, dynamic: 0.0106 },
  { alpha: 0.8, fixed: 0.0109, dynamic: 0.0106 },
];

/** Table 4: NDCG@10 of IDGenRec; the others are those of table 2. */
export const TABLE_4_IDGENREC: Readonly<Record<string, number>> = {
  Beauty: 0.0114,
  'ML-20M': 0.0313,
  Kion: 0.0452,
  'Amazon-M2': 0.1001,
};

/** Table 5: seconds of one training epoch and of inference over the whole test set. */
export const TABLE_5: Readonly<Record<string, Readonly<Record<string, readonly [train: number, inference: number]>>>> =
  {
    Beauty: { idgenrec: [37.11, 120.38], sasrec: [25.56, 2.37], 'sasrec-distilled': [26.92, 2.37] },
    'ML-20M': { idgenrec: [132.12, 840.01], sasrec: [68.3, 4.37], 'sasrec-distilled': [71.34, 4.37] },
    Kion: { idgenrec: [80.04, 342.03], sasrec: [30.93, 1.12], 'sasrec-distilled': [31.81, 1.12] },
    'Amazon-M2': { idgenrec: [1529.45, 7492.11], sasrec: [663.26, 41.07], 'sasrec-distilled': [833.36, 41.07] },
  };

/** Why the printed figures and ours are not of the same experiment. */
export const KNOWN_DIFFERENCES = [
  "The paper's table 1 is not the iterative 5-core that its text names (Beauty: 70,996 users against 22,363), so data differ.",
  'Its release counts items from 0 while 0 is padding, does not filter seen items, and keeps items without a training event in the catalogue.',
  'It reports the last epoch, chosen by nothing, and draws validation users without a seed.',
  'Its IDGenRec trains on one target per user, and matches generated text to the item with the most similar set of characters.',
  'Its seconds are of unstated hardware; only ratios may be compared, and those with care.',
] as const;
