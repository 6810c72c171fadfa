/** The paper's tables 1 to 5 from rows of our own, each beside the printed figures where the dataset is the same. Pure. */
import { rowOfBaseline } from '../baselineRow.ts';
import { type Board, boardsOf } from '../boards.ts';
import { breakEvenTable } from '../breakEvenTable.ts';
import { formatCount, formatSignificant, MISSING } from '../formatNumber.ts';
import type { ReportRow } from '../rows.ts';
import type { Spread } from '../spread.ts';
import type { TableCell, TableView } from '../tableView.ts';
import { MODELS, placeName, places } from './places.ts';
import {
  PRINTED_DATASETS,
  type PrintedAccuracy,
  TABLE_1,
  TABLE_2,
  TABLE_3,
  TABLE_4_IDGENREC,
  TABLE_5,
} from './printed.ts';

export interface PaperTable {
  /** Name of its files. */
  readonly id: string;
  /** What it is called; null where the paper has no such table. */
  readonly number: string | null;
  readonly view: TableView;
}

const cell = (text: string): TableCell => ({ text, isBest: false });
function meanText(spread: Spread | null | undefined): string {
  if (!spread) return MISSING;
  return spread.sd === null ? spread.mean.toFixed(4) : `${spread.mean.toFixed(4)} ± ${spread.sd.toFixed(4)}`;
}

function share(value: number): string {
  return `${value < 0 ? '−' : '+'}${Math.abs(value * 100).toFixed(2)} %`;
}

function printedName([row]: readonly ReportRow[]): string | undefined {
  return PRINTED_DATASETS[row!.sample.dataset.name];
}

export function table1(rows: readonly ReportRow[]): TableView {
  const lines = places(rows).map((place) => {
    const { dataset } = place[0]!.sample;
    const printed = TABLE_1[printedName(place) ?? ''];
    const density = dataset.eventCount / (dataset.userCount * dataset.itemCount);
    return {
      label: placeName(place),
      cells: [
        formatCount(dataset.userCount),
        formatCount(dataset.itemCount),
        formatCount(dataset.eventCount),
        (dataset.eventCount / dataset.userCount).toFixed(2),
        `${(density * 100).toPrecision(3)} %`,
        printed === undefined
          ? MISSING
          : [printed.users, printed.items, printed.interactions].map(formatCount).join(' / '),
      ].map(cell),
    };
  });
  return {
    title: 'Statistics of the datasets, before the split',
    corner: 'dataset',
    columns: ['users', 'items', 'interactions', 'mean length', 'density', 'printed users / items / interactions'],
    rows: lines,
    notes: [],
  };
}

export function table2(rows: readonly ReportRow[]): TableView {
  const lines = places(rows).flatMap((place) =>
    MODELS.flatMap(([vanillaId, distilledId]) => {
      const [vanilla, distilled] = [rowOfBaseline(place, vanillaId), rowOfBaseline(place, distilledId)];
      if (vanilla === undefined || distilled === undefined) return [];
      const printed = TABLE_2[printedName(place) ?? ''];
      return (['ndcg', 'recall'] as const).map((metric) => {
        const [a, b] = [vanilla.metrics[`${metric}@10`], distilled.metrics[`${metric}@10`]];
        const uplift = a && b && a.mean > 0 ? share(b.mean / a.mean - 1) : MISSING;
        return {
          label: `${placeName(place)}: ${vanillaId}, ${metric === 'ndcg' ? 'NDCG' : 'Recall'}@10`,
          cells: [
            meanText(a),
            meanText(b),
            uplift,
            printedText(printed?.[vanillaId], metric),
            printedText(printed?.[distilledId], metric),
            printedUplift(printed?.[vanillaId], printed?.[distilledId], metric),
          ].map(cell),
        };
      });
    }),
  );
  return {
    title: 'With and without distillation',
    corner: 'dataset, model, metric',
    columns: ['vanilla', 'distilled', 'uplift', 'printed vanilla', 'printed distilled', 'printed uplift'],
    rows: lines,
    notes: ['Mean ± standard deviation over seeds. Whether an uplift is more than chance: seqbench compare.'],
  };
}

function printedText(printed: PrintedAccuracy | undefined, metric: keyof PrintedAccuracy): string {
  return printed === undefined ? MISSING : `${printed[metric][0].toFixed(4)} ± ${printed[metric][1].toFixed(4)}`;
}

function printedUplift(
  vanilla: PrintedAccuracy | undefined,
  distilled: PrintedAccuracy | undefined,
  metric: keyof PrintedAccuracy,
): string {
  return vanilla === undefined || distilled === undefined
    ? MISSING
    : share(distilled[metric][0] / vanilla[metric][0] - 1);
}

