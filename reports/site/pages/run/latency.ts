/** How long answers took: the samples themselves, and the scenarios under load where they were measured. */
import type { CompletedRecord } from '../../../../harness/records/record.ts';
import { percentile } from '../../../../src/statistics/percentile.ts';
import { formatCost, formatCount, formatRate, formatSignificant, MISSING } from '../../../formatNumber.ts';
import { histogramPlot, logBins } from '../../view/plots/histogramPlot.ts';
import { linePlot } from '../../view/plots/linePlot.ts';
import { markup, type Markup } from '../../view/markup.ts';
import { plotFigure } from '../plotFigure.ts';
import { RUN_PLOT_SIZE, seedLabel, type RowContext } from './rowContext.ts';

const BINS = 48;
const PERCENTILES = [
  ['p50', 0.5],
  ['p90', 0.9],
  ['p99', 0.99],
] as const;

type Scenarios = NonNullable<CompletedRecord['scenarios']>;
type Interval = { readonly value: number; readonly low: number | null; readonly high: number | null } | null;

function milliseconds(value: number): string {
  return formatCost(value, 'milliseconds');
}

function histogram({ row, requestSeconds }: RowContext): Markup | null {
  const known = requestSeconds.filter((samples) => samples !== null);
  if (known.length === 0) return null;
  const sorted = Float64Array.from(known.flatMap((samples) => [...samples].map((seconds) => seconds * 1000))).sort();
  const bins = logBins(sorted, BINS);
  const marks = PERCENTILES.map(([label, share]) => ({ label, value: percentile(sorted, share) }));
  const svg = histogramPlot({
    name: `Latency of single requests to ${row.label}`,
    bins,
    marks,
    xTitle: 'a single request (log)',
    yTitle: 'requests',
    format: milliseconds,
    size: RUN_PLOT_SIZE,
  });
  const shown = marks.map(({ label, value }) => `${label} ${milliseconds(value)}`).join(', ');
  return plotFigure({
    title: 'Single requests',
    svg,
    caption: `${formatCount(sorted.length)} requests${known.length > 1 ? ` of ${known.length} seeds` : ''}, warm, one after the other: ${shown}.`,
    table: {
      heads: ['from ms', 'to ms', 'requests'],
      rows: bins
        .filter(({ count }) => count > 0)
        .map(({ from, to, count }) => [
          { text: formatSignificant(from), value: from },
          { text: formatSignificant(to), value: to },
          { text: String(count), value: count },
        ]),
    },
  });
}

function intervalText(interval: Interval, format: (value: number) => string): string {
  if (!interval) return MISSING;
  const { value, low, high } = interval;
  return low === null || high === null ? format(value) : `${format(value)} (${format(low)} to ${format(high)})`;
}

const SCENARIO_PARTS = [
  ['singleStream', 'one request at a time'],
  ['offline', 'the whole test set, by batch'],
  ['server', 'requests that arrive at random'],
] as const;

function scenarioRows(record: CompletedRecord, scenarios: Scenarios): Markup[] {
  return SCENARIO_PARTS.flatMap(([part, label]) => {
    const scenario = scenarios[part];
    if (!scenario) return [];
    const { p50, p90, p99, p999 } = scenario.latencyMilliseconds;
    const { isValid, reason } = scenario.validity;
    const blockSize = 'blockSize' in scenario ? scenario.blockSize : 1;
    const samples = blockSize > 1 ? `means of ${blockSize} requests each` : 'samples';
    return markup`<tr><th scope="row">${label}<span class="about">${seedLabel(record)}, ${formatCount(scenario.sampleCount)} ${samples}</span></th>
      ${[p50, p90, p99, p999].map((interval) => markup`<td>${intervalText(interval, milliseconds)}</td>`)}
      <td>${intervalText(scenario.perSecond, formatRate)}</td>
      <td class="${!isValid && 'warn'}">${isValid ? 'valid' : `NOT VALID: ${reason ?? 'no reason given'}`}</td></tr>`;
  });
}

function scenarioTable({ completed }: RowContext): Markup | null {
  const rows = completed.flatMap((record) => (record.scenarios ? scenarioRows(record, record.scenarios) : []));
  if (rows.length === 0) return null;
  return markup`<h3>Scenarios</h3><div class="scroll" role="region" tabindex="0" aria-label="Scenarios"><table class="figures">
    <thead><tr><th scope="col">Scenario</th><th scope="col" class="number">p50</th><th scope="col" class="number">p90</th>
      <th scope="col" class="number">p99</th><th scope="col" class="number">p99.9</th>
      <th scope="col" class="number">per second</th><th scope="col">validity</th></tr></thead>
    <tbody>${rows}</tbody></table></div>`;
}

function underLoad({ row, completed }: RowContext): Markup | null {
  const servers = completed.flatMap((record) =>
    record.scenarios?.server ? [{ record, server: record.scenarios.server }] : [],
  );
  const [first] = servers;
  if (!first || first.server.trials.length === 0) return null;
  const tail = `p${first.server.tailShare * 100}`;
  const trialsOf = (server: typeof first.server) =>
    [...server.trials].sort((a, b) => a.offeredPerSecond - b.offeredPerSecond);
  const svg = linePlot({
    name: `Latency of ${row.label} by requests per second`,
    lines: servers.map(({ record, server }, series) => ({
      label: seedLabel(record),
      series,
      points: trialsOf(server).map((trial) => ({
        x: trial.offeredPerSecond,
        y: trial.tailMilliseconds,
        text: `${formatRate(trial.offeredPerSecond)} requests per second\n${tail} ${milliseconds(trial.tailMilliseconds)}`,
      })),
    })),
    limit: first.server.limitMilliseconds,
    x: { title: 'requests per second (log)', kind: 'log', format: formatRate },
    y: { title: `${tail} (log)`, kind: 'log', format: milliseconds },
    size: RUN_PLOT_SIZE,
  });
  return plotFigure({
    title: 'Under load',
    svg,
    caption: `Dashed: the limit of ${milliseconds(first.server.limitMilliseconds)} that ${tail} has to stay under.`,
    table: {
      heads: ['seed', 'requests per second', `${tail} ms`, 'within the limit'],
      rows: servers.flatMap(({ record, server }) =>
        trialsOf(server).map((trial) => [
          String(record.seed),
          { text: formatRate(trial.offeredPerSecond), value: trial.offeredPerSecond },
          { text: formatSignificant(trial.tailMilliseconds), value: trial.tailMilliseconds },
          trial.holds ? 'yes' : 'no',
        ]),
      ),
    },
  });
}

export function latencySection(context: RowContext): Markup | null {
  const figures = [histogram(context), underLoad(context)].filter((figure) => figure !== null);
  const table = scenarioTable(context);
  if (figures.length === 0 && !table) return null;
  return markup`<section class="block" aria-labelledby="latency"><h2 id="latency">Latency</h2>
    ${figures.length > 0 && markup`<div class="plots">${figures}</div>`}${table}</section>`;
}
