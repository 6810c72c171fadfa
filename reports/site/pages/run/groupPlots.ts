/** For whom the model works: accuracy by the length of the history and by how often the target was seen in training. */
import type { CompletedRecord } from '../../../../harness/records/record.ts';
import { findMetric } from '../../../../src/metrics/metric.ts';
import { formatCount } from '../../../formatNumber.ts';
import type { Spread } from '../../../spread.ts';
import { mainMetric } from '../../../mainMetric.ts';
import { groupKey, groupSpreads } from '../../peers.ts';
import { groupPlot, type PlotGroup } from '../../view/plots/groupPlot.ts';
import { markup, type Markup } from '../../view/markup.ts';
import { plotFigure } from '../plotFigure.ts';
import { RUN_PLOT_SIZE, type RowContext } from './rowContext.ts';

type Grouping = CompletedRecord['groups'][number]['by'];

const GROUPINGS: readonly { readonly by: Grouping; readonly title: string; readonly xTitle: string }[] = [
  { by: 'history-length', title: 'By length of the history', xTitle: 'items of the history' },
  { by: 'target-popularity', title: 'By popularity of the target', xTitle: 'training events of the target' },
];

function figure(
  { row, completed, peers }: RowContext,
  grouping: (typeof GROUPINGS)[number],
  spreads: ReadonlyMap<string, Spread>,
): Markup | null {
  const known = completed.find(({ groups }) => groups.length > 0)?.groups ?? [];
  const groups = known.filter(({ by }) => by === grouping.by);
  const definition = findMetric(mainMetric([row]));
  if (groups.length === 0 || !definition) return null;
  const label = `${definition.definition.label}@${definition.cutoff}`;
  const format = (value: number) => value.toFixed(4);
  const others = peers.filter((peer) => peer.row !== row);
  const plotted = groups.map((group): PlotGroup => {
    const key = groupKey(group);
    const spread = spreads.get(key);
    return {
      label: group.label,
      caseCount: formatCount(group.caseCount),
      value: spread?.mean ?? null,
      low: spread?.sd ? spread.mean - spread.sd : null,
      high: spread?.sd ? spread.mean + spread.sd : null,
      others: others.map((peer) => peer.groupSpreads.get(key)?.mean).filter((value) => value !== undefined),
      text: `${group.label}\n${label} ${spread ? format(spread.mean) : ''}\n${formatCount(group.caseCount)} cases`,
    };
  });
  const svg = groupPlot({
    name: `${label} of ${row.label} ${grouping.title.toLowerCase()}`,
    xTitle: grouping.xTitle,
    yTitle: label,
    groups: plotted,
    format: (value) => value.toFixed(2),
    size: RUN_PLOT_SIZE,
  });
  const caption = `Below each group, its cases.${others.length > 0 ? ` Faint: the ${others.length} most accurate other rows of the split.` : ''}`;
  const cell = (value: number | null) => ({ text: value === null ? '' : format(value), value });
  const table = {
    heads: [grouping.xTitle, 'cases', `${label} mean`, 'mean − sd', 'mean + sd'],
    rows: plotted.map((group) => [group.label, group.caseCount, cell(group.value), cell(group.low), cell(group.high)]),
  };
  return plotFigure({ title: `${label} ${grouping.title.toLowerCase()}`, svg, caption, table });
}

export function groupPlots(context: RowContext): Markup | null {
  const spreads = groupSpreads(context.row);
  const figures = GROUPINGS.map((grouping) => figure(context, grouping, spreads));
  if (figures.every((one) => one === null)) return null;
  return markup`<section class="block" aria-labelledby="groups"><h2 id="groups">For whom it works</h2>
    <div class="plots">${figures}</div></section>`;
}
