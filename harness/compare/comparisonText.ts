/** A comparison as text: quality with its intervals and tests, latency, costs, and what could not be compared. */
import { formatCost, formatSignificant, MISSING } from '../../reports/formatNumber.ts';
import type { TableView } from '../../reports/tableView.ts';
import { type TerminalOptions, terminalTable } from '../../reports/terminal.ts';
import { COSTS } from '../../src/metrics/cost.ts';
import type { Comparison, PairComparison, TestedQuality } from './compareSides.ts';
import { processCount } from './latencyUnits.ts';
import type { CasePair } from './pairCases.ts';

const cell = (text: string) => ({ text, isBest: false });

export function signed(value: number, digits = 4): string {
  return `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(digits)}`;
}

export function percent(share: number): string {
  return `${signed(share * 100, 1)} %`;
}

export function pText(p: number): string {
  return p < 0.001 ? '<0.001' : p.toFixed(3);
}

function interval(low: number | null, high: number | null): string {
  return low === null || high === null ? MISSING : `${signed(low)} to ${signed(high)}`;
}

function upliftText({ uplift }: TestedQuality): string {
  return uplift === null ? MISSING : `${percent(uplift.share)} (${percent(uplift.low)} to ${percent(uplift.high)})`;
}

function seedNote(holdsSeeds: boolean, seeds: readonly [number, number]): string {
  if (!holdsSeeds) return 'One seed a side: what other seeds would change is in no interval and no p.';
  const alike = seeds.includes(1) ? '; the side with one is taken to vary as the other does' : '';
  return `Intervals hold both other users and other seeds (${seeds[0]} and ${seeds[1]} of them${alike}).`;
}

/** Where a side takes its seeds from several commits. */
function commitNotes({ first, second }: CasePair, words: readonly [string, string]): string[] {
  return [first, second].flatMap((cases, side) => {
    const commits = new Set(cases.map(({ record: { code } }) => code.commit?.slice(0, 8) ?? 'no commit'));
    return commits.size === 1 ? [] : [`Seeds of ${words[side]!} are of several commits: ${[...commits].join(', ')}.`];
  });
}

function qualityTable({ qualities }: PairComparison, words: readonly [string, string]): TableView {
  return {
    title: 'Quality',
    corner: 'metric',
    columns: [...words, 'difference, 95 %', 'uplift, 95 %', 'p (Holm)', 'second is'],
    rows: qualities.map((quality) => ({
      label: quality.metric,
      cells: [
        cell(quality.first.toFixed(4)),
        cell(quality.second.toFixed(4)),
        cell(`${signed(quality.crossed.difference)} (${interval(quality.crossed.low, quality.crossed.high)})`),
        cell(upliftText(quality)),
        cell(pText(quality.holmP)),
        cell(quality.verdict),
      ],
    })),
    notes: qualities
      .slice(0, 1)
      .flatMap(({ crossed, first, metric, seeds }) => [
        seedNote(crossed.seedVariance !== null, seeds),
        ...(crossed.detectable === null || first === 0
          ? []
          : [
              `A true difference of ${metric} below ${crossed.detectable.toFixed(4)} (${percent(crossed.detectable / first).slice(1)}) ` +
                'would go unseen in more than one of five such comparisons.',
            ]),
      ]),
  };
}

function costTable({ costs }: PairComparison, words: readonly [string, string]): TableView {
  return {
    title: 'Costs, medians over seeds',
    corner: 'cost',
    columns: [...words, 'second to first'],
    rows: costs.map(({ id, first, second, ratio }) => {
      const { label, unit } = COSTS.find((cost) => cost.id === id)!;
      const texts = [
        formatCost(first, unit),
        formatCost(second, unit),
        ratio === null ? MISSING : `${ratio.toFixed(2)}x`,
      ];
      return { label, cells: texts.map(cell) };
    }),
    notes: [],
  };
}

function latencyLine({ latency, pair }: PairComparison): string {
  if (pair.costDifferences.length > 0) return `Costs are not compared: ${pair.costDifferences.join('; ')} differ.`;
  if (latency === null) return 'Latency is not compared: too few timed requests, or a timing that is void.';
  const { first, second, factor, low, high, holmP, units, setAside, source, machineDrift } = latency;
  const drift =
    machineDrift === null
      ? 'the speed of the machine was not measured on both sides'
      : `the machine itself was ${machineDrift.toFixed(2)} times as slow, which is divided out`;
  const processes =
    processCount(pair.first, source) + processCount(pair.second, source) > 2
      ? ''
      : ' One process a side: how far two processes of one model lie apart is in no interval.';
  const disturbed =
    setAside[0] + setAside[1] === 0 ? '' : `, ${setAside[0]} and ${setAside[1]} more were disturbed and do not count`;
  const range =
    low === null || high === null ? 'too few for an interval' : `95 %: ${low.toFixed(3)} to ${high.toFixed(3)}`;
  return (
    `Single request: ${formatSignificant(first)} ms and ${formatSignificant(second)} ms; the second takes ` +
    `${factor.toFixed(3)} times as long (${range}; p ${pText(holmP)}; ` +
    `${units[0]} and ${units[1]} ${source} of requests${disturbed}; ${drift}).${processes}`
  );
}

export function comparisonText({ first, second, comparisons, unpaired }: Comparison, options: TerminalOptions): string {
  const words = [first.word, second.word] as const;
  const parts = comparisons.map((comparison) => {
    const { pair, costs } = comparison;
    const users = comparison.qualities[0]?.userCount ?? 0;
    return [
      `${pair.label} on ${pair.dataset}: ${pair.first.length} and ${pair.second.length} seeds, ${users} users`,
      terminalTable(qualityTable(comparison, words), options),
      latencyLine(comparison),
      ...(costs.length > 0 ? [terminalTable(costTable(comparison, words), options)] : []),
      ...commitNotes(pair, words),
    ].join('\n');
  });
  const failures = [first, second].flatMap((side) =>
    side.failures.map(({ record }) => `${side.word}: ${record.baseline.label}, seed ${record.seed} failed.`),
  );
  const lines = [...unpaired.map(({ label, dataset, sentence }) => `${label} on ${dataset} ${sentence}`), ...failures];
  return `${[...parts, ...(lines.length > 0 ? [lines.join('\n')] : [])].join('\n\n')}\n`;
}
