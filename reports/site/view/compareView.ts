/** The comparison of two rows in words, figures and a table of users. */
import type { CaseMetricId } from '../../../src/metrics/metric.ts';
import { formatCount, MISSING } from '../../formatNumber.ts';
import type { FigureValues } from './boardData.ts';
import { canCompareCosts, type CaseFile, type CompareData, type CompareRow } from './compareData.ts';
import type { Comparison, GroupOutcome, Outcome, UserDifference } from './comparison.ts';
import { formatFigure, isBetter, type Figure } from './figures.ts';
import { markup, type Markup } from './markup.ts';

export interface CompareViewInput {
  readonly data: CompareData;
  /** Places in `data.rows`. */
  readonly first: number;
  readonly second: number;
  readonly metric: CaseMetricId;
  readonly metricLabel: string;
  readonly file: CaseFile;
  readonly comparison: Comparison;
  /** Seeds of both. */
  readonly seedCounts: readonly [number, number];
  /** Mean rank of a user's target under the seeds of a row, as text. */
  readonly rankText: (which: 'first' | 'second', caseIndex: number) => string;
}

/** Beyond these many, users are counted and not named. */
const MOST_USERS = 12;
const LEVEL = 0.05;

function fixed(value: number): string {
  return value.toFixed(4);
}

function signed(value: number): string {
  return `${value < 0 ? '−' : '+'}${fixed(Math.abs(value))}`;
}

function pText(p: number): string {
  return p < 0.001 ? 'p < 0.001' : `p = ${p.toFixed(3)}`;
}

export function rowName({ label, distinction }: CompareRow): Markup {
  return markup`<bdi>${label}</bdi>${distinction !== '' && markup` <span class="about"><bdi>${distinction}</bdi></span>`}`;
}

function seedText([first, second]: readonly [number, number]): string {
  if (first === 1 || second === 1)
    return 'one seed at least stands alone, so that only users count as a source of chance';
  return `${first} and ${second} seeds, crossed with users`;
}

function verdict(input: CompareViewInput): Markup {
  const { data, first, second, metricLabel, comparison, seedCounts } = input;
  const { firstMean, secondMean, statistics } = comparison;
  const { difference, low, high, pValue, detectable } = statistics;
  const [a, b] = [data.rows[first]!, data.rows[second]!];
  // In the order in which the sentence has their names.
  const means = difference > 0 ? [firstMean, secondMean] : [secondMean, firstMean];
  const figures = markup`${metricLabel} ${fixed(means[0]!)} against ${fixed(means[1]!)}`;
  if (difference === 0 && pValue === null) {
    return markup`<p class="verdict">Both rank all users alike: ${figures}.</p>`;
  }
  const isTold = pValue !== null && pValue <= LEVEL;
  const [better, other] = difference > 0 ? [a, b] : [b, a];
  const sentence = isTold
    ? markup`<b>${rowName(better)} ranks better</b> than ${rowName(other)}: ${figures}.`
    : markup`<b>Not distinguishable</b>: ${rowName(better)} and ${rowName(other)}, ${figures}.`;
  const interval = low === null || high === null ? '' : `, 95 % interval ${signed(low)} to ${signed(high)}`;
  const p = pValue === null ? '' : `, ${pText(pValue)}`;
  const least =
    detectable === null
      ? ''
      : ` The smallest difference that such an experiment finds in four of five cases is ${fixed(detectable)}.`;
  return markup`<p class="verdict">${sentence}</p>
    <p class="notes">Difference ${signed(difference)}${interval}${p} (${formatCount(comparison.outcome.wins + comparison.outcome.ties + comparison.outcome.losses)} users;
      ${seedText(seedCounts)}).${least}</p>`;
}

const BAR_WIDTH = 1000;

