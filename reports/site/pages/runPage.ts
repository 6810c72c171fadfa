/** The page of a row: its figures, its training, for whom it works, how fast it answers, and where all of it is from. */
import { provenanceText } from '../../provenance.ts';
import { mainMetric } from '../../mainMetric.ts';
import { formatFigure, type Figure } from '../view/figures.ts';
import { markup, type Markup } from '../view/markup.ts';
import { exampleSection } from './run/examples.ts';
import { figureTables } from './run/figureTables.ts';
import { groupPlots } from './run/groupPlots.ts';
import { latencySection } from './run/latency.ts';
import { learningCurves } from './run/learningCurves.ts';
import { failures, provenance } from './run/provenance.ts';
import type { RowContext } from './run/rowContext.ts';

const CARD_COSTS = ['singleStreamP50Milliseconds', 'usersPerSecond', 'fitSeconds', 'peakMemoryBytes'];

function card({ row }: RowContext, figure: Figure): Markup | null {
  const spread = figure.kind === 'cost' ? row.costs[figure.id as keyof typeof row.costs] : row.metrics[figure.id];
  if (!spread) return null;
  const value = figure.kind === 'cost' ? spread.median : spread.mean;
  const around = figure.kind === 'cost' || spread.sd === null ? '' : ` ± ${formatFigure(spread.sd, figure)}`;
  return markup`<li><b>${formatFigure(value, figure)}</b><span>${figure.label}${around}</span></li>`;
}

function cards(context: RowContext): Markup | null {
  const { figures, row, completed } = context;
  if (completed.length === 0) return null;
  const accuracy = mainMetric([row]);
  const ids = [accuracy, accuracy.replace('ndcg', 'recall'), ...CARD_COSTS];
  return markup`<ul class="cards">${ids.map((id) => {
    const figure = figures.find((one) => one.id === id);
    return figure && card(context, figure);
  })}</ul>`;
}

export interface RunPageInput {
  readonly context: RowContext;
  readonly id: string;
  readonly distinction: string;
  readonly engine: string;
  readonly machine: string;
}

export function runContent({ context, id, distinction, engine, machine }: RunPageInput): Markup {
  const { row } = context;
  const { dataset, protocol } = row.sample;
  const compare = `../compare.html#${new URLSearchParams({ a: id }).toString()}`;
  return markup`<h1><bdi>${row.label}</bdi> <span class="protocol">on <bdi>${dataset.name}</bdi></span></h1>
    <p class="lede"><bdi>${row.summary}</bdi> ${distinction !== '' && markup`<bdi>${distinction}</bdi>`}</p>
    <ul class="tags">${dataset.isSimulated && markup`<li class="warn">simulated data, not real users</li>`}
      <li><bdi>${protocol}</bdi></li><li>${engine}</li><li><bdi>${machine}</bdi></li>
      <li>${row.seeds.length === 1 ? '1 seed' : `${row.seeds.length} seeds`}</li>
      <li class="${row.provenance.grade === 'figures-only' && 'warn'}"><bdi>${provenanceText(row.provenance)}</bdi></li></ul>
    ${cards(context)}
    <p class="needs-script"><a href="${compare}">Compare with another model, user by user</a></p>
    ${failures(context)}${groupPlots(context)}${learningCurves(context)}${latencySection(context)}${exampleSection(context)}
    ${figureTables(context)}${provenance(context)}`;
}
