/** Answers from the Pareto front: what each budget buys, the best under a limit, the cheapest above a floor. */
import { figureOf, rangeOf, type BoardData, type Range } from './boardData.ts';
import type { BoardState } from './boardState.ts';
import { formatFigure, isBetter, type Figure } from './figures.ts';
import { markup, type Markup } from './markup.ts';
import { paretoFront } from './pareto.ts';
import type { VisibleSet } from './visibleSets.ts';

interface Candidate {
  readonly row: number;
  readonly cost: Range;
  readonly accuracy: Range;
}

interface Axes {
  readonly cost: Figure;
  readonly accuracy: Figure;
}

export function chosenAxes(data: BoardData, state: BoardState): Axes | null {
  const [cost, accuracy] = [figureOf(data, state.cost), figureOf(data, state.accuracy)];
  return cost && accuracy && { cost, accuracy };
}

export function candidates(data: BoardData, rows: readonly number[], { cost, accuracy }: Axes): Candidate[] {
  return rows.flatMap((row) => {
    const [spent, reached] = [rangeOf(data, cost.id, row), rangeOf(data, accuracy.id, row)];
    return spent && reached ? [{ row, cost: spent, accuracy: reached }] : [];
  });
}

/** Null where nothing stays within the limit. Equals go to the cheaper. */
export function bestWithin(found: readonly Candidate[], limit: number, { cost, accuracy }: Axes): Candidate | null {
  const within = found.filter((one) => !isBetter(limit, one.cost.value, cost));
  return within.reduce<Candidate | null>((best, one) => {
    if (best === null || isBetter(one.accuracy.value, best.accuracy.value, accuracy)) return one;
    const isEqual = one.accuracy.value === best.accuracy.value;
    return isEqual && isBetter(one.cost.value, best.cost.value, cost) ? one : best;
  }, null);
}

export function cheapestAbove(found: readonly Candidate[], floor: number, { cost, accuracy }: Axes): Candidate | null {
  const above = found.filter((one) => !isBetter(floor, one.accuracy.value, accuracy));
  return above.reduce<Candidate | null>((best, one) => {
    if (best === null || isBetter(one.cost.value, best.cost.value, cost)) return one;
    const isEqual = one.cost.value === best.cost.value;
    return isEqual && isBetter(one.accuracy.value, best.accuracy.value, accuracy) ? one : best;
  }, null);
}

function link(data: BoardData, { row }: Candidate): Markup {
  const { id, label, distinction } = data.rows[row]!;
  return markup`<a href="runs/${id}.html"><bdi>${label}</bdi></a>${distinction !== '' && markup` <span class="about"><bdi>${distinction}</bdi></span>`}`;
}

function answer(question: string, found: Candidate | null, data: BoardData, { cost, accuracy }: Axes): Markup {
  if (!found) return markup`<p class="answer"><b>${question}</b> None of these.</p>`;
  return markup`<p class="answer"><b>${question}</b> ${link(data, found)}:
    ${accuracy.label} ${formatFigure(found.accuracy.value, accuracy)}, ${cost.label} ${formatFigure(found.cost.value, cost)}.</p>`;
}

function askedAnswers(data: BoardData, state: BoardState, found: readonly Candidate[], axes: Axes): Markup[] {
  const { cost, accuracy } = axes;
  const [under, above] = [
    cost.better === 'lower' ? 'under' : 'above',
    accuracy.better === 'higher' ? 'above' : 'under',
  ];
  const answers: Markup[] = [];
  if (state.limit !== null) {
    const question = `Best ${accuracy.label} with ${cost.label} ${under} ${formatFigure(state.limit, cost)}:`;
    answers.push(answer(question, bestWithin(found, state.limit, axes), data, axes));
  }
  if (state.floor !== null) {
    const question = `Cheapest by ${cost.label} with ${accuracy.label} ${above} ${formatFigure(state.floor, accuracy)}:`;
    answers.push(answer(question, cheapestAbove(found, state.floor, axes), data, axes));
  }
  return answers;
}

/** Long fronts are told from their accurate end. */
const MOST_STEPS = 12;

export function frontAnswers(data: BoardData, state: BoardState, set: VisibleSet): Markup | null {
  const axes = chosenAxes(data, state);
  if (!axes) return null;
  const found = candidates(data, set.members, axes);
  if (found.length === 0) return null;
  const { cost, accuracy } = axes;
  const { front } = paretoFront(found, { cost: cost.better, accuracy: accuracy.better });
  const steps = front.map((place) => found[place]!);
  const best = steps.at(-1)!.accuracy.value;
  const shown = steps.slice(-MOST_STEPS);
  return markup`<div class="answers" aria-live="polite">${askedAnswers(data, state, found, axes)}
    <h3>What each budget buys</h3>
    <table class="front"><thead><tr><th scope="col">${cost.label}</th><th scope="col">best model</th>
      <th scope="col" class="number">${accuracy.label}</th><th scope="col" class="number">of the best</th></tr></thead>
    <tbody>${shown.map((step) => {
      const share = best === 0 ? '' : `${Math.round((step.accuracy.value / best) * 100)} %`;
      return markup`<tr><td>${formatFigure(step.cost.value, cost)}</td><td>${link(data, step)}</td>
        <td class="number">${formatFigure(step.accuracy.value, accuracy)}</td><td class="number">${share}</td></tr>`;
    })}</tbody></table>
    ${steps.length > shown.length && markup`<p class="about">The ${shown.length} most accurate of ${steps.length} steps.</p>`}</div>`;
}