/** A bar cut into wins, ties and losses; the figures stand beside it as text. */
function outcomeBar({ wins, ties, losses }: Outcome, height: number, name: string): Markup {
  const all = wins + ties + losses;
  const part = (count: number) => Math.round((count / all) * BAR_WIDTH * 10) / 10;
  return markup`<svg class="plot outcome" xmlns="http://www.w3.org/2000/svg" role="img" aria-label="${name}" viewBox="0 0 ${BAR_WIDTH} ${height}" preserveAspectRatio="none" height="${height}">
    <rect class="wins" width="${part(wins)}" height="${height}"/>
    <rect class="ties" x="${part(wins)}" width="${part(ties)}" height="${height}"/>
    <rect class="losses" x="${part(wins + ties)}" width="${part(losses)}" height="${height}"/></svg>`;
}

function share(count: number, { wins, ties, losses }: Outcome): string {
  return `${((100 * count) / (wins + ties + losses)).toFixed(1)} %`;
}

function outcomeBlock({ data, first, second, comparison, metricLabel }: CompareViewInput): Markup {
  const { outcome } = comparison;
  const [a, b] = [data.rows[first]!, data.rows[second]!];
  const name = `Users better served by ${a.label}, alike, and better served by ${b.label}`;
  const item = (kind: string, text: Markup, count: number) =>
    markup`<li class="${kind}"><b>${formatCount(count)}</b> (${share(count, outcome)}) ${text}</li>`;
  return markup`<section class="block" aria-labelledby="users"><h2 id="users">User by user</h2>
    <figure class="users"><div class="canvas">${outcomeBar(outcome, 26, name)}</div>
    <ul class="outcomes">${item('win', markup`better served by ${rowName(a)}`, outcome.wins)}
      ${item('tie', markup`served alike, most of them by neither`, outcome.ties)}
      ${item('loss', markup`better served by ${rowName(b)}`, outcome.losses)}</ul>
    <figcaption>By ${metricLabel}, mean over seeds.</figcaption>
    <p class="downloads"><button type="button" data-download="svg">SVG</button>
      <button type="button" data-download="csv">CSV of all users</button></p></figure></section>`;
}

const GROUP_TITLES = {
  'history-length': 'By length of the history',
  'target-popularity': 'By training events of the target',
} as const;

function groupTable(title: string, groups: readonly GroupOutcome[], metricLabel: string): Markup | null {
  if (groups.length === 0) return null;
  return markup`<div><h3>${title}</h3><div class="scroll" role="region" tabindex="0" aria-label="${title}"><table class="figures"><thead><tr><th scope="col">Group</th>
      <th scope="col" class="number">wins</th><th scope="col">share</th><th scope="col" class="number">losses</th>
      <th scope="col" class="number">${metricLabel}</th></tr></thead>
    <tbody>${groups.map(
      (group) => markup`<tr><th scope="row">${group.label}</th><td class="win">${formatCount(group.wins)}</td>
        <td>${outcomeBar(group, 10, `${group.wins} wins, ${group.ties} alike, ${group.losses} losses`)}</td><td class="loss">${formatCount(group.losses)}</td><td>${signed(group.difference)}</td></tr>`,
    )}</tbody></table></div></div>`;
}

function groupBlock({ comparison, metricLabel }: CompareViewInput): Markup | null {
  if (comparison.groups.length === 0) return null;
  const tables = (['history-length', 'target-popularity'] as const).map((by) =>
    groupTable(
      GROUP_TITLES[by],
      comparison.groups.filter((group) => group.by === by),
      metricLabel,
    ),
  );
  return markup`<section class="block" aria-labelledby="groups"><h2 id="groups">For whom</h2><div class="plots">${tables}</div></section>`;
}

function ratioText(figure: Figure, first: number, second: number): string {
  if (first === second) return 'the same';
  if (first <= 0 || second <= 0) return '';
  const [more, less] = [Math.max(first, second), Math.min(first, second)];
  const ratio = more / less;
  const text = ratio >= 10 ? formatCount(ratio) : ratio.toFixed(2);
  return `${text} × ${isBetter(first, second, figure) ? 'better' : 'worse'}`;
}

