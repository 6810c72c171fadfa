/** After how many requests distillation has paid for itself beside models that write their answers. */
import { rowOfBaseline } from './baselineRow.ts';
import type { Board } from './boards.ts';
import { breakEven, type CostFigures } from './breakEven.ts';
import { formatCount, formatMilliseconds, formatSignificant, MISSING } from './formatNumber.ts';
import type { ReportRow } from './rows.ts';
import type { TableView } from './tableView.ts';

const DISTILLED = /-distilled$/u;
const GENERATING = /^idgenrec(?:-|$)/u;

function costsOf({ costs }: ReportRow): CostFigures {
  return Object.fromEntries(Object.entries(costs).map(([id, spread]) => [id, spread?.median ?? null]));
}

function signed(value: number, text: (value: number) => string): string {
  return `${value < 0 ? '−' : ''}${text(Math.abs(value))}`;
}

interface Pair {
  readonly distilled: ReportRow;
  readonly plain: ReportRow | undefined;
  readonly generating: ReportRow;
}

function cellsOf({ distilled, plain, generating }: Pair): string[] {
  const found = plain && breakEven(costsOf(distilled), costsOf(plain), costsOf(generating));
  if (!found) return [MISSING, MISSING, MISSING, MISSING];
  const { profileSeconds, trainingSeconds, secondsPerRequest, requests } = found;
  return [
    `${formatSignificant(profileSeconds)} s`,
    signed(trainingSeconds, (seconds) => `${formatSignificant(seconds)} s`),
    signed(secondsPerRequest * 1000, (milliseconds) => formatMilliseconds(milliseconds, milliseconds)),
    requests === null ? 'never' : formatCount(requests),
  ];
}

function loggingNotes({ label, settings }: ReportRow): string[] {
  const { logDistillation } = settings as { readonly logDistillation?: unknown };
  if (logDistillation === undefined || logDistillation === false) return [];
  return [`${label} logged its distance from the profiles, which made its own training longer.`];
}

/** Why a distilled row has no figures, or in what they are off. */
function gapNotes({ distilled, plain }: Pair): string[] {
  const plainId = distilled.baselineId.replace(DISTILLED, '');
  if (plain === undefined) {
    return [`${distilled.label}: no single ${plainId} beside it, so what distillation adds to training is not known.`];
  }
  if (distilled.costs.profileSeconds !== null) return loggingNotes(plain);
  return [`${distilled.label}: what making its profiles took was not measured, as of imported ones it never is.`];
}

/** Null where a board has not both kinds of model. */
export function breakEvenTable({ rows }: Board): TableView | null {
  const finished = rows.filter(({ seeds }) => seeds.length > 0);
  const generating = finished.filter(({ baselineId }) => GENERATING.test(baselineId));
  const pairs = finished
    .filter(({ baselineId }) => DISTILLED.test(baselineId))
    .flatMap((distilled) => {
      const plain = rowOfBaseline(finished, distilled.baselineId.replace(DISTILLED, ''));
      return generating.map((own): Pair => ({ distilled, plain, generating: own }));
    });
  if (pairs.length === 0) return null;
  return {
    title: 'Break-even of distillation',
    corner: 'distilled, beside',
    columns: ['profiles', 'training adds', 'a request saves', 'requests to pay'],
    rows: pairs.map((pair) => ({
      label: `${pair.distilled.label}, ${pair.generating.label}`,
      cells: cellsOf(pair).map((text) => ({ text, isBest: false })),
    })),
    notes: [
      'Requests after which the time that profiles took, and training more than without distillation, is won back, as a single ' +
        'request (p50) takes less than one to the model beside it. Neither the training of that model nor accuracy is counted.',
      ...new Set(pairs.flatMap(gapNotes)),
    ],
  };
}
