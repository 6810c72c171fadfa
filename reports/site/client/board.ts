/** The board: every choice changes the state, the state goes into the address, and the page is drawn from it again. */
import { figureOf, type BoardData } from '../view/boardData.ts';
import { boardSections } from '../view/boardSections.ts';
import { hashOf, stateFromHash, usualState, type BoardState, type Facet } from '../view/boardState.ts';
import { inputUnit } from '../view/figures.ts';
import type { PlotSize } from '../view/plots/frame.ts';
import { visibleSets } from '../view/visibleSets.ts';
import { attachHover, plotRows, type BoardView } from './boardHover.ts';
import { closest, pageData } from './pageData.ts';
import { comparePicks, startPicks } from './picks.ts';
import { setRowsOfFigure } from './downloads.ts';

/** Narrower plots would have no room for their marks. */
const LEAST_WIDTH = 320;

export function startBoard(): void {
  const container = document.getElementById('boards');
  const data = pageData() as BoardData | null;
  if (container && data) new BoardPage(container, data).start();
}

class BoardPage {
  readonly #container: HTMLElement;
  readonly #data: BoardData;
  #state: BoardState;
  readonly #view: BoardView;

  constructor(container: HTMLElement, data: BoardData) {
    this.#container = container;
    this.#data = data;
    this.#state = stateFromHash(location.hash, data);
    this.#view = { data, state: () => this.#state, size: () => this.#plotSize() };
  }

