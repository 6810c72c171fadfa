/** How each baseline of a board answers under load, one column per baseline; null where no record has scenarios. */
import { canonicalJson } from '../src/canonicalJson.ts';
import { SCENARIO_FIGURES, type ScenarioFigureDefinition } from '../src/metrics/scenarioFigure.ts';
import type { Board } from './boards.ts';
import { columnNames } from './columnNames.ts';
import { formatCount, formatMilliseconds, formatRate, formatSignificant, MISSING } from './formatNumber.ts';
import type { ReportRow } from './rows.ts';
import { figureOfSeeds, voidReason, type FigureInterval, type ScenarioPart } from './scenarioFigures.ts';
import type { TableCell, TableView } from './tableView.ts';

const VOID = 'void';

function format(value: number, unit: ScenarioFigureDefinition['unit'], scale: number): string {
  switch (unit) {
    case 'milliseconds':
      return formatMilliseconds(value, scale);
    case 'seconds':
      return formatMilliseconds(value * 1000, scale * 1000);
    case 'per second':
      return formatRate(value);
    default:
      return formatSignificant(value);
  }
}

function intervalText({ value, low, high }: FigureInterval, unit: ScenarioFigureDefinition['unit']): string {
  const text = format(value, unit, value);
  if (low === null || high === null) return text;
  // The unit stands once.
  const ends = [low, high].map((end) => format(end, unit, value).split(' ')[0]);
  return `${text} [${ends.join(', ')}]`;
}

function settingsKey(part: ScenarioPart): string {
  return canonicalJson(part.session.settings ?? null);
}

/** Parts that were measured alike: with the settings of the board's first. */
function comparableParts(rows: readonly ReportRow[]): Map<ReportRow, readonly ScenarioPart[]> {
  const first = rows.flatMap((row) => row.scenarios)[0];
  return new Map(
    rows.map((row) => [row, row.scenarios.filter((part) => settingsKey(part) === (first && settingsKey(first)))]),
  );
}

function cellOf(parts: readonly ScenarioPart[], figure: (typeof SCENARIO_FIGURES)[number]): TableCell {
  const interval = figureOfSeeds(parts, figure.id);
  if (interval === null) {
    const isVoid = parts.some((part) => voidReason(part, figure.scenario) !== null);
    return { text: isVoid ? VOID : MISSING, isBest: false };
  }
  const isAtLeast = figure.id === 'server.perSecond' && parts.some((part) => part.server?.isCapped === true);
  return { text: `${isAtLeast ? '≥ ' : ''}${intervalText(interval, figure.unit)}`, isBest: false };
}

function rowLabel({ id, scenario, label }: (typeof SCENARIO_FIGURES)[number], part: ScenarioPart): string {
  if (id !== 'server.perSecond' || part.server === null) return `${scenario}, ${label}`;
  const { tailShare, limitMilliseconds } = part.server;
  return `${scenario}, ${label} with p${Number((tailShare * 100).toFixed(3))} ≤ ${limitMilliseconds} ms`;
}

/** What measuring costs, beside the quickest request that was measured, and what was timed in blocks to keep that low. */
function overheadNote(parts: ReadonlyMap<ReportRow, readonly ScenarioPart[]>): string[] {
  const requests = [...parts].flatMap(([row, own]) => {
    const p50 = figureOfSeeds(own, 'singleStream.p50Milliseconds');
    const blockSize = own[0]?.singleStream?.blockSize ?? 1;
    return p50 === null ? [] : [{ label: row.label, milliseconds: p50.value, blockSize }];
  });
  const session = [...parts.values()].flat()[0]?.session;
  const empty = session?.emptyRequestMilliseconds ?? null;
  if (empty === null || requests.length === 0) return [];
  const cheapest = requests.reduce((a, b) => (a.milliseconds <= b.milliseconds ? a : b));
  const share = (milliseconds: number) => `${formatSignificant((100 * milliseconds) / cheapest.milliseconds)} %`;
  const cost = formatMilliseconds(empty.value, empty.value);
  const known =
    empty.low === null || empty.high === null
      ? ''
      : `, which leaves an error of ${share((empty.high - empty.low) / 2)} of that request`;
  const clock = session?.clockMilliseconds ?? null;
  const blocks = requests.filter(({ blockSize }) => blockSize > 1);
  if (clock === null) {
    return [
      `Measuring itself costs ${cost} a request (a baseline that computes nothing), ${share(empty.value)} of the cheapest, ` +
        `${cheapest.label}; single-stream figures are net of it${known}.`,
    ];
  }
  const clockShare = clock / cheapest.blockSize;
  return [
    `Measuring itself, a look at the clock, costs ${formatMilliseconds(clockShare, clockShare)} a request, ` +
      `${share(clockShare)} of the cheapest, ${cheapest.label}. Calling a baseline that computes nothing and awaiting its ` +
      `answer takes ${cost}, whoever calls. Single-stream figures are net of both${known}.`,
    ...(blocks.length === 0
      ? []
      : [
          `Too quick to be timed alone: ${blocks.map(({ label, blockSize }) => `${label} (blocks of ${blockSize} requests)`).join(', ')}; ` +
            'their single-stream percentiles are of the means of blocks, which hide a single slow request.',
        ]),
  ];
}

