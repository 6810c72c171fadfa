/** Series across commits as text. */
import { formatCost } from '../../reports/formatNumber.ts';
import { type TerminalOptions, terminalTable } from '../../reports/terminal.ts';
import { COSTS } from '../../src/metrics/cost.ts';
import type { Bisection } from './bisect.ts';
import { type HistorySeries, type HistoryStep, seriesLabel } from './series.ts';
import { sparkline } from './sparkline.ts';

const SPARK_WIDTH = 24;
const cell = (text: string) => ({ text, isBest: false });
const short = (commit: string | null): string => commit?.slice(0, 8) ?? 'no commit';

function figureText(figure: string, value: number): string {
  const cost = COSTS.find(({ id }) => id === figure);
  return cost === undefined ? value.toFixed(4) : formatCost(value, cost.unit);
}

function stepText(
  { figure }: { readonly figure: string },
  { commit, from, to, direction, changedSettings }: HistoryStep,
): string {
  const change = from === 0 ? '' : `, ${to > from ? '+' : '−'}${Math.abs((to / from - 1) * 100).toFixed(1)} %`;
  const settings = changedSettings.length === 0 ? '' : `; settings changed with it: ${changedSettings.join(', ')}`;
  return `${short(commit)}: ${figureText(figure, from)} to ${figureText(figure, to)}${change}, ${direction}${settings}`;
}

function bisectionText({ label, figure, step, candidates, measureNext }: Bisection): string {
  const what = `${label}, ${figure}, step at ${short(step.commit)}`;
  if (candidates === null) return `${what}: git does not know what lies between it and ${short(step.before.commit)}.`;
  if (measureNext === null) return `${what}: ${short(step.commit)} is the first commit of the step.`;
  return (
    `${what}: ${candidates.length} commits may have made it, after ${short(step.before.commit)}; ` +
    `run the same config at ${short(measureNext)} next, which halves them.`
  );
}

export function historyText(
  series: readonly HistorySeries[],
  bisections: readonly Bisection[] | null,
  options: TerminalOptions,
): string {
  const places = new Map<string, HistorySeries[]>();
  for (const one of series) {
    const place = `${one.dataset}, ${one.protocol}; ${one.machine}`;
    places.set(place, [...(places.get(place) ?? []), one]);
  }
  const tables = [...places].map(([place, own]) => {
    const view = {
      title: place,
      corner: 'baseline',
      columns: ['figure', 'commits', 'oldest to newest', 'newest', 'steps'],
      dropOrder: { columns: [1, 4, 2], rule: 'commits, then steps, then the line of bars' },
      rows: own.map(({ figure, points, steps, ...series }) => ({
        label: seriesLabel(series),
        cells: [
          cell(figure),
          cell(String(points.length)),
          cell(
            sparkline(
              points.map(({ value }) => value),
              SPARK_WIDTH,
            ),
          ),
          cell(figureText(figure, points.at(-1)!.value)),
          cell(steps.length === 0 ? 'none' : String(steps.length)),
        ],
      })),
      notes: own.some(({ isNormalised }) => isNormalised)
        ? ['Times are what they would be at the speed that the machine had at the first commit.']
        : [],
    };
    const steps = own.flatMap((one) =>
      one.steps.map((step) => `${seriesLabel(one)}, ${one.figure}, ${stepText(one, step)}`),
    );
    return [
      terminalTable(view, options),
      ...(steps.length > 0 ? ['Steps:', ...steps.map((line) => `  ${line}`)] : []),
    ].join('\n');
  });
  const lines =
    bisections === null ? [] : [bisections.length === 0 ? 'No step.' : bisections.map(bisectionText).join('\n')];
  return `${[...tables, ...lines].join('\n\n')}\n`;
}
