/** The gate's answer for a terminal and for a page of GitHub. */
import { escapeMarkdown } from '../../reports/markdown.ts';
import { type TerminalOptions, terminalTable } from '../../reports/terminal.ts';
import type { Verdict } from '../compare/verdict.ts';
import type { GateResult } from './regress.ts';

const VERDICTS: Readonly<Record<Verdict, string>> = {
  fine: 'Fine: nothing got worse beyond what is tolerated, and chance could not hide it.',
  regression: 'Regression: something got worse beyond what is tolerated and beyond chance.',
  trade: 'A trade: something got worse and something else better; no regression, but somebody should look.',
  'cannot tell': 'Cannot tell: what was measured does not rule a regression out.',
};

const COLUMNS = ['finding', 'judgement', 'how much'] as const;

function rows({ pairs }: GateResult): { label: string; cells: string[] }[] {
  return pairs.flatMap(({ pair, findings, verdict }) =>
    findings.map(({ what, judgement, sentence }, index) => ({
      label: index === 0 ? `${pair.label}, ${pair.dataset}: ${verdict}` : '',
      cells: [what, judgement, sentence],
    })),
  );
}

function lines({ pairs, unpaired, failures, failedInBoth, spreads }: GateResult): string[] {
  const known = [...spreads.values()].filter(({ deviation }) => deviation !== null);
  return [
    ...unpaired.map(({ label, dataset, sentence }) => `${label} on ${dataset} ${sentence}`),
    ...failures.map((name) => `${name} failed in the head and not in the base.`),
    ...failedInBoth.map((name) => `${name} failed in both, and cannot be compared.`),
    ...pairs.flatMap(({ pair }) =>
      pair.costDifferences.length > 0 ? [`${pair.label}: costs differ by ${pair.costDifferences.join('; ')}.`] : [],
    ),
    known.length > 0
      ? `Repeated runs of the same case lie ${known.map(({ deviation, runs }) => `${((deviation ?? 0) * 100).toFixed(1)} % (${runs} runs)`).join(', ')} apart in latency; the intervals hold that.`
      : 'How far repeated runs lie apart is not known (fewer than three in the window); intervals are of these runs alone.',
  ];
}

export function gateText(result: GateResult, options: TerminalOptions): string {
  const table = terminalTable(
    {
      title: VERDICTS[result.verdict],
      corner: 'case',
      columns: COLUMNS,
      rows: rows(result).map(({ label, cells }) => ({
        label,
        cells: cells.map((text) => ({ text, isBest: false })),
      })),
      notes: lines(result),
    },
    options,
  );
  return `${table}\n`;
}

/** For $GITHUB_STEP_SUMMARY. */
export function gateMarkdown(result: GateResult): string {
  const line = (cells: readonly string[]) => `| ${cells.map(escapeMarkdown).join(' | ')} |`;
  return [
    `### seqbench: ${escapeMarkdown(VERDICTS[result.verdict])}`,
    '',
    line(['case', ...COLUMNS]),
    '| --- | --- | --- | --- |',
    ...rows(result).map(({ label, cells }) => line([label, ...cells])),
    '',
    ...lines(result).map((text) => `- ${escapeMarkdown(text)}`),
    '',
  ].join('\n');
}
