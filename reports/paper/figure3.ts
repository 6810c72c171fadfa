/**
 * The paper's figure 3: how far histories are from the profiles of their users, epoch by epoch, without and with
 * distillation, and where the distilled model goes over to fine-tuning. A plot per dataset and kind of model; one CSV. Pure.
 */
import { isDeepStrictEqual } from 'node:util';
import { csvLine, type CsvValue } from '../csvLine.ts';
import { formatSignificant } from '../formatNumber.ts';
import { phaseChanges } from '../phaseChanges.ts';
import type { ReportRow } from '../rows.ts';
import { completedOf } from '../site/rowText.ts';
import { linePlot, type Line } from '../site/view/plots/linePlot.ts';
import { standaloneSvg } from '../site/view/plots/standaloneSvg.ts';
import { MODELS, placeName, places } from './places.ts';

export interface PaperPlot {
  /** Name of its file, without an ending. */
  readonly id: string;
  readonly title: string;
  /** Sentences on how to read it, and what is missing. */
  readonly notes: readonly string[];
  readonly svg: string;
}

export interface Figure3 {
  readonly plots: readonly PaperPlot[];
  readonly csv: string;
}

const MEASURE = 'distillationLoss';
const SIZE = { width: 620, height: 340 };

function isLogged(row: ReportRow): boolean {
  return completedOf(row).some(({ epochs }) => epochs.some(({ measures }) => typeof measures[MEASURE] === 'number'));
}

function linesOf(row: ReportRow, series: number): Line[] {
  return completedOf(row).map(({ seed, epochs }) => ({
    label: `${row.label}, seed ${seed}`,
    series,
    points: epochs.map(({ epoch, measures }) => {
      const y = measures[MEASURE] ?? null;
      return {
        x: epoch,
        y,
        text: y === null ? '' : `${row.label}, seed ${seed}, epoch ${epoch}\n${formatSignificant(y)}`,
      };
    }),
  }));
}

/** Each place once, for seeds may change at the same; only the first has room for its name. */
function changesOf(rows: readonly ReportRow[]) {
  const changes = rows.flatMap(completedOf).flatMap(phaseChanges);
  const distinct = [...new Map(changes.map((change) => [change.x, change])).values()].sort((a, b) => a.x - b.x);
  return distinct.map((change, place) => (place === 0 ? change : { ...change, label: '' }));
}

function notesOf(vanillaId: string, vanilla: readonly ReportRow[], distilled: readonly ReportRow[]): string[] {
  const profilesOf = (row: ReportRow) => completedOf(row).map(({ seed, profiles }) => [seed, profiles?.contentHash]);
  const shared = vanilla.flatMap((one) =>
    distilled.map((other) => isDeepStrictEqual(profilesOf(one), profilesOf(other))),
  );
  const projected = distilled.filter(({ settings }) => (settings as { target?: unknown }).target === 'projected');
  return [
    'A line per seed. Dashed: the distilled model goes over to fine-tuning; where seeds differ in that, each has its line.',
    ...(vanilla.length === 0
      ? [`${vanillaId} is missing: no finished case of it logged its distance, which its setting logDistillation does.`]
      : []),
    ...(shared.includes(false)
      ? ['Not all lines are distances from the same profiles, so their heights do not compare.']
      : []),
    ...projected.map(
      ({ label }) => `${label} learns its target as well, so that its height compares with no other line's.`,
    ),
  ];
}

function plotOf(
  place: readonly ReportRow[],
  [vanillaId, distilledId]: (typeof MODELS)[number],
): Omit<PaperPlot, 'id'> | null {
  const ofBaseline = (id: string) => place.filter((row) => row.baselineId === id && isLogged(row));
  const [vanilla, distilled] = [ofBaseline(vanillaId), ofBaseline(distilledId)];
  if (distilled.length === 0) return null;
  const shown = [...vanilla, ...distilled];
  const title = `Distillation loss of ${vanillaId} by epoch, ${placeName(place)}`;
  const svg = linePlot({
    name: title,
    lines: shown.flatMap(linesOf),
    legend: shown.map(({ label }, series) => ({ label, series })),
    changes: changesOf(distilled),
    x: { title: 'epoch', kind: 'linear', format: (value) => (Number.isInteger(value) ? String(value) : '') },
    y: { title: 'distillation loss', kind: 'linear', format: formatSignificant },
    size: SIZE,
  });
  return svg && { title, notes: notesOf(vanillaId, vanilla, distilled), svg: standaloneSvg(svg) };
}

function csvRows(place: readonly ReportRow[]): CsvValue[][] {
  const ids: readonly string[] = MODELS.flat();
  return place
    .filter((row) => ids.includes(row.baselineId) && isLogged(row))
    .flatMap((row) =>
      completedOf(row).flatMap(({ seed, dataset, protocol, split, epochs }) =>
        epochs.map(({ epoch, phase, measures }) => {
          const what = [dataset.name, protocol, split.hash, row.label, row.baselineId];
          return [...what, seed, epoch, phase, measures[MEASURE] ?? null];
        }),
      ),
    );
}

const COLUMNS = [
  'dataset',
  'protocol',
  'split_hash',
  'label',
  'baseline',
  'seed',
  'epoch',
  'phase',
  'distillation_loss',
];

/** Names come from configs; files are called after what every file system takes. */
function fileName(number: number, words: string): string {
  return ['figure3', number, ...(words.match(/[A-Za-z0-9]+/gu) ?? [])].join('-').slice(0, 80);
}

/** Null where no distilled case has logged its loss. */
export function figure3(rows: readonly ReportRow[]): Figure3 | null {
  const plots: PaperPlot[] = [];
  for (const place of places(rows)) {
    for (const models of MODELS) {
      const plot = plotOf(place, models);
      if (plot) plots.push({ id: fileName(plots.length + 1, `${placeName(place)} ${models[0]}`), ...plot });
    }
  }
  if (plots.length === 0) return null;
  return { plots, csv: [COLUMNS, ...places(rows).flatMap(csvRows)].map(csvLine).join('') };
}
