/** The page that compares two rows; which, and by what, is in its address. */
import { CASE_METRICS, findMetric, metricName, type CaseMetricId } from '../../../src/metrics/metric.ts';
import { caseFileName, rankFileName, type CaseFile, type CompareData, type RankFile } from '../view/compareData.ts';
import { compareRanks } from '../view/comparison.ts';
import { compareView, figureRows, ranksText, userRows, type CompareViewInput } from '../view/compareView.ts';
import { markup, type Markup } from '../view/markup.ts';
import { decodeRanks } from '../view/rankCodec.ts';
import { dataFile } from './dataFile.ts';
import { setRowsOfFigure } from './downloads.ts';
import { pageData } from './pageData.ts';

interface Choice {
  readonly first: number | null;
  readonly second: number | null;
  readonly metric: CaseMetricId;
  readonly cutoff: number;
}

interface Elements {
  readonly first: HTMLSelectElement;
  readonly second: HTMLSelectElement;
  readonly metric: HTMLSelectElement;
  readonly result: HTMLElement;
}

function usualMetric({ cutoffs }: CompareData): Pick<Choice, 'metric' | 'cutoff'> {
  return { metric: 'ndcg', cutoff: cutoffs.includes(10) ? 10 : Math.max(...cutoffs) };
}

function choiceFromHash(data: CompareData): Choice {
  const words = new URLSearchParams(location.hash.replace(/^#/u, ''));
  const place = (name: string) => {
    const found = data.rows.findIndex(({ id }) => id === words.get(name));
    return found === -1 ? null : found;
  };
  const named = findMetric(words.get('by') ?? '');
  const metric = CASE_METRICS.find((id) => id === named?.definition.id);
  const isKnown = named !== null && metric !== undefined && data.cutoffs.includes(named.cutoff);
  const by = isKnown ? { metric, cutoff: named.cutoff } : usualMetric(data);
  return { first: place('a'), second: place('b'), ...by };
}

function hashOf({ first, second, metric, cutoff }: Choice, data: CompareData): string {
  const words = new URLSearchParams();
  if (first !== null) words.set('a', data.rows[first]!.id);
  if (second !== null) words.set('b', data.rows[second]!.id);
  const usual = usualMetric(data);
  if (metric !== usual.metric || cutoff !== usual.cutoff) words.set('by', metricName(metric, cutoff));
  return `#${words.toString()}`;
}

function optionText({ label, distinction }: CompareData['rows'][number]): string {
  return distinction === '' ? label : `${label} (${distinction})`;
}

/** Rows by where they ran; of the second, those alone that answered the same cases as the first. */
function rowOptions(data: CompareData, places: readonly number[]): Markup {
  const groups = new Map<string, number[]>();
  for (const place of places) {
    const name = data.rows[place]!.place;
    groups.set(name, [...(groups.get(name) ?? []), place]);
  }
  return markup`<option value="">Choose a model</option>${[...groups].map(
    ([name, members]) =>
      markup`<optgroup label="${name}">${members.map((place) => {
        const row = data.rows[place]!;
        return markup`<option value="${row.id}">${optionText(row)}</option>`;
      })}</optgroup>`,
  )}`;
}

async function comparisonOf(data: CompareData, choice: Choice, first: number, second: number): Promise<Markup> {
  const [a, b] = [data.rows[first]!, data.rows[second]!];
  const figuresOnly = (why: string) => markup`<p class="warn">${why}</p>${figureRows({ data, first, second })}`;
  if (a.caseKey === null || b.caseKey === null) {
    return figuresOnly('The raw answers of one of them are not beside its records, so that users cannot be compared.');
  }
  if (a.caseKey !== b.caseKey)
    return markup`<p class="warn">These two did not answer the same test cases, so that nothing here can be compared.</p>`;
  const file = (await dataFile(caseFileName(a.caseKey))) as CaseFile;
  const ranksOf = async (id: string) => {
    const { ranks } = (await dataFile(rankFileName(id))) as RankFile;
    return ranks.map((text) => decodeRanks(text, file.users.length));
  };
  const [firstRanks, secondRanks] = [await ranksOf(a.id), await ranksOf(b.id)];
  const { metric, cutoff } = choice;
  const input: CompareViewInput = {
    data,
    first,
    second,
    metric,
    metricLabel: `${findMetric(metricName(metric, cutoff))!.definition.label}@${cutoff}`,
    file,
    comparison: compareRanks(file, firstRanks, secondRanks, metric, cutoff),
    seedCounts: [firstRanks.length, secondRanks.length],
    rankText: (which, index) => ranksText(which === 'first' ? firstRanks : secondRanks, index),
  };
  setRowsOfFigure(() => userRows(input));
  return compareView(input);
}

class ComparePage {
  readonly #data: CompareData;
  readonly #elements: Elements;
  #choice: Choice;
  #drawing = 0;

  constructor(data: CompareData, elements: Elements) {
    this.#data = data;
    this.#elements = elements;
    this.#choice = choiceFromHash(data);
  }

  start(): void {
    const { first, second, metric } = this.#elements;
    const places = [...this.#data.rows.keys()];
    first.innerHTML = rowOptions(this.#data, places).toString();
    first.addEventListener('change', () => {
      this.#change({ first: this.#placeOf(first.value) });
    });
    second.addEventListener('change', () => {
      this.#change({ second: this.#placeOf(second.value) });
    });
    metric.addEventListener('change', () => {
      const named = findMetric(metric.value)!;
      this.#change({ metric: named.definition.id as CaseMetricId, cutoff: named.cutoff });
    });
    document.querySelector('[data-swap]')?.addEventListener('click', () => {
      this.#change({ first: this.#choice.second, second: this.#choice.first });
    });
    const fromAddress = () => {
      if (location.hash !== '' && !location.hash.includes('=')) return;
      this.#choice = choiceFromHash(this.#data);
      this.#show();
    };
    window.addEventListener('hashchange', fromAddress);
    window.addEventListener('popstate', fromAddress);
    this.#show();
  }

  #placeOf(id: string): number | null {
    const place = this.#data.rows.findIndex((row) => row.id === id);
    return place === -1 ? null : place;
  }

  #change(changes: Partial<Choice>): void {
    this.#choice = { ...this.#choice, ...changes };
    history.pushState(null, '', `${location.pathname}${location.search}${hashOf(this.#choice, this.#data)}`);
    this.#show();
  }

  #show(): void {
    const { first, second, metric, cutoff } = this.#choice;
    const { rows } = this.#data;
    const key = first === null ? null : rows[first]!.caseKey;
    const partners = [...rows.keys()].filter(
      (place) => place !== first && (first === null || place === second || rows[place]!.caseKey === key),
    );
    this.#elements.second.innerHTML = rowOptions(this.#data, partners).toString();
    this.#elements.first.value = first === null ? '' : rows[first]!.id;
    this.#elements.second.value = second === null ? '' : rows[second]!.id;
    this.#elements.metric.value = metricName(metric, cutoff);
    void this.#draw();
  }

  async #draw(): Promise<void> {
    const { first, second } = this.#choice;
    const { result } = this.#elements;
    // An answer that comes late must not cover a newer one.
    const drawing = ++this.#drawing;
    if (first === null || second === null) {
      result.innerHTML = markup`<p class="empty">Choose two models that were tested on the same data.</p>`.toString();
      return;
    }
    let content: Markup;
    try {
      content = await comparisonOf(this.#data, this.#choice, first, second);
    } catch (error) {
      content = markup`<p class="warn">${error instanceof Error ? error.message : String(error)}</p>`;
    }
    if (drawing === this.#drawing) result.innerHTML = content.toString();
  }
}

export function startCompare(): void {
  const result = document.getElementById('comparison');
  if (!result) return;
  const select = (name: string) => document.querySelector<HTMLSelectElement>(`[data-compare="${name}"]`)!;
  const elements = { first: select('a'), second: select('b'), metric: select('by'), result };
  new ComparePage(pageData() as CompareData, elements).start();
}