export function table3(rows: readonly ReportRow[]): TableView {
  const lines = places(rows).flatMap((place) => {
    const distilled = place.filter(({ baselineId, seeds }) => baselineId === 'sasrec-distilled' && seeds.length > 0);
    const settingsOf = (row: ReportRow) => row.settings as { alpha: number; beta: number | 'dynamic' };
    const alphas = [...new Set(distilled.map((row) => settingsOf(row).alpha))].sort((a, b) => a - b);
    // One alpha is no table of alphas.
    if (alphas.length < 2) return [];
    return alphas.map((alpha) => {
      const of = (isDynamic: boolean) =>
        distilled.find((row) => {
          const settings = settingsOf(row);
          return settings.alpha === alpha && (settings.beta === 'dynamic') === isDynamic;
        })?.metrics['ndcg@10'];
      const printed = printedName(place) === 'Beauty' ? TABLE_3.find((line) => line.alpha === alpha) : undefined;
      return {
        label: `${placeName(place)}: alpha ${alpha}`,
        cells: [
          meanText(of(false)),
          meanText(of(true)),
          printed?.fixed.toFixed(4) ?? MISSING,
          printed?.dynamic.toFixed(4) ?? MISSING,
        ].map(cell),
      };
    });
  });
  return {
    title: 'Distilled SASRec by alpha and beta, NDCG@10',
    corner: 'dataset, alpha',
    columns: ['beta fixed', 'beta dynamic', 'printed, fixed', 'printed, dynamic'],
    rows: lines,
    notes: [],
  };
}

const FOUR = ['idgenrec', 'sasrec', 'sasrec-distilled'] as const;

export function table4(rows: readonly ReportRow[]): TableView {
  const lines = places(rows).flatMap((place) => {
    const name = printedName(place) ?? '';
    if (rowOfBaseline(place, 'idgenrec') === undefined) return [];
    return FOUR.map((id) => {
      const printed = id === 'idgenrec' ? TABLE_4_IDGENREC[name] : TABLE_2[name]?.[id]?.ndcg[0];
      const spread = rowOfBaseline(place, id)?.metrics['ndcg@10'];
      return {
        label: `${placeName(place)}: ${id}`,
        cells: [meanText(spread), printed?.toFixed(4) ?? MISSING].map(cell),
      };
    });
  });
  return {
    title: 'Generation beside scoring, NDCG@10',
    corner: 'dataset, model',
    columns: ['here', 'printed'],
    rows: lines,
    notes: [],
  };
}

export function table5(rows: readonly ReportRow[]): TableView {
  const boards = boardsOf(rows);
  // Only seconds of one board are seconds of one machine, engine and way of measuring.
  const lines = boards.flatMap((board) => {
    const base = rowOfBaseline(board.rows, 'sasrec');
    const printed = TABLE_5[printedName(board.rows) ?? ''];
    if (base === undefined) return [];
    return FOUR.flatMap((id) => {
      const row = rowOfBaseline(board.rows, id);
      if (row === undefined) return [];
      const [train, inference] = [row.costs.trainSecondsPerEpoch?.median, row.costs.inferenceSeconds?.median];
      const [baseTrain, baseInference] = [base.costs.trainSecondsPerEpoch?.median, base.costs.inferenceSeconds?.median];
      const theirs = printed?.[id];
      const theirBase = printed?.['sasrec'];
      return [
        {
          label: `${boardName(board, boards)}: ${id}`,
          cells: [
            secondsText(train),
            ratioText(train, baseTrain),
            secondsText(inference),
            ratioText(inference, baseInference),
            ratioText(theirs?.[0], theirBase?.[0]),
            ratioText(theirs?.[1], theirBase?.[1]),
          ].map(cell),
        },
      ];
    });
  });
  return {
    title: 'Time of one training epoch and of inference over the test set',
    corner: 'dataset, model',
    columns: ['training', 'to SASRec', 'inference', 'to SASRec', 'printed ratio, training', 'printed ratio, inference'],
    rows: lines,
    notes: ["Medians over seeds. Printed seconds are of other hardware, so that only the paper's ratios stand here."],
  };
}

function secondsText(seconds: number | undefined): string {
  return seconds === undefined ? MISSING : `${formatSignificant(seconds)} s`;
}

function ratioText(value: number | undefined, base: number | undefined): string {
  return value === undefined || base === undefined || base === 0 ? MISSING : `${(value / base).toFixed(2)}x`;
}

/** Data and protocol, and where several boards have these also the machine and what computed there. */
function boardName(board: Board, boards: readonly Board[]): string {
  const name = placeName(board.rows);
  if (boards.filter((other) => placeName(other.rows) === name).length === 1) return name;
  const { machine } = board.rows[0]!.sample;
  const engine = board.rows.find((row) => row.engine !== null)?.engine;
  return [name, machine.id, ...(engine ? [`${engine.name} on ${engine.threads} threads`] : [])].join(', ');
}

/** One after the other in one table, for only rows of one board share a machine. */
function breakEven(rows: readonly ReportRow[]): TableView | null {
  const boards = boardsOf(rows);
  const views = boards.flatMap((board) => {
    const view = breakEvenTable(board);
    const named = view?.rows.map((row) => ({ ...row, label: `${boardName(board, boards)}: ${row.label}` }));
    return view && named ? [{ ...view, rows: named }] : [];
  });
  const [first] = views;
  if (first === undefined) return null;
  const notes = [...new Set(views.flatMap((view) => view.notes))];
  return { ...first, rows: views.flatMap((view) => view.rows), notes };
}

/** Tables that the rows have figures for. */
export function paperTables(rows: readonly ReportRow[]): PaperTable[] {
  const numbered = [table1, table2, table3, table4, table5].map((make, index) => ({
    id: `table${index + 1}`,
    number: `Table ${index + 1}`,
    view: make(rows),
  }));
  const view = breakEven(rows);
  const all = view === null ? numbered : [...numbered, { id: 'break-even', number: null, view }];
  return all.filter((table) => table.view.rows.length > 0);
}
