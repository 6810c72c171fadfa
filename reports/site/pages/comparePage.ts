/** The page that compares two rows. Which two is the reader's choice, so that it is drawn in the browser alone. */
import { CASE_METRICS, findMetric, metricName } from '../../../src/metrics/metric.ts';
import type { CompareData } from '../view/compareData.ts';
import { markup, type Markup } from '../view/markup.ts';

/** With one target per case these say what others say already. */
const SHOWN = CASE_METRICS.filter((id) => id === 'ndcg' || id === 'recall' || id === 'mrr');

export function compareContent({ cutoffs }: Pick<CompareData, 'cutoffs'>): Markup {
  const names = SHOWN.flatMap((id) => cutoffs.map((cutoff) => metricName(id, cutoff)));
  return markup`<h1>Two models, user by user</h1>
    <p class="lede">Computed here, from the stored answers of both: who ranks whose next item better, and whether that is more than chance.</p>
    <p class="empty no-script-only">This page needs scripts: which two models are compared is for you to choose.</p>
    <form class="controls needs-script" aria-label="What is compared"><div class="row">
      <label>First<select data-compare="a"></select></label><label>Second<select data-compare="b"></select></label>
      <label>By<select data-compare="by">${names.map((name) => {
        const { definition, cutoff } = findMetric(name)!;
        return markup`<option value="${name}">${definition.label}@${cutoff}</option>`;
      })}</select></label></div>
      <div class="end"><span></span><button type="button" data-swap>Swap</button></div></form>
    <div id="comparison" aria-live="polite"></div>`;
}
