/** How training went: loss, validation and whatever else was measured, by epoch and seed, with changes of phase. */
import type { CompletedRecord } from '../../../../harness/records/record.ts';
import { formatSignificant } from '../../../formatNumber.ts';
import { phaseChanges } from '../../../phaseChanges.ts';
import { linePlot, type Line } from '../../view/plots/linePlot.ts';
import { seriesClass } from '../../view/plots/frame.ts';
import { markup, type Markup } from '../../view/markup.ts';
import { plotFigure, type DataTable } from '../plotFigure.ts';
import { RUN_PLOT_SIZE, seedLabel, type RowContext } from './rowContext.ts';

type Epoch = CompletedRecord['epochs'][number];

interface Curve {
  readonly title: string;
  readonly yTitle: string;
  readonly valueOf: (epoch: Epoch) => number | null;
  /** Whether the epoch whose weights are kept is marked. */
  readonly hasBest: boolean;
}

/** More than these would bury the rest of the page. */
const MOST_MEASURES = 4;

/** `distillationLoss` as `distillation loss` */
function words(name: string): string {
  return name.replace(/([a-z0-9])([A-Z])/gu, (_, before: string, after: string) => `${before} ${after.toLowerCase()}`);
}

function measureNames(records: readonly CompletedRecord[]): string[] {
  const names = records.flatMap(({ epochs }) => epochs.flatMap(({ measures }) => Object.keys(measures)));
  return [...new Set(names)].sort().slice(0, MOST_MEASURES);
}

function curvesOf(records: readonly CompletedRecord[]): Curve[] {
  return [
    { title: 'Training loss', yTitle: 'loss', valueOf: ({ loss }) => loss, hasBest: false },
    { title: 'Validation', yTitle: 'NDCG@10', valueOf: ({ validationNdcg10 }) => validationNdcg10, hasBest: true },
    ...measureNames(records).map((name): Curve => ({
      title: words(name),
      yTitle: words(name),
      valueOf: ({ measures }) => measures[name] ?? null,
      hasBest: false,
    })),
  ];
}

function lineOf(record: CompletedRecord, series: number, { valueOf, hasBest }: Curve): Line {
  return {
    label: seedLabel(record),
    series,
    points: record.epochs.map((epoch) => {
      const y = valueOf(epoch);
      const isBest = hasBest && epoch.epoch === record.bestEpoch;
      const text =
        y === null
          ? ''
          : `${seedLabel(record)}, epoch ${epoch.epoch}\n${formatSignificant(y)}${isBest ? ', kept' : ''}`;
      return { x: epoch.epoch, y, text, isMarked: isBest };
    }),
  };
}

function tableOf(records: readonly CompletedRecord[], { yTitle, valueOf }: Curve): DataTable {
  return {
    heads: ['seed', 'epoch', 'phase', yTitle],
    rows: records.flatMap(({ seed, epochs }) =>
      epochs.map((epoch) => {
        const value = valueOf(epoch);
        const cell = { text: value === null ? '' : formatSignificant(value), value };
        return [String(seed), String(epoch.epoch), epoch.phase ?? '', cell];
      }),
    ),
  };
}

function legend(records: readonly CompletedRecord[]): Markup {
  return markup`<span class="legend">${records.map((record, series) => markup`<span class="${seriesClass(series)}">${seedLabel(record)}</span>`)}</span>`;
}

function curveFigure(records: readonly CompletedRecord[], curve: Curve, model: string): Markup | null {
  const hasValue = records.some(({ epochs }) => epochs.some((epoch) => curve.valueOf(epoch) !== null));
  if (!hasValue) return null;
  const changes = phaseChanges(records[0]!);
  const svg = linePlot({
    name: `${curve.title} of ${model} by epoch`,
    lines: records.map((record, series) => lineOf(record, series, curve)),
    changes,
    x: { title: 'epoch', kind: 'linear', format: (value) => (Number.isInteger(value) ? String(value) : '') },
    y: { title: curve.yTitle, kind: 'linear', format: formatSignificant },
    size: RUN_PLOT_SIZE,
  });
  const caption = markup`${curve.hasBest && 'The large point is the epoch whose weights are kept. '}
    ${changes.length > 0 && 'Dashed: training goes over to another phase.'}
    ${records.length > 1 && legend(records)}`;
  return plotFigure({ title: curve.title, svg, caption, table: tableOf(records, curve) });
}

export function learningCurves({ row, completed }: RowContext): Markup | null {
  const trained = completed.filter(({ epochs }) => epochs.length > 0);
  if (trained.length === 0) return null;
  return markup`<section class="block" aria-labelledby="curves"><h2 id="curves">Training</h2>
    <div class="plots">${curvesOf(trained).map((curve) => curveFigure(trained, curve, row.label))}</div></section>`;
}
