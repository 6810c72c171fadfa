/** What every figure means, what every switch of the protocol does, and by which rules pages mark and join. */
import { COSTS } from '../../../src/metrics/cost.ts';
import { METRICS } from '../../../src/metrics/metric.ts';
import { GRADES, GRADE_LABELS, GRADE_MEANINGS } from '../../provenance.ts';
import type { Switch, SwitchGroup } from '../siteInput.ts';
import { markup, type Markup } from '../view/markup.ts';

const UNITS: Readonly<Record<string, string>> = { share: 'share, 0 to 1', bits: 'bits', events: 'training events' };

function metricTable(): Markup {
  return markup`<div class="scroll" role="region" tabindex="0" aria-label="Metrics"><table class="words"><thead><tr><th scope="col">Metric</th>
    <th scope="col">Unit</th><th scope="col">Better</th><th scope="col">What it is</th></tr></thead>
    <tbody>${METRICS.map(
      ({
        id,
        label,
        unit,
        better,
        about,
        meaning,
      }) => markup`<tr id="metric-${id}"><th scope="row">${label}@k</th><td>${UNITS[unit] ?? unit}</td>
        <td>${better}</td><td>${meaning}${about === 'list' && ' About the lists alone: random lists may do well by it.'}</td></tr>`,
    )}</tbody></table></div>`;
}

function costTable(): Markup {
  return markup`<div class="scroll" role="region" tabindex="0" aria-label="Costs"><table class="words"><thead><tr><th scope="col">Cost</th>
    <th scope="col">Unit</th><th scope="col">Better</th><th scope="col">What it is</th></tr></thead>
    <tbody>${COSTS.map(
      ({
        id,
        label,
        unit,
        better,
        meaning,
      }) => markup`<tr id="cost-${id}"><th scope="row">${label.replace(/^of it /u, 'training: ')}</th>
        <td>${unit}</td><td>${better}</td><td>${meaning}</td></tr>`,
    )}</tbody></table></div>`;
}

/** Descriptions mark names of settings as in Markdown. */
function withCode(text: string): Markup[] {
  return text.split('`').map((part, place) => (place % 2 === 1 ? markup`<code>${part}</code>` : markup`${part}`));
}

function switchRow({ name, values, usual, meaning }: Switch): Markup {
  return markup`<tr><th scope="row"><code>${name}</code></th><td>${values}</td><td>${usual !== '' && markup`<code>${usual}</code>`}</td><td>${withCode(meaning)}</td></tr>`;
}

function switchTable({ title, about, switches }: SwitchGroup): Markup {
  return markup`<h3>${title}</h3><p>${withCode(about)}</p><div class="scroll" role="region" tabindex="0" aria-label="${title}"><table class="words">
    <thead><tr><th scope="col">Switch</th><th scope="col">Values</th><th scope="col">Usual</th><th scope="col">What it does</th></tr></thead>
    <tbody>${switches.map(switchRow)}</tbody></table></div>`;
}

const GRADE_RULE = GRADES.map((grade) => `${GRADE_LABELS[grade]}: ${GRADE_MEANINGS[grade]}`).join(' ');

const RULES: readonly (readonly [string, string])[] = [
  [
    'What shares a table',
    'Rows with the same content of the dataset, the same split, protocol, list length and way of measuring, on the same machine with the same engine. A model that uses no engine stands beside every engine. Across machines only accuracy is compared, and the page says so.',
  ],
  [
    'Which record counts',
    'Of several records of one case on one machine the newest counts on the board; all of them are in the history.',
  ],
  ['Who ran it', `${GRADE_RULE} Rows of several people are never mixed, and a case is counted once.`],
  [
    'Over seeds',
    'Accuracy is the mean ± standard deviation over seeds; the interval of the mean is by Student’s t. Costs are medians with the least and the most. Missing is a dash and never 0.',
  ],
  [
    'Not distinguishable (≈)',
    'On the board: Welch’s t-test of a row’s seeds against the best row’s, corrected by Holm for the number of rows, at 5 %. On the page that compares two: seeds and users as two sources of chance, crossed, with Satterthwaite’s degrees of freedom.',
  ],
  [
    'The Pareto front',
    'A model is on it where no other is at least as good in both figures and better in one. The band lies between the front of all good ends and that of all bad ends of the ranges; a lightly filled mark may be on the front within them.',
  ],
  [
    'Ties in a list',
    'Equal scores are ordered by item number, and numbers are given in the order of a hash of the item’s id, so that a tie favours nobody.',
  ],
  [
    'Percentiles',
    'Nearest rank: a latency that was observed, never one between two. Percentiles and throughput come from the same samples, which are kept.',
  ],
  [
    'Steps in the history',
    'The piecewise-constant curve that fits best in absolute deviations at a price per step; levels are medians, pieces of fewer than three commits are taken for outliers, and steps below 2 % of the level are not told.',
  ],
];

export function protocolContent(switches: readonly SwitchGroup[]): Markup {
  return markup`<h1>What is measured, and how</h1>
    <p class="lede">A baseline sees training sequences and histories, never test targets. Metrics are computed from the stored top-k lists of every
      test case, ranked over the whole catalogue; every case runs in a process of its own.</p>
    <section class="block" aria-labelledby="rules"><h2 id="rules">Rules of these pages</h2><dl>${RULES.map(
      ([term, text]) => markup`<div><dt>${term}</dt><dd>${text}</dd></div>`,
    )}</dl></section>
    <section class="block" aria-labelledby="metrics"><h2 id="metrics">Accuracy, and what the lists are like</h2>
      <p>k is the length of the list. With <code>user-mean-</code> in front, a metric is averaged over users and not over cases.</p>${metricTable()}</section>
    <section class="block" aria-labelledby="costs"><h2 id="costs">Cost</h2>${costTable()}</section>
    <section class="block" aria-labelledby="switches"><h2 id="switches">Switches</h2>
      <p>A protocol is named by what differs from the usual values, for example <code>strict, target=successive</code>.</p>${switches.map(switchTable)}</section>`;
}
