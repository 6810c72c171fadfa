/** What a reader must know before the first figure of a board: one fact per line. */
import type { Board } from './boards.ts';
import { formatBytes, formatCount } from './formatNumber.ts';

export interface HeaderLine {
  readonly label: string;
  readonly text: string;
}

function distinct<Value>(values: readonly Value[]): Value[] {
  return [...new Set(values)];
}

function codeText({ rows }: Board): string {
  const commits = distinct(rows.flatMap((row) => row.commits)).map((commit) => commit?.slice(0, 8) ?? 'no git commit');
  const dirty = rows.some((row) => row.hasDirtyCode) ? ', with uncommitted changes' : '';
  const mixed = commits.length > 1 ? ' (rows of DIFFERENT commits)' : '';
  const versions = distinct(rows.map((row) => row.sample.code.seqbenchVersion));
  return `seqbench ${versions.join(', ')} at ${commits.join(', ')}${mixed}${dirty}`;
}

function seedsText({ rows }: Board): string {
  const sets = distinct(rows.filter((row) => row.seeds.length > 0).map((row) => row.seeds.join(', ')));
  if (sets.length === 0) return 'no case completed';
  return sets.length === 1 ? sets[0]! : `DIFFERENT by baseline: ${sets.join(' / ')}`;
}

export function headerLines(board: Board): HeaderLine[] {
  const { dataset, split, protocol, machine } = board.rows[0]!.sample;
  const engine = board.rows.find((row) => row.engine !== null)?.engine ?? null;
  const provider = engine?.provider && !engine.name.includes('/') ? ` on ${engine.provider}` : '';
  const seen = split.seenItems === 'filter' ? 'items of the history filtered out' : 'items of the history kept';
  const cold = split.coldTargetCount > 0 ? `, ${formatCount(split.coldTargetCount)} of them with a cold target` : '';
  return [
    {
      label: 'Dataset',
      text: `${dataset.name}${dataset.isSimulated ? ' (SIMULATED, not real users)' : ''}, content ${dataset.contentHash.slice(0, 8)}`,
    },
    { label: 'Protocol', text: `${protocol}; split ${split.hash.slice(0, 8)}` },
    { label: 'Split', text: split.statements.join(' ') },
    {
      label: 'Test',
      text: `${formatCount(split.testCaseCount)} cases${cold}; ranked over all ${formatCount(split.catalogueItemCount)} items of the catalogue, ${seen}`,
    },
    {
      label: 'Engine',
      text: engine === null ? 'none used' : `${engine.name}${provider}, ${engine.threads} threads`,
    },
    {
      label: 'Machine',
      text: `${machine.cpuModel}, ${machine.coreCount} cores, ${formatBytes(machine.memoryBytes)}, ${machine.platform} ${machine.architecture}, Node ${machine.nodeVersion}`,
    },
    { label: 'Code', text: codeText(board) },
    { label: 'Seeds', text: seedsText(board) },
  ];
}
