/** All figures of a row: over its seeds, and for each of them. */
import { MISSING } from '../../../formatNumber.ts';
import type { Spread } from '../../../spread.ts';
import { formatFigure, type Figure } from '../../view/figures.ts';
import { markup, type Markup } from '../../view/markup.ts';
import type { RowContext } from './rowContext.ts';

function spreadOf({ row }: RowContext, figure: Figure): Spread | null {
  const figures: Readonly<Record<string, Spread | null>> = figure.kind === 'cost' ? row.costs : row.metrics;
  return figures[figure.id] ?? null;
}

function seedValues({ completed }: RowContext, { kind, id }: Figure): (number | null)[] {
  return completed.map((record) => {
    const values: Readonly<Record<string, number | null>> = kind === 'cost' ? record.costs : record.metrics;
    return values[id] ?? null;
  });
}

function summary(spread: Spread, figure: Figure): string {
  const text = (value: number) => formatFigure(value, figure);
  if (figure.kind === 'cost') {
    const isAlike = text(spread.min) === text(spread.max);
    return isAlike ? text(spread.median) : `${text(spread.median)} (${text(spread.min)} to ${text(spread.max)})`;
  }
  return spread.sd === null ? text(spread.mean) : `${text(spread.mean)} ± ${text(spread.sd)}`;
}

function interval({ low, high }: Spread, figure: Figure): string {
  return low === null || high === null ? MISSING : `${formatFigure(low, figure)} to ${formatFigure(high, figure)}`;
}

function figureTable(context: RowContext, title: string, figures: readonly Figure[], overSeeds: string): Markup | null {
  const shown = figures.filter((figure) => spreadOf(context, figure) !== null);
  if (shown.length === 0) return null;
  const hasInterval = shown.some((figure) => figure.kind !== 'cost') && context.completed.length > 1;
  const seeds = context.completed.length > 1 ? context.completed : [];
  return markup`<div><h3>${title}</h3><div class="scroll" role="region" tabindex="0" aria-label="${title}"><table class="figures">
    <thead><tr><th scope="col">Figure</th><th scope="col" class="number">${overSeeds}</th>
      ${hasInterval && markup`<th scope="col" class="number">95 % interval of the mean</th>`}
      ${seeds.map(({ seed }) => markup`<th scope="col" class="number">seed ${seed}</th>`)}</tr></thead>
    <tbody>${shown.map((figure) => {
      const spread = spreadOf(context, figure)!;
      return markup`<tr><th scope="row" title="${figure.meaning}">${figure.label}</th><td>${summary(spread, figure)}</td>
        ${hasInterval && markup`<td>${interval(spread, figure)}</td>`}
        ${
          seeds.length > 0 &&
          seedValues(context, figure).map(
            (value) => markup`<td>${value === null ? MISSING : formatFigure(value, figure)}</td>`,
          )
        }</tr>`;
    })}</tbody></table></div></div>`;
}

export function figureTables(context: RowContext): Markup | null {
  const { figures, completed } = context;
  if (completed.length === 0) return null;
  const isSingle = completed.length === 1;
  const ofKind = (kinds: readonly string[]) => figures.filter(({ kind }) => kinds.includes(kind));
  return markup`<section class="block" aria-labelledby="figures"><h2 id="figures">Figures</h2>
    <div class="tables">${figureTable(context, 'Accuracy and lists', ofKind(['accuracy', 'lists']), isSingle ? 'one seed' : 'mean ± standard deviation')}
    ${figureTable(context, 'Cost', ofKind(['cost']), isSingle ? 'one seed' : 'median (least to most)')}</div>
    <p class="notes">What each of them is: <a href="../protocol.html">protocol</a>.</p></section>`;
}
