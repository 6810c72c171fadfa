/** A few test cases in words: what the user had, what came next, what the model would have shown. */
import type { ExampleCase, ExampleItem } from '../../../../harness/records/exampleCases.ts';
import { markup, type Markup } from '../../view/markup.ts';
import type { RowContext } from './rowContext.ts';

function itemText({ title, id }: ExampleItem): Markup {
  // Titles come from the data, in any script and direction.
  return markup`<bdi>${title}</bdi>${title !== id && markup` <span class="about"><bdi>${id}</bdi></span>`}`;
}

function outcome({ target, targetRank }: ExampleCase): Markup {
  if (!target) return markup`<span class="loss">The next item was not in the catalogue: no model can find it.</span>`;
  const place =
    targetRank === null
      ? markup`<span class="loss">not in the list</span>`
      : markup`<span class="win">place ${targetRank}</span>`;
  return markup`Next came ${itemText(target)}: ${place}`;
}

function example(one: ExampleCase): Markup {
  const { history, historyLength, recommendations, targetRank, user } = one;
  const shown = history.length < historyLength ? `, the last ${history.length} of ${historyLength}` : '';
  return markup`<article class="example"><h3>User <bdi>${user}</bdi></h3><p>${outcome(one)}</p>
    <div class="lists"><div><h4>History${shown}, oldest first</h4>
      <ol start="${historyLength - history.length + 1}">${history.map((item) => markup`<li>${itemText(item)}</li>`)}</ol></div>
    <div><h4>Recommended</h4><ol>${recommendations.map(
      (item, place) =>
        markup`<li class="${place + 1 === targetRank && 'hit'}">${itemText(item)}${place + 1 === targetRank && markup`<span class="hidden"> (the target)</span>`}</li>`,
    )}</ol></div></div></article>`;
}

export function exampleSection({ examples, completed }: RowContext): Markup | null {
  if (!examples || examples.length === 0) return null;
  const seed = completed[0]!.seed;
  return markup`<section class="block" aria-labelledby="examples"><h2 id="examples">Examples</h2>
    <p class="notes">${examples.length} test cases drawn with a seed, the same for every model on this split; answers of seed ${seed}.</p>
    ${examples.map(example)}</section>`;
}
