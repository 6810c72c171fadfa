/** `serve:` in a config: one training, a case for each way of asking its model, and records that say so. */
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decodeNpy } from '../../src/tensors/npy.ts';
import type { CompletedRecord } from '../../harness/records/record.ts';
import { readRecords } from '../../harness/records/recordStore.ts';
import { openWorkplace, type Workplace } from './seqbench.ts';

const SETTINGS =
  '{ size: nano, epochs: 1, targets: last-only, historyLength: 3, listLength: beams, validationUsers: 10 }';
const BEAMS = [1, 4, 20];

let workplace: Workplace;
beforeAll(() => {
  workplace = openWorkplace();
});
afterAll(() => {
  workplace.remove();
});

function config(serve: string, more = ''): string {
  return workplace.writeConfig(`  - { id: idgenrec, settings: ${SETTINGS}, serve: ${serve} }\n`, more);
}

async function recorded(): Promise<{ record: CompletedRecord; path: string }[]> {
  const all = await readRecords(workplace.results);
  const entries = all.flatMap(({ record, path }) => (record.status === 'completed' ? [{ record, path }] : []));
  const beams = ({ record }: (typeof entries)[number]) => record.sharedModel!.serving.beams as number;
  return entries.sort((a, b) => beams(a) - beams(b));
}

function listLengths(path: string): Set<number> {
  const { data, shape } = decodeNpy(
    readFileSync(join(path.replace(/\.json$/u, ''), 'answers', 'items.npy')),
    'items.npy',
  );
  const k = shape[1]!;
  return new Set(
    Array.from(
      { length: shape[0]! },
      (_, row) => data.subarray(row * k, (row + 1) * k).filter((item) => item > 0).length,
    ),
  );
}

describe('serving', () => {
  it('trains one model, asks it in every way, and counts the training once in each record, which says whose it is', async () => {
    const path = config(`{ beams: [${BEAMS.join()}] }`);
    const { exitCode, stdout, stderr } = await workplace.run('run', path);
    expect(exitCode, stderr).toBe(0);
    expect(stdout).toContain('Opened the model that another case had trained');
    const found = await recorded();
    expect(found.map(({ record }) => (record.settings as { beams: number }).beams)).toEqual(BEAMS);
    const [trainer] = found;
    for (const { record, path: file } of found) {
      expect(record.sharedModel).toEqual({
        trainedBy: trainer!.record.caseId,
        serving: { beams: (record.settings as { beams: number }).beams },
      });
      expect(record.epochs).toEqual(trainer!.record.epochs);
      expect(record.epochs).toHaveLength(1);
      expect(record.costs.fitSeconds).toBe(trainer!.record.costs.fitSeconds);
      expect(record.phases.some(({ phase }) => phase === 'fit')).toBe(record === trainer!.record);
      expect(record.modelFacts.itemCount).toBe(trainer!.record.modelFacts.itemCount);
      expect(listLengths(file)).toEqual(new Set([(record.settings as { beams: number }).beams]));
    }
    const decoded = found.map(({ record }) => record.modelFacts.decodedTokensPerRequest as number);
    expect(decoded[0]).toBeLessThan(decoded[1]!);
    expect(decoded[1]).toBeLessThan(decoded[2]!);

    // What is asked of again is asked of the same model, in whatever run.
    rmSync(found[1]!.path);
    await workplace.run('run', path);
    const again = await recorded();
    expect(again[1]!.record.sharedModel).toEqual(found[1]!.record.sharedModel);
    expect(again[1]!.record.metrics).toEqual(found[1]!.record.metrics);
    expect(again[0]!.record).toEqual(found[0]!.record);
  });

  it.each([
    ['{ epochs: [1, 2] }', /serve\.epochs is no setting of asking alone; these are: beams, listLength, /u],
    ['{ beams: [0] }', /serve\.beams\[0\] must be more than 0, not 0/u],
  ])('takes settings of asking alone: %s', async (serve, message) => {
    const { exitCode, stderr } = await workplace.run('run', config(serve));
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(message);
  });

  it('does not go with a search over the same grid', async () => {
    const path = workplace.writeConfig(
      '  - { id: idgenrec, grid: { epochs: [1, 2] }, serve: { beams: [1, 2] } }\n',
      'search: {}\n',
    );
    const { exitCode, stderr } = await workplace.run('run', path);
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/serve goes with no "grid" that a search chooses from/u);
  });
});
