/**
 * Boards of 5,000 records: building them, and the first page in Chromium. `rows`: one board of 5,000 models, the worst
 * there is. `mixed`: 600 models on four datasets with five seeds each, and 400 commits of five models.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { SIMULATED_MODELS, type SimulatedModel } from '../support/simulatedModels.ts';
import {
  simulatedCommit,
  SIMULATED_MACHINE,
  simulateResults,
  type SimulationPlan,
} from '../support/simulatedRecords.ts';
import { chromiumPath, openChromium } from '../support/chromium.ts';
import { median, smallerIsBetter, type BenchRow } from './benchRow.ts';
import { childJson } from './engine/childJson.ts';

const BUILD_SECONDS = 20;
const BUILD_BYTES = 1e9;
const FIRST_PAGE_SECONDS = 1;
const PAGE_ROUNDS = 5;

/** Models that differ by a setting, as a grid search leaves them. */
function variants(count: number): SimulatedModel[] {
  return Array.from({ length: count }, (_, place) => {
    const model = SIMULATED_MODELS[place % SIMULATED_MODELS.length]!;
    const grade = Math.floor(place / SIMULATED_MODELS.length);
    return {
      ...model,
      settings: { ...model.settings, width: 16 + grade },
      skill: { ...model.skill, level: model.skill.level + 0.002 * (grade % 100) },
      requestMilliseconds: model.requestMilliseconds * (1 + 0.01 * grade),
    };
  });
}

const shared = { machines: [SIMULATED_MACHINE], requestCount: 200 };

const PLANS: Readonly<Record<string, readonly SimulationPlan[]>> = {
  rows: [
    {
      ...shared,
      shops: [{ name: 'shop', caseCount: 200, itemCount: 800, k: 10 }],
      models: variants(5000),
      seeds: [1],
      commits: [simulatedCommit(0)],
    },
  ],
  mixed: [
    {
      ...shared,
      shops: ['shop', 'films', 'books', 'games'].map((name) => ({ name, caseCount: 200, itemCount: 800, k: 10 })),
      models: variants(150),
      seeds: [1, 2, 3, 4, 5],
      commits: [simulatedCommit(0)],
    },
    {
      ...shared,
      shops: [{ name: 'daily', caseCount: 200, itemCount: 800, k: 10 }],
      models: SIMULATED_MODELS.slice(0, 5),
      seeds: [1],
      commits: Array.from({ length: 400 }, (_, place) => simulatedCommit(place)),
    },
  ],
};

interface Built {
  readonly records: number;
  readonly files: number;
  readonly seconds: number;
  readonly peakMemoryBytes: number;
}

interface FirstPage {
  /** Until something is painted; until the script has drawn the board. */
  readonly paintedSeconds: number;
  readonly drawnSeconds: number;
}

async function firstPage(executablePath: string, url: string): Promise<FirstPage> {
  const browser = await openChromium(executablePath);
  const painted: number[] = [];
  const drawn: number[] = [];
  try {
    for (let round = 0; round < PAGE_ROUNDS; round++) {
      // A context of its own has an empty cache.
      const context = await browser.newContext();
      const page = await context.newPage();
      await page.goto(url, { waitUntil: 'load' });
      const [paint, ready] = await page.evaluate<[number, number]>(
        `[performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? NaN, performance.getEntriesByName('board-drawn')[0]?.startTime ?? NaN]`,
      );
      painted.push(paint / 1000);
      drawn.push(ready / 1000);
      await context.close();
    }
  } finally {
    await browser.close();
  }
  return { paintedSeconds: median(painted), drawnSeconds: median(drawn) };
}

function limitRow(id: string, ours: number, limit: number, unit: string): BenchRow {
  return smallerIsBetter({ id, ours, peer: limit, peerName: 'limit', unit, floor: 1 });
}

async function measure(name: string, plans: readonly SimulationPlan[], folder: string): Promise<BenchRow[]> {
  const results = join(folder, `${name}-results`);
  const out = join(folder, `${name}-board`);
  console.error(`${name}: simulating records`);
  for (const plan of plans) await simulateResults(results, plan);
  console.error(`${name}: building the board`);
  const built = await childJson<Built>('../boardWork.ts', [results, out]);
  const label = `${name}, ${built.records} records, ${built.files} files`;
  const rows = [
    limitRow(`${label}: build`, built.seconds, BUILD_SECONDS, 's'),
    limitRow(`${label}: peak memory`, built.peakMemoryBytes, BUILD_BYTES, 'B'),
  ];
  const chromium = chromiumPath();
  if (chromium === null) {
    console.error('No Chromium in the search path: how soon the first page shows is not measured.');
    return rows;
  }
  const page = await firstPage(chromium, pathToFileURL(join(out, 'index.html')).href);
  return [
    ...rows,
    limitRow(`${name}: first page painted`, page.paintedSeconds, FIRST_PAGE_SECONDS, 's'),
    limitRow(`${name}: first page drawn by its script`, page.drawnSeconds, FIRST_PAGE_SECONDS, 's'),
  ];
}

/** `rows` or `mixed`; both without a word. */
export async function run(words: readonly string[]): Promise<BenchRow[]> {
  const folder = await mkdtemp(join(tmpdir(), 'seqbench-board-'));
  try {
    const rows: BenchRow[] = [];
    for (const [name, plans] of Object.entries(PLANS)) {
      if (words.length === 0 || words.includes(name)) rows.push(...(await measure(name, plans, folder)));
    }
    return rows;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