  start(): void {
    this.#listen();
    startPicks(this.#data);
    setRowsOfFigure((figure) => plotRows(figure, this.#view));
    this.#showControls();
    // What the server drew is of one width and of the usual state.
    this.#draw();
    performance.mark('board-drawn');
  }

  #plotSize(): PlotSize {
    const width = this.#container.clientWidth;
    const isWide = matchMedia('(min-width: 901px)').matches;
    const own = Math.round(isWide ? (width - 32) * (1.85 / 2.85) : width);
    return { width: Math.max(LEAST_WIDTH, own), height: own < 520 ? 340 : 420 };
  }

  #draw(): void {
    const focus = focusKey();
    this.#container.innerHTML = boardSections(this.#data, this.#state, this.#plotSize()).toString();
    for (const figure of this.#container.querySelectorAll<HTMLElement>('figure.pareto'))
      attachHover(figure, this.#view);
    comparePicks();
    restoreFocus(focus);
  }

  /** `replace` for what is typed, so that going back does not go letter by letter. */
  #change(changes: Partial<BoardState>, history: 'push' | 'replace' = 'push'): void {
    // Pages of a table mean nothing in another order.
    this.#state = { ...this.#state, pages: {}, ...changes };
    const address = `${location.pathname}${location.search}${hashOf(this.#state, this.#data)}`;
    if (history === 'push') window.history.pushState(null, '', address);
    else window.history.replaceState(null, '', address);
    this.#draw();
    this.#say();
  }

  #say(): void {
    const status = document.getElementById('status');
    if (!status) return;
    const sets = visibleSets(this.#data, this.#state);
    const rows = sets.reduce((sum, set) => sum + set.ordered.length, 0);
    const sorted = this.#state.sort === 'label' ? 'name' : (figureOf(this.#data, this.#state.sort)?.label ?? '');
    const order = this.#state.isReversed ? 'worst first' : 'best first';
    status.textContent = `${rows} rows on ${sets.length} boards, sorted by ${sorted}, ${order}.`;
  }

  #showControls(): void {
    const state = this.#state;
    for (const select of document.querySelectorAll<HTMLSelectElement>('[data-facet]')) {
      select.value = state.facets[select.dataset['facet'] as Facet] ?? '';
    }
    for (const select of document.querySelectorAll<HTMLSelectElement>('[data-choice]')) {
      select.value = state[select.dataset['choice'] as 'accuracy' | 'cost'];
    }
    for (const input of document.querySelectorAll<HTMLInputElement>('[data-number]')) {
      const name = input.dataset['number'] as 'limit' | 'floor';
      const { label, factor } = this.#unitOf(name);
      const value = state[name];
      document.querySelector(`[data-unit="${name}"]`)!.textContent = label === '' ? '' : `(${label})`;
      if (document.activeElement !== input) input.value = value === null ? '' : String(value / factor);
    }
    for (const box of document.querySelectorAll<HTMLInputElement>('[data-column]')) {
      box.checked = state.columns.includes(box.dataset['column']!);
    }
    const search = document.querySelector<HTMLInputElement>('[data-search]');
    if (search && document.activeElement !== search) search.value = state.search;
  }

  #unitOf(name: 'limit' | 'floor'): { readonly label: string; readonly factor: number } {
    const figure = figureOf(this.#data, name === 'limit' ? this.#state.cost : this.#state.accuracy);
    return figure ? inputUnit(figure) : { label: '', factor: 1 };
  }

  #listen(): void {
    const controls = document.getElementById('controls');
    controls?.addEventListener('submit', (event) => {
      event.preventDefault();
    });
    controls?.addEventListener('change', (event) => {
      this.#onChoice(event);
    });
    controls?.addEventListener('input', (event) => {
      this.#onTyping(event);
    });
    controls?.addEventListener('click', (event) => {
      if (!closest(event, '[data-reset]')) return;
      this.#change(usualState(this.#data));
      this.#showControls();
    });
    this.#container.addEventListener('click', (event) => {
      this.#onClick(event);
    });
    const fromAddress = () => {
      // Links within the page, as the one past the navigation, are no state.
      if (location.hash !== '' && !location.hash.includes('=')) return;
      this.#state = stateFromHash(location.hash, this.#data);
      this.#showControls();
      this.#draw();
    };
    window.addEventListener('hashchange', fromAddress);
    window.addEventListener('popstate', fromAddress);
    let width = this.#container.clientWidth;
    new ResizeObserver(() => {
      // A scrollbar that comes or goes with the drawing itself is no reason to draw again.
      if (Math.abs(this.#container.clientWidth - width) < 24) return;
      width = this.#container.clientWidth;
      this.#draw();
    }).observe(this.#container);
  }

  #onChoice(event: Event): void {
    const { target } = event;
    if (target instanceof HTMLInputElement && target.dataset['column'] !== undefined) {
      const id = target.dataset['column'];
      const { columns } = this.#state;
      const chosen = target.checked ? [...columns, id] : columns.filter((column) => column !== id);
      // In the order of the list, however they were chosen.
      const inOrder = this.#data.figures.map((figure) => figure.id).filter((one) => chosen.includes(one));
      this.#change({ columns: inOrder.length > 0 ? inOrder : columns });
      this.#showControls();
      return;
    }
    if (!(target instanceof HTMLSelectElement)) return;
    const { facet, choice } = target.dataset;
    if (facet !== undefined) {
      this.#change({ facets: { ...this.#state.facets, [facet]: target.value === '' ? null : target.value } });
    } else if (choice === 'accuracy') {
      // Who asks for another accuracy means the table as well.
      const isSorted = this.#state.sort === this.#state.accuracy;
      const sort = isSorted ? { sort: target.value, isReversed: false } : {};
      this.#change({ accuracy: target.value, floor: null, ...sort });
      this.#showControls();
    } else if (choice === 'cost') {
      // A limit in another unit means nothing.
      this.#change({ cost: target.value, limit: null });
      this.#showControls();
    } else if (choice !== undefined) {
      this.#change({ [choice]: target.value });
    }
  }

  #onTyping(event: Event): void {
    const { target } = event;
    if (!(target instanceof HTMLInputElement)) return;
    if (target.type === 'search') this.#change({ search: target.value }, 'replace');
    if (target.type === 'number') {
      const name = target.dataset['number'] as 'limit' | 'floor';
      const value = Number(target.value) * this.#unitOf(name).factor;
      this.#change({ [name]: value > 0 ? value : null }, 'replace');
    }
  }

  #onClick(event: Event): void {
    const sort = closest(event, '[data-sort]')?.dataset['sort'];
    const page = closest(event, '[data-page]')?.dataset['page'];
    if (sort !== undefined) this.#change({ sort, isReversed: this.#state.sort === sort && !this.#state.isReversed });
    if (page !== undefined) {
      const [id, number] = page.split(':') as [string, string];
      this.#change({ pages: { ...this.#state.pages, [id]: Number(number) } });
    }
  }
}

/** Drawing replaces elements; what had the focus is found again by what it does. */
function focusKey(): string | null {
  const element = document.activeElement;
  if (!(element instanceof HTMLElement)) return null;
  for (const name of ['sort', 'page', 'pick', 'download']) {
    const value = element.dataset[name];
    if (value === undefined) continue;
    const section = element.closest('section')?.getAttribute('aria-labelledby') ?? '';
    return `[aria-labelledby="${CSS.escape(section)}"] [data-${name}="${CSS.escape(value)}"]`;
  }
  return null;
}

function restoreFocus(key: string | null): void {
  if (key !== null) document.querySelector<HTMLElement>(key)?.focus({ preventScroll: true });
}
