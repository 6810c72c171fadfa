/** What the gate said, beside what it should have said. */
import type { GateResult } from '../../../harness/regress/regress.ts';
import type { BenchRow } from '../benchRow.ts';

export const OUTCOMES = ['right', 'wrong', 'cannot tell'] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** A trade between two identical runs is as false an alarm as a regression. */
export function outcomeOfIdentical({ verdict }: GateResult): Outcome {
  if (verdict === 'cannot tell') return verdict;
  return verdict === 'fine' ? 'right' : 'wrong';
}

/** A regression for another reason than the planted one is no catch. @param what Name of the finding it has to be. */
export function outcomeOfPlanted({ verdict, pairs }: GateResult, what: string): Outcome {
  const isSeen = pairs.some(({ findings }) => findings.some((one) => one.what === what && one.judgement === 'worse'));
  if (verdict === 'regression' && isSeen) return 'right';
  return verdict === 'cannot tell' ? verdict : 'wrong';
}

export function findingsText({ verdict, pairs }: GateResult): string {
  const all = pairs.flatMap(({ pair, findings }) =>
    findings.map(({ what, judgement, sentence }) => `${pair.label}, ${what}: ${judgement}, ${sentence}`),
  );
  return [verdict.toUpperCase(), ...all].join('\n    ');
}

const count = (outcomes: readonly Outcome[], outcome: Outcome): number =>
  outcomes.filter((one) => one === outcome).length;

/** "20 of 20" as rows: the right ones have to be all of them, and the two ways to be otherwise are told apart. */
export function outcomeRows(title: string, words: Readonly<Record<Outcome, string>>, outcomes: readonly Outcome[]) {
  return OUTCOMES.map((outcome): BenchRow => {
    const runs = count(outcomes, outcome);
    const isRight = outcome === 'right';
    return {
      ...{ id: `${title}: ${words[outcome]}`, ours: runs, peer: outcomes.length, peerName: 'of', unit: 'pairs' },
      ratio: isRight ? runs / outcomes.length : null,
      floor: isRight ? 1 : null,
      holds: isRight ? runs === outcomes.length : runs === 0,
    };
  });
}