export function figureRows({ data, first, second }: Pick<CompareViewInput, 'data' | 'first' | 'second'>): Markup {
  const [a, b] = [data.rows[first]!, data.rows[second]!];
  const hasCosts = canCompareCosts(a, b);
  const shown = data.figures.filter(({ kind }) => kind !== 'cost' || hasCosts);
  const at = (values: FigureValues | undefined, row: number) => values?.value[row] ?? null;
  return markup`<section class="block" aria-labelledby="figures"><h2 id="figures">Figures</h2>
    ${!hasCosts && markup`<p class="warn">These two ran on different machines or engines: their costs cannot be compared and are left out.</p>`}
    <div class="scroll" role="region" tabindex="0" aria-label="Figures of both"><table class="figures">
    <thead><tr><th scope="col">Figure</th><th scope="col" class="number">${rowName(a)}</th><th scope="col" class="number">${rowName(b)}</th>
      <th scope="col" class="number">the first is</th></tr></thead>
    <tbody>${shown.map((figure) => {
      const [one, other] = [at(data.values[figure.id], first), at(data.values[figure.id], second)];
      if (one === null || other === null) return null;
      return markup`<tr><th scope="row">${figure.label}</th><td>${formatFigure(one, figure)}</td><td>${formatFigure(other, figure)}</td>
        <td>${figure.kind === 'lists' ? '' : ratioText(figure, one, other)}</td></tr>`;
    })}</tbody></table></div></section>`;
}

function userTable(input: CompareViewInput, title: string, users: readonly UserDifference[]): Markup | null {
  if (users.length === 0) return null;
  const { data, first, second, file, rankText } = input;
  return markup`<h3>${title}</h3><div class="scroll" role="region" tabindex="0" aria-label="${title}"><table class="figures">
    <thead><tr><th scope="col">User</th><th scope="col" class="number">history</th><th scope="col" class="number">target’s training events</th>
      <th scope="col" class="number">place: ${rowName(data.rows[first]!)}</th><th scope="col" class="number">place: ${rowName(data.rows[second]!)}</th>
      <th scope="col" class="number">difference</th></tr></thead>
    <tbody>${users.map((one) => {
      return markup`<tr><th scope="row">${one.user}</th><td>${file.historyLengths?.[one.case] ?? MISSING}</td>
        <td>${file.targetTrainCounts?.[one.case] ?? MISSING}</td><td>${rankText('first', one.case)}</td>
        <td>${rankText('second', one.case)}</td><td>${signed(one.first - one.second)}</td></tr>`;
    })}</tbody></table></div>`;
}

function userBlock(input: CompareViewInput): Markup | null {
  const users = input.comparison.differing;
  const [a, b] = [input.data.rows[input.first]!, input.data.rows[input.second]!];
  const wins = users.filter((one) => one.first > one.second).slice(0, MOST_USERS);
  const losses = users
    .filter((one) => one.first < one.second)
    .reverse()
    .slice(0, MOST_USERS);
  if (users.length === 0) return null;
  return markup`<section class="block" aria-labelledby="farthest"><h2 id="farthest">Where they differ most</h2>
    <p class="notes">Numbers of users are those of the dataset. Places are of the target in the list, by seed; – where it was not in it.</p>
    ${userTable(input, `${a.label} wins`, wins)}${userTable(input, `${b.label} wins`, losses)}</section>`;
}

/** All users, for a file. */
export function userRows({
  data,
  first,
  second,
  file,
  comparison,
  metricLabel,
}: CompareViewInput): (string | number | null)[][] {
  const [a, b] = [data.rows[first]!, data.rows[second]!];
  return [
    ['user', 'history length', "target's training events", `${metricLabel} of ${a.id}`, `${metricLabel} of ${b.id}`],
    ...comparison.all.map((one) => {
      const known = [file.historyLengths?.[one.case] ?? null, file.targetTrainCounts?.[one.case] ?? null];
      return [one.user, ...known, one.first, one.second];
    }),
  ];
}

export function compareView(input: CompareViewInput): Markup {
  return markup`${verdict(input)}${outcomeBlock(input)}${groupBlock(input)}${figureRows(input)}${userBlock(input)}`;
}

/** Ranks of a case under each seed: `3, 5, –`. */
export function ranksText(seeds: readonly Uint32Array[], caseIndex: number): string {
  return seeds.map((ranks) => (ranks[caseIndex] === 0 ? MISSING : String(ranks[caseIndex]!))).join(', ');
}
