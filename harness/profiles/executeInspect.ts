/** `seqbench profiles inspect` with its words. Returns the exit code. */
import { availableParallelism } from 'node:os';
import { basename } from 'node:path';
import { openEngine } from '../../src/engine/openEngine.ts';
import { UserError } from '../../src/errors.ts';
import { mapProfiles } from '../../src/profiles/inspect/profileMap.ts';
import { nearestRows } from '../../src/profiles/reduce/nearestRows.ts';
import { type Rows, takeRows } from '../../src/profiles/reduce/rowBlocks.ts';
import { readVectorFile } from '../../src/profiles/vectorFile.ts';
import { writeFileAtomically } from '../records/atomicFile.ts';
import type { InspectArguments } from '../commands/profiles/inspect.ts';
import type { RunStreams } from '../run/executeRun.ts';
import { didYouMean } from '../config/nearest.ts';
import { wholeNumber } from '../wholeNumber.ts';
import { compareVectors, measureVectors } from './compareVectors.ts';
import { measureCoverage } from './coverage.ts';
import { type Inspection, inspectionText, type Neighbourhood } from './inspectionText.ts';
import { mapSvg } from './mapSvg.ts';
import { readTexts } from './readTexts.ts';
import { runStage, type Stage } from './runStage.ts';

/** Of the draws of the map. */
const SEED = 1;

interface Subject {
  readonly users: readonly string[];
  /** By row; null where none were given. */
  readonly texts: readonly string[] | null;
  readonly rows: Rows;
}

export async function executeInspect(args: InspectArguments, streams: RunStreams): Promise<number> {
  const neighbourCount = wholeNumber('--neighbours', args.neighbours, 1);
  const { vectors, width, users, ...described } = await readVectorFile(args.vectors);
  if (users === null) {
    throw new UserError(`${args.vectors} does not say whose the vectors are; make them by \`profiles encode\` anew.`);
  }
  const rows = { values: vectors, width };
  const subject: Subject = {
    users,
    rows,
    texts: args.texts === undefined ? null : await textsOf(users, args.texts, args),
  };
  const row = args.user === undefined ? null : rowOfUser(args.user, users);
  return runStage(`Inspecting ${users.length} profiles`, streams, 'Stopped.', async (stage) => {
    const coverage =
      args.data === undefined
        ? null
        : await measureCoverage(args.data, users, (note) => {
            stage.tell(note, null);
          });
    stage.tell('measuring', null);
    const before = args.before === undefined ? null : await rowsBefore(args.before, users);
    const measures = before === null ? { after: await measureVectors(rows) } : await compareVectors(before, rows);
    const neighbourhood = row === null ? null : await neighboursOf(row, subject, neighbourCount);
    const inspection: Inspection = {
      file: args.vectors,
      profileCount: users.length,
      width,
      ...described,
      ...measures,
      coverage,
      neighbourhood,
      map: args.svg === undefined ? null : await drawMap(args.svg, args.vectors, subject, neighbourhood, stage),
    };
    const output = args.json ? `${JSON.stringify(inspection, null, 2)}\n` : inspectionText(inspection);
    return { line: args.svg === undefined ? 'Done' : `Wrote ${args.svg}`, output };
  });
}

/** In the order of the users. */
async function textsOf(users: readonly string[], file: string, args: InspectArguments): Promise<readonly string[]> {
  const profiles = await readTexts(file, { user: args.userField, text: args.textField });
  const textOf = new Map(profiles.map(({ user, text }) => [user, text]));
  return users.map((user) => {
    const text = textOf.get(user);
    if (text === undefined) throw new UserError(`${file} has no text of user "${user}", who is in ${args.vectors}.`);
    return text;
  });
}

async function rowsBefore(path: string, users: readonly string[]): Promise<Rows> {
  const before = await readVectorFile(path);
  if (before.users?.length !== users.length || before.users.some((user, row) => user !== users[row])) {
    throw new UserError(`${path} is of other users; name the file that the vectors were reduced from.`);
  }
  return { values: before.vectors, width: before.width };
}

function rowOfUser(user: string, users: readonly string[]): number {
  const row = users.indexOf(user);
  if (row < 0)
    throw new UserError(`--user ${user}: there is no such user among the vectors.${didYouMean(user, users)}`);
  return row;
}

async function neighboursOf(row: number, { users, rows, texts }: Subject, count: number): Promise<Neighbourhood> {
  const engine = await openEngine('onnx', { threads: availableParallelism() });
  const k = Math.min(count + 1, users.length);
  const nearest = await nearestRows(engine, rows, takeRows(rows, [row]), k);
  await engine.dispose();
  const neighbours = [...nearest.rows]
    .map((other, rank) => ({
      row: other,
      user: users[other]!,
      text: texts?.[other] ?? null,
      distance: nearest.distances[rank]!,
    }))
    .filter((neighbour) => neighbour.row !== row);
  return { row, user: users[row]!, text: texts?.[row] ?? null, neighbours: neighbours.slice(0, count) };
}

async function drawMap(
  path: string,
  vectorFile: string,
  { users, rows, texts }: Subject,
  neighbourhood: Neighbourhood | null,
  { signal, tell }: Stage,
): Promise<Inspection['map']> {
  const wanted = neighbourhood === null ? [] : [neighbourhood.row, ...neighbourhood.neighbours.map(({ row }) => row)];
  const map = await mapProfiles(rows, texts, {
    seed: SEED,
    wanted,
    signal,
    onProgress: (share) => {
      tell('drawing the map', share);
    },
  });
  const shown = [...map.rows];
  const [user, ...neighbours] = wanted.map((row) => shown.indexOf(row));
  const svg = mapSvg({
    map,
    title: `Profiles in ${basename(vectorFile)}`,
    users: shown.map((row) => users[row]!),
    texts: texts === null ? null : shown.map((row) => texts[row]!),
    marked: user === undefined ? null : { user, neighbours },
  });
  await writeFileAtomically(path, svg);
  return { file: path, users: shown.length, groups: map.groups.map(({ size, words }) => ({ size, words })) };
}
