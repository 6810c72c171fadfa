/** What each baseline of a board cost, one column per baseline. */
import type { Board } from './boards.ts';
import { columnNames } from './columnNames.ts';
import { COSTS } from '../src/metrics/cost.ts';
import { formatCost, MISSING } from './formatNumber.ts';
import type { TableView } from './tableView.ts';

export function costTable(board: Board): TableView {
  const { rows } = board;
  const mostSeeds = Math.max(...rows.map((row) => row.seeds.length));
  const hasGaps = rows.some((row) => row.seeds.length > 0 && row.costs.trainSecondsPerEpoch === null);
  const shown = COSTS.filter(({ id, shown }) => shown === 'always' || rows.some((row) => row.costs[id] !== null));
  const currencies = new Set(
    rows.map((row) => row.sample.prices?.currency).filter((currency) => currency !== undefined),
  );
  return {
    title: 'Cost',
    corner: 'cost',
    columns: columnNames(board),
    rows: shown.map(({ id, label, unit }) => ({
      label,
      cells: rows.map((row) => {
        const spread = row.costs[id];
        return { text: spread === null ? MISSING : formatCost(spread.median, unit), isBest: false };
      }),
    })),
    notes: [
      ...(mostSeeds > 1 ? [`Costs are medians over up to ${mostSeeds} seeds.`] : []),
      ...(currencies.size > 0 ? [`Money in ${[...currencies].join(', ')}, at the prices of the config.`] : []),
      ...(hasGaps ? [`${MISSING}: does not apply, or was not measured.`] : []),
    ],
  };
}
