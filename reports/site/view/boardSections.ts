/** The body of the board's page: a section for each set of rows that may be compared. The same on server and in browser. */
import type { BoardData } from './boardData.ts';
import { frontAnswers } from './boardFront.ts';
import { plotFigure } from './boardPlot.ts';
import type { BoardState } from './boardState.ts';
import { boardTable, tableNotes } from './boardTable.ts';
import { markup, type Markup } from './markup.ts';
import type { PlotSize } from './plots/frame.ts';
import { visibleSets, type VisibleSet } from './visibleSets.ts';

/** Further ones are named, to be chosen. */
const MOST_SETS = 6;

function tags(set: VisibleSet): Markup {
  const [source] = set.sources as [VisibleSet['sources'][number]];
  const several = (what: string, values: readonly string[]) => {
    const count = new Set(values).size;
    return count > 1 ? `${count} ${what}` : null;
  };
  const machine =
    several(
      'machines',
      set.sources.map((one) => one.machine),
    ) ?? source.machine;
  const engine =
    several(
      'engines',
      set.sources.map((one) => one.engine),
    ) ?? source.engine;
  return markup`<ul class="tags" id="tags-${set.id}">${set.isSimulated && markup`<li class="warn">simulated data, not real users</li>`}
    <li>${engine}</li><li>${machine}</li></ul>`;
}

function facts(set: VisibleSet): Markup {
  return markup`${set.sources.map(
    (source) => markup`<details class="facts"><summary>What is the same for all these rows</summary>
      <dl>${source.facts.map(({ label, text }) => markup`<div><dt>${label}</dt><dd><bdi>${text}</bdi></dd></div>`)}</dl></details>`,
  )}`;
}

function warnings(set: VisibleSet): Markup | null {
  const lines = [...new Set(set.sources.flatMap((source) => source.warnings))];
  if (lines.length === 0) return null;
  return markup`<details class="facts warnings"><summary>${lines.length === 1 ? '1 warning' : `${lines.length} warnings`}</summary>
    <ul>${lines.slice(0, 200).map((line) => markup`<li><bdi>${line}</bdi></li>`)}</ul></details>`;
}

function section(data: BoardData, state: BoardState, set: VisibleSet, size: PlotSize): Markup {
  const plot = plotFigure(data, state, set, size);
  return markup`<section class="set" aria-labelledby="set-${set.id} tags-${set.id}">
    <header><h2 id="set-${set.id}"><bdi>${set.dataset}</bdi> <span class="protocol"><bdi>${set.protocol}</bdi></span></h2>${tags(set)}</header>
    ${plot && markup`<div class="pair">${plot}${frontAnswers(data, state, set)}</div>`}
    ${boardTable(data, state, set)}
    <p class="notes">${tableNotes(data, state).join(' ')}</p>
    ${warnings(set)}${facts(set)}</section>`;
}

/** A link that chooses one set. */
export function chooseHref(set: VisibleSet['sources'][number]): string {
  const { dataset, protocol, engine, machine } = set;
  return `#${new URLSearchParams({ dataset, protocol, engine, machine }).toString()}`;
}

function furtherSets(sets: readonly VisibleSet[]): Markup {
  return markup`<section class="further" aria-labelledby="further"><h2 id="further">${sets.length} more boards</h2>
    <ul>${sets.map(({ sources, ordered }) => {
      const [source] = sources as [VisibleSet['sources'][number]];
      return markup`<li><a href="${chooseHref(source)}"><bdi>${source.dataset}</bdi>, <bdi>${source.protocol}</bdi></a>
        <span class="about">${ordered.length} rows · ${source.engine} · ${source.machine}</span></li>`;
    })}</ul></section>`;
}

export function boardSections(data: BoardData, state: BoardState, size: PlotSize): Markup {
  const sets = visibleSets(data, state);
  if (sets.length === 0) return markup`<p class="empty">No board has all of these.</p>`;
  const shown = sets.slice(0, MOST_SETS);
  const further = sets.slice(MOST_SETS);
  return markup`
    ${sets.length > 1 && markup`<p class="notes">${sets.length} boards: their data, split, protocol, engine or machine differ, so they share no table.</p>`}
    ${shown.map((set) => section(data, state, set, size))}
    ${further.length > 0 && furtherSets(further)}`;
}