/** What the machine's own speed did meanwhile, in the session in which it changed most. */
function driftNote(parts: readonly ScenarioPart[]): string[] {
  const spans = parts.flatMap(({ session: { calibration } }) => {
    const times = calibration.map(({ microseconds }) => microseconds);
    return times.length === 0 ? [] : [Math.max(...times) / Math.min(...times)];
  });
  if (spans.length === 0) return [];
  return [
    `The same work, repeated between the rounds, took up to ${formatSignificant(100 * (Math.max(...spans) - 1))} % longer ` +
      'at one time than at another: so much did the machine itself change. `compare` and `regress` divide it out.',
  ];
}

/** Rows are measured in turns so that all meet the same machine; those of different sessions did not. */
function sessionNote(parts: ReadonlyMap<ReportRow, readonly ScenarioPart[]>): string[] {
  const groups = new Map<string, string[]>();
  for (const [{ label }, own] of parts) {
    if (own.length === 0) continue;
    const sessions = own
      .map(({ session }) => session.id)
      .sort()
      .join();
    groups.set(sessions, [...(groups.get(sessions) ?? []), label]);
  }
  if (groups.size < 2) return [];
  const together = [...groups.values()].map((labels) => labels.join(', ')).join('; ');
  return [`DIFFERENT SESSIONS, at other times: only these were measured in turns with one another: ${together}.`];
}

function sampleNote(parts: readonly ScenarioPart[]): string {
  const counts = parts.map(({ singleStream, offline, server }) => [singleStream, offline, server]);
  const range = (place: number, what: string) => {
    const present = counts.map((part) => part[place]).filter((part) => part !== null && part !== undefined);
    if (present.length === 0) return [];
    const samples = present.map(({ sampleCount }) => sampleCount);
    const [least, most] = [Math.min(...samples), Math.max(...samples)].map(formatCount);
    return [`${least === most ? least! : `${least!} to ${most!}`} ${what}`];
  };
  const all = [...range(0, 'single requests'), ...range(1, 'batches'), ...range(2, 'requests to a server')];
  return `Samples of each baseline: ${all.join(', ')}. [ ]: 95 % interval by bootstrap over rounds.`;
}

export function latencyTable(board: Board): TableView | null {
  const { rows } = board;
  const parts = comparableParts(rows);
  const measured = [...parts.values()].flat();
  const [sample] = measured;
  if (sample === undefined) return null;
  const reasons = rows.flatMap((row) =>
    (['single-stream', 'offline', 'server'] as const).flatMap((scenario) =>
      [...new Set(parts.get(row)!.map((part) => voidReason(part, scenario)))].flatMap((reason) =>
        reason === null ? [] : [`${VOID}: ${row.label}, ${scenario}: ${reason}.`],
      ),
    ),
  );
  const others = rows.filter((row) => row.scenarios.length > parts.get(row)!.length);
  const hasSeveralSeeds = [...parts.values()].some((own) => own.length > 1);
  return {
    title: 'Latency',
    corner: 'scenario',
    columns: columnNames(board),
    rows: SCENARIO_FIGURES.map((figure) => ({
      label: rowLabel(figure, sample),
      cells: rows.map((row) => cellOf(parts.get(row)!, figure)),
    })).filter(({ cells }) => cells.some(({ text }) => text !== MISSING)),
    notes: [
      sampleNote(measured),
      ...(hasSeveralSeeds ? ['Of several seeds the median is shown, with the widest interval.'] : []),
      ...overheadNote(parts),
      ...driftNote(measured),
      ...reasons,
      ...sessionNote(parts),
      ...others.map((row) => `${row.label} was also measured with other settings, which are not shown here.`),
    ],
  };
}
