/** The command line as users run it: real child processes, tiny data. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ExampleCase } from '../../harness/records/exampleCases.ts';
import { readNpy } from '../../src/tensors/npy.ts';
import type { CompletedRecord, RunRecord } from '../../harness/records/record.ts';
import { readRecords } from '../../harness/records/recordStore.ts';
import type { JsonReport } from '../../reports/json.ts';
import { openWorkplace, TEST_BASELINES, type Finished, type Workplace } from './seqbench.ts';

const FAILING = [
  `  - id: ${TEST_BASELINES}/throws.ts`,
  `  - id: ${TEST_BASELINES}/exits.ts`,
  '    label: exits',
  '    settings: { how: exit }',
  `  - id: ${TEST_BASELINES}/exits.ts`,
  '    label: killed',
  '    settings: { how: signal }',
  `  - id: ${TEST_BASELINES}/cheats.ts`,
  `  - id: ${TEST_BASELINES}/lies.ts`,
  '',
].join('\n');

describe('a run in which some baselines fail', () => {
  let workplace: Workplace;
  let first: Finished;
  let records: readonly RunRecord[];

  beforeAll(async () => {
    workplace = openWorkplace();
    const config = workplace.writeConfig(`${FAILING}  - popularity\n  - random\n`);
    first = await workplace.run('run', config);
    records = (await readRecords(workplace.results)).map(({ record }) => record);
  });
  afterAll(() => {
    workplace.remove();
  });

  const recordOf = (label: string) => records.find((record) => record.baseline.label === label)!;

  it('ends with exit code 1 and a record of every case', () => {
    expect(first.exitCode).toBe(1);
    expect(records.map((record) => [record.baseline.label, record.status]).sort()).toEqual([
      ['cheats', 'failed'],
      ['exits', 'failed'],
      ['killed', 'failed'],
      ['lies', 'failed'],
      ['popularity', 'completed'],
      ['random', 'completed'],
      ['throws', 'failed'],
    ]);
  });

  it.each([
    ['throws', 'exception', 'fit', /^no cheese left$/u],
    ['exits', 'exit', 'fit', /^The process ended with exit code 7 before it answered: bad free\(\): corrupted list$/u],
    [
      'killed',
      'signal',
      'fit',
      /^The process was ended by signal SIGKILL before it answered; .*memory runs out: bad free/u,
    ],
    ['cheats', 'broken-answer', 'recommend', /^list 0 has item \d+, which its history has$/u],
    [
      'lies',
      'broken-answer',
      'metrics',
      /^the model reports what no record can hold: costs\.parameterCount must be a number, not NaN\.$/u,
    ],
  ])('says why %s failed', (label, kind, phase, message) => {
    const record = recordOf(label);
    if (record.status !== 'failed') throw new Error(`${label} did not fail`);
    expect(record.failure).toMatchObject({ kind, phase, message: expect.stringMatching(message) as string });
    expect(first.stdout).toMatch(new RegExp(`FAILED: ${label}, seed 1: `, 'u'));
  });

  it('prints both tables, and where the records are', () => {
    expect(first.stdout).toContain('simulated-tiny (SIMULATED, not real users)');
    expect(first.stdout).toMatch(/NDCG@10 .*│/u);
    expect(first.stdout).toMatch(/single request, p99 .*│/u);
    expect(first.stdout).toMatch(/Records: results\nReport: results\/report\/index\.html\n$/u);
    expect(first.stdout).not.toContain('\u001B');
    expect(first.stderr).toContain('test: 7 cases (7 baselines x 1 dataset x 1 seed), 0 recorded before\n');
    expect(first.stderr).toMatch(/\[6\/7\] popularity, simulated-tiny, seed 1: done in .* s, NDCG@10 0\.\d{4}\n/u);
  });

  it('keeps raw answers from which the metrics can be had again, and the model', async () => {
    const record = recordOf('popularity') as CompletedRecord;
    const directory = join(workplace.results, record.machine.id, 'abcdef01');
    const read = (name: string) => readNpy(join(directory, record.answers.directory, `${name}.npy`));
    const [items, targets, requests] = [await read('items'), await read('targets'), await read('requestSeconds')];
    expect(items.shape).toEqual([record.split.testCaseCount, 20]);
    expect(requests.shape).toEqual([30]);
    let hits = 0;
    for (const [row, target] of targets.data.entries()) {
      if (target !== 0 && items.data.subarray(row * 20, row * 20 + 10).includes(target)) hits++;
    }
    expect(hits).toBeGreaterThan(0);
    expect(record.metrics['recall@10']).toBeCloseTo(hits / record.split.testCaseCount, 12);
    expect(record.groups.filter(({ by }) => by === 'history-length').reduce((sum, g) => sum + g.caseCount, 0)).toBe(
      record.split.testCaseCount,
    );
    const examples = JSON.parse(
      readFileSync(join(directory, record.answers.directory, 'examples.json'), 'utf8'),
    ) as ExampleCase[];
    expect(examples.map(({ recommendations }) => recommendations[0]!.item)).toEqual(
      examples.map((example) => items.data[example.case * 20]!),
    );
    expect(examples[0]!.history[0]!.title).toMatch(/ /u);
    const sorted = Array.from(requests.data).sort((a, b) => a - b);
    expect(record.costs.singleStreamP50Milliseconds).toBe(sorted[14]! * 1000);
    expect(record.costs.peakMemoryBytes).toBeGreaterThan(30 * 2 ** 20);
    expect(record.costs.modelBytes).toBeGreaterThan(0);
    expect(readdirSync(join(directory, record.modelDirectory)).length).toBeGreaterThan(0);
  });

  it('records what ran where', () => {
    const record = recordOf('popularity') as CompletedRecord;
    expect(record).toMatchObject({
      settings: { count: 'events' },
      engine: null,
      protocol: 'strict',
      dataset: { isSimulated: true, name: 'simulated-tiny' },
      code: { commit: 'abcdef0123456789', isDirty: null },
      seed: 1,
      isResumed: false,
    });
    expect(record.phases.map(({ phase }) => phase)).toEqual([
      'load',
      'split',
      'fit',
      'save',
      'recommend',
      'single-requests',
      'metrics',
    ]);
    expect(record.code.packages['onnxruntime-node']).toMatch(/^\d+\./u);
    expect(recordOf('throws').baseline.fileHash).toMatch(/^[0-9a-f]{64}$/u);
  });

  it('leaves nothing half-written', () => {
    const names = readdirSync(workplace.results, { recursive: true, encoding: 'utf8' });
    expect(names.filter((name) => /\.(partial|tmp)/u.test(name))).toEqual([]);
  });

  it('when repeated runs only what failed', async () => {
    const second = await workplace.run('run', join(workplace.folder, 'run.yaml'), '--only', 'popularity', 'throws');
    expect(second.exitCode).toBe(1);
    expect(second.stderr).toContain('test: 2 cases (2 baselines x 1 dataset x 1 seed), 1 recorded before\n');
    expect(second.stderr).toMatch(/popularity, simulated-tiny, seed 1: recorded before, NDCG@10/u);
    const again = (await readRecords(workplace.results)).map(({ record }) => record);
    const startOf = (all: readonly RunRecord[], label: string) =>
      all.find((record) => record.baseline.label === label)!.startedAt;
    expect(startOf(again, 'popularity')).toBe(startOf(records, 'popularity'));
    expect(startOf(again, 'throws')).not.toBe(startOf(records, 'throws'));
  });

  it('can be reported again in every format', async () => {
    const table = await workplace.run('report', workplace.results);
    expect(table.exitCode).toBe(0);
    expect(table.stdout).toMatch(/NDCG@10 .*│/u);
    const json = JSON.parse((await workplace.run('report', '--format', 'json')).stdout) as JsonReport;
    expect(json.rows.map(({ baseline }) => baseline).sort()).toContain('popularity');
    expect(json.schemaVersion).toBe(1);
    for (const format of ['table', 'bencher']) {
      const nowhere = await workplace.run('report', 'nowhere', '--format', format);
      expect([nowhere.exitCode, nowhere.stdout]).toEqual([2, '']);
      expect(nowhere.stderr).toBe('nowhere holds no records. Name the directory that "seqbench run" wrote to.\n');
    }
  });
});

describe('without running anything', () => {
  let workplace: Workplace;
  beforeAll(() => {
    workplace = openWorkplace();
  });
  afterAll(() => {
    workplace.remove();
  });

  it('--dry-run shows the plan', async () => {
    const config = workplace.writeConfig('  - popularity\n', 'seeds: [1, 2]');
    const { exitCode, stderr } = await workplace.run('run', config, '--dry-run', '--seeds', '5,6', '7');
    expect(exitCode).toBe(0);
    expect(stderr.match(/ {2}popularity\.simulated-tiny\.seed[567]\.[0-9a-f]{10}: .*: to run/gu)).toHaveLength(3);
    expect(existsSync(workplace.results)).toBe(false);
  });

  it('--json prints nothing but JSON', async () => {
    const { exitCode, stdout, stderr } = await workplace.run(
      'run',
      workplace.writeConfig('  - popularity\n'),
      '--json',
    );
    expect(exitCode, stderr).toBe(0);
    const report = JSON.parse(stdout) as JsonReport & { readonly records: readonly string[] };
    expect(report.rows).toHaveLength(1);
    expect(report.records.map((path) => existsSync(path))).toEqual([true]);
  });

  it('a bad config is one sentence and exit code 2', async () => {
    const config = workplace.writeConfig('  - popularity\n', 'engin: onnx');
    const { exitCode, stdout, stderr } = await workplace.run('run', config);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toMatch(/^.*run\.yaml:4: engin is not a known key\. Did you mean "engine"\? Known: .*\n$/u);
  });

  it('a pair that cannot work is refused before anything trains', async () => {
    const config = workplace.writeConfig('  - popularity\n', 'cutoffs: [10, 5000]');
    const { exitCode, stderr } = await workplace.run('run', config);
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(
      /run\.yaml:4: cutoffs\[1\] asks for 5000 items, but "simulated-tiny" has a catalogue of \d+\.\n$/u,
    );
  });

  it.each([
    [['repotr'], /^Unknown command "repotr"\. Did you mean "report"\? Known: run, report, [a-z, ]+\.\n$/u],
    [['run', 'x.yaml', '--nope'], /^Unknown argument: nope\. See `seqbench run --help`\.\n$/u],
    [['run', 'x.yaml', '--seeds'], /^Not enough arguments following: seeds\. See `seqbench run --help`\.\n$/u],
    [['report', import.meta.filename], /endToEnd\.test\.ts: a file stands where a directory is needed\.\n$/u],
    [['run', 'x.yaml', '--seeds', 'a'], /^--seeds a: must be a whole number, at least 0\.\n$/u],
  ])('%j is told what is wrong, with exit code 2', async (words, sentence) => {
    expect(await workplace.run(...words)).toEqual({
      exitCode: 2,
      stdout: '',
      stderr: expect.stringMatching(sentence) as string,
    });
  });
});
