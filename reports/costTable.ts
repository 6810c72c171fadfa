/** What each baseline of a board cost, one column per baseline. */
import type { Board } from './boards.ts';
import { COSTS } from './costs.ts';
import { formatCost, MISSING } from './formatNumber.ts';
import type { TableView } from './tableView.ts';

export function costTable({ rows }: Board): TableView {
  const mostSeeds = Math.max(...rows.map((row) => row.seeds.length));
  const hasGaps = rows.some((row) => row.seeds.length > 0 && row.costs.trainSecondsPerEpoch === null);
  return {
    title: 'Cost',
    corner: 'cost',
    columns: rows.map((row) => row.label),
    rows: COSTS.map(({ id, label, unit }) => ({
      label,
      cells: rows.map((row) => {
        const spread = row.costs[id];
        return { text: spread === null ? MISSING : formatCost(spread.median, unit), isBest: false };
      }),
    })),
    notes: [
      ...(mostSeeds > 1 ? [`Costs are medians over up to ${mostSeeds} seeds.`] : []),
      ...(hasGaps ? [`${MISSING}: does not apply, or was not measured.`] : []),
    ],
  };
}
