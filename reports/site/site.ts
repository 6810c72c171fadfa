/**
 * The leaderboard as files: a pure flow from records and their raw answers to pages. The same input gives the same bytes.
 * Files come one after the other, so that a board of thousands of rows is never in memory as a whole.
 */
import type { RunRecord } from '../../harness/records/record.ts';
import { accuracyKey } from '../boards.ts';
import { leaderboardParts, leaderboardText } from '../exports/leaderboard.ts';
import { leaderboardCsv } from '../exports/leaderboardCsv.ts';
import { LEADERBOARD_SCHEMA_FILE, leaderboardJsonSchemaText } from '../exports/leaderboardSchema.ts';
import { reportRows, type ReportRow } from '../rows.ts';
import { assets } from './assets.ts';
import { boardData } from './boardData.ts';
import { caseFile, caseKeyOf, compareData, rankFile, type TargetCache } from './compareData.ts';
import { historyData } from './historyData.ts';
import { boardContent } from './pages/boardPage.ts';
import { compareContent } from './pages/comparePage.ts';
import { historyContent } from './pages/historyPage.ts';
import { page, type PageInput } from './pages/layout.ts';
import { protocolContent } from './pages/protocolPage.ts';
import { runContent } from './pages/runPage.ts';
import { resultsCsv } from './resultsCsv.ts';
import { rowContext } from './rowContextOf.ts';
import { peersBySplit, type Peer } from './peers.ts';
import { completedOf, engineText, machineText } from './rowText.ts';
import type { SiteFile, SiteInput } from './siteInput.ts';
import type { BoardData } from './view/boardData.ts';

/** A board's folder holds it, and is replaced as a whole by the next board that is written there. */
export const MARKER_FILE = 'seqbench-board.txt';

const MARKER = 'Written by seqbench as a whole. The next board that is written to this folder replaces all of it.\n';

function newestDay(records: readonly RunRecord[]): string {
  return records.reduce((newest, { startedAt }) => (startedAt > newest ? startedAt : newest), '').slice(0, 10);
}

function footerOf({ records, seqbenchVersion }: SiteInput): string {
  return `Made by seqbench ${seqbenchVersion} from ${records.length} records. Nothing on these pages is fetched from elsewhere or sent anywhere.`;
}

interface RowFiles {
  readonly input: SiteInput;
  readonly rows: readonly ReportRow[];
  readonly data: BoardData;
  /** By place in `rows`; filled while pages are made. */
  readonly hasRanks: boolean[];
}

function runPage({ input, rows, data }: RowFiles, place: number, peers: readonly Peer[]): SiteFile {
  const row = rows[place]!;
  const { id, distinction } = data.rows[place]!;
  const context = rowContext(row, peers, data.figures, input.answers);
  const { name } = row.sample.dataset;
  const content = page({
    title: `${row.label} on ${name}`,
    description: `Accuracy, cost and provenance of ${row.label} on ${name}, measured by seqbench.`,
    current: null,
    depth: 1,
    content: runContent({ context, id, distinction, engine: engineText(row), machine: machineText(row) }),
    footer: footerOf(input),
  });
  return { path: `runs/${id}.html`, content };
}

/** A page for each row, and where it ranked the targets; the cases themselves once for all rows that answered them. */
function* rowFiles(files: RowFiles): Generator<SiteFile> {
  const { input, rows, data, hasRanks } = files;
  const peersOf = peersBySplit(rows);
  const targets: TargetCache = new Map();
  const knownCases = new Set<string>();
  for (const [place, row] of rows.entries()) {
    yield runPage(files, place, peersOf.get(accuracyKey(row))!);
    const ranks = rankFile(row, data.rows[place]!.id, input.answers, targets);
    const [first] = completedOf(row);
    const key = first ? caseKeyOf(first) : null;
    if (!ranks || !first || key === null) continue;
    if (!knownCases.has(key)) {
      const cases = caseFile(first, input.answers);
      if (!cases) continue;
      knownCases.add(key);
      yield cases;
    }
    hasRanks[place] = true;
    yield ranks;
  }
}

/** For other programs. */
function* exportedFiles(
  rows: readonly ReportRow[],
  seqbenchVersion: string,
  pageOf: (place: number) => string,
): Generator<SiteFile> {
  const parts = leaderboardParts({ rows, seqbenchVersion, pageOf });
  yield { path: 'leaderboard.json', content: leaderboardText(parts) };
  yield { path: 'leaderboard.csv', content: leaderboardCsv(parts) };
  yield { path: LEADERBOARD_SCHEMA_FILE, content: leaderboardJsonSchemaText() };
}

export function* siteFiles(input: SiteInput): Generator<SiteFile> {
  const rows = reportRows(input.records, input.provenanceOf);
  const data = boardData(rows);
  const history = historyData(input, rows, data);
  const footer = footerOf(input);
  const firstPage = (options: Omit<PageInput, 'depth' | 'footer'>) => page({ ...options, depth: 0, footer });
  yield { path: MARKER_FILE, content: MARKER };
  for (const [path, content] of assets()) yield { path, content };
  yield {
    path: 'index.html',
    content: firstPage({
      title: 'seqbench: accuracy and cost of next-item recommenders',
      description:
        'Sequential recommenders compared: accuracy against latency, memory and training time, with uncertainty.',
      current: 'board',
      content: boardContent(data, newestDay(input.records)),
      data,
    }),
  };
  const pageOf = (place: number) => `runs/${data.rows[place]!.id}.html`;
  yield { path: 'results.csv', content: resultsCsv(rows, data.figures, pageOf) };
  yield* exportedFiles(rows, input.seqbenchVersion, pageOf);
  yield {
    path: 'history.html',
    content: firstPage({
      title: 'History: seqbench',
      description: 'Accuracy and cost of each model from commit to commit, with the steps in them.',
      current: 'history',
      content: historyContent(history),
      data: history,
    }),
  };
  yield {
    path: 'protocol.html',
    content: firstPage({
      title: 'Protocol: seqbench',
      description: 'What every metric, cost and switch means, and the rules by which rows are marked and joined.',
      current: 'protocol',
      content: protocolContent(input.switches),
    }),
  };
  const hasRanks = rows.map(() => false);
  yield* rowFiles({ input, rows, data, hasRanks });
  const compare = compareData(rows, data, hasRanks);
  yield {
    path: 'compare.html',
    content: firstPage({
      title: 'Compare: seqbench',
      description: 'Two models user by user: wins, losses, and whether the difference is more than chance.',
      current: 'compare',
      content: compareContent(compare),
      data: compare,
    }),
  };
}
