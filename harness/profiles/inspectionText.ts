/** What `seqbench profiles inspect` says. Pure. */
import { formatCount, formatSignificant } from '../../reports/formatNumber.ts';
import type { VectorComparison, VectorMeasures } from './compareVectors.ts';
import type { Coverage } from './coverage.ts';
import { faithfulnessLine, fileLine, measureLines, type VectorFileFacts } from './vectorText.ts';

export interface Neighbourhood {
  readonly row: number;
  readonly user: string;
  /** Null where no texts were given. */
  readonly text: string | null;
  /** Nearest first. */
  readonly neighbours: readonly {
    readonly row: number;
    readonly user: string;
    readonly text: string | null;
    /** Euclidean. */
    readonly distance: number;
  }[];
}

export interface Inspection extends VectorFileFacts, Partial<VectorComparison> {
  readonly after: VectorMeasures;
  /** Null where no data was named. */
  readonly coverage: Coverage | null;
  readonly neighbourhood: Neighbourhood | null;
  readonly map: {
    readonly file: string;
    readonly users: number;
    readonly groups: readonly { readonly size: number; readonly words: readonly string[] }[];
  } | null;
}

export function inspectionText(inspection: Inspection): string {
  const { before, after, faithfulness, coverage, neighbourhood, map } = inspection;
  return [
    `${fileLine(inspection)}\n`,
    measureLines(before === undefined ? [after] : [before, after]),
    faithfulness === undefined ? '' : faithfulnessLine(faithfulness),
    coverage === null ? '' : coverageLine(coverage),
    neighbourhood === null ? '' : `\n${neighbourhoodText(neighbourhood)}`,
    map === null ? '' : `\n${mapText(map)}`,
  ].join('');
}

function coverageLine({ dataset, trainUsers, trainUsersWithProfile, otherProfiles }: Coverage): string {
  const share = `${((100 * trainUsersWithProfile) / trainUsers).toFixed(1)} % of the ${formatCount(trainUsers)}`;
  const others = otherProfiles === 0 ? '' : `; ${formatCount(otherProfiles)} profiles of others`;
  return `  ${'coverage'.padEnd(26)}${share} training users of ${dataset}${others}\n`;
}

function neighbourhoodText({ user, text, neighbours }: Neighbourhood): string {
  const entry = (head: string, words: string | null): string =>
    words === null ? `${head}\n` : `${head}\n    ${words}\n`;
  const others = neighbours.map((other) =>
    entry(`  ${other.user}, at ${formatSignificant(other.distance)}`, other.text),
  );
  return `${entry(`User ${user}`, text)}nearest:\n${others.join('')}`;
}

function mapText({ file, users, groups }: NonNullable<Inspection['map']>): string {
  const lines = [...groups]
    .sort((a, b) => b.size - a.size)
    .map(({ size, words }) => `  ${formatCount(size).padStart(6)}  ${words.join(', ')}`.trimEnd());
  return `${file}: ${formatCount(users)} users, groups by size:\n${lines.join('\n')}\n`;
}
