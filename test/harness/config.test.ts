/** What a wrong config is told: the exact sentences, with file, line and place. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import bert4rec from '../../baselines/bert4rec.ts';
import sasrec from '../../baselines/sasrec.ts';
import { parseConfigText } from '../../harness/config/configText.ts';
import { parseConfig, readConfig } from '../../harness/config/readConfig.ts';
import { ENGINE_CHOICES } from '../../src/engine/engineChoice.ts';
import { UserError } from '../../src/errors.ts';
import { SPLIT_PROTOCOLS } from '../../src/split/splitProtocols.ts';
import { splitSettingsSchema } from '../../src/split/splitSettings.ts';

const ENGINE_WORDS = ENGINE_CHOICES.map((name) => `"${name}"`).join(', ');
const MINIMAL = 'name: x\ndatasets: [simulated-tiny]\nbaselines: [popularity]\n';
const folder = mkdtempSync(join(tmpdir(), 'seqbench-config-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function parse(text: string) {
  return parseConfig(parseConfigText('run.yaml', text));
}

function faultsOf(text: string): string[] {
  try {
    parse(text);
  } catch (error) {
    if (error instanceof UserError) return error.message.split('\n');
    throw error;
  }
  return [];
}

async function read(text: string) {
  const path = join(folder, 'run.yaml');
  writeFileSync(path, text);
  return readConfig(path);
}

async function readFaults(text: string): Promise<string[]> {
  const outcome = await read(text).catch((error: unknown) => error);
  if (!(outcome instanceof UserError)) throw new Error('The config was not refused');
  return outcome.message.split('\n').map((line) => line.replaceAll(`${folder}/`, ''));
}

describe('a config', () => {
  it('needs no more than a name, datasets and baselines', () => {
    const config = parse(MINIMAL);
    expect(config).toMatchObject({ seeds: [1], engine: 'onnx', cutoffs: [5, 10, 20], skipBadRows: false });
    expect(config.split).toMatchObject({ kind: 'global-temporal', quantile: 0.8, target: 'last', seenItems: 'filter' });
    expect(config.threads).toBeGreaterThan(0);
  });

  it.each([
    ['engin: onnx', 'run.yaml:4: engin is not a known key. Did you mean "engine"? Known: '],
    ['engine: onx', `run.yaml:4: engine must be one of ${ENGINE_WORDS}, not "onx". Did you mean "onnx"?`],
    ['seeds: 1', 'run.yaml:4: seeds must be a list, not 1.'],
    ['seeds: [1, a]', 'run.yaml:4: seeds[1] must be a number, not "a".'],
    ['seeds: []', 'run.yaml:4: seeds must hold at least 1 entries, not 0.'],
    ['cutoffs: [0]', 'run.yaml:4: cutoffs[0] must be more than 0, not 0.'],
    ['cutoffs: [2.5]', 'run.yaml:4: cutoffs[0] must be a whole number, not 2.5.'],
    [
      'split:\n  kind: temporal',
      'run.yaml:5: split.kind must be one of "global-temporal", "leave-one-out", not "temporal".',
    ],
    ['split:\n  core: 3', 'run.yaml:4: split.kind is missing; it must be one of "global-temporal", "leave-one-out".'],
    [
      'split:\n  kind: leave-one-out\n  quantil: 0.5',
      'run.yaml:6: split.quantil is not a known key. Known: kind, core, duplicates, ',
    ],
    [
      'split:\n  kind: global-temporal\n  quantil: 0.5',
      'run.yaml:6: split.quantil is not a known key. Did you mean "quantile"? ',
    ],
    ['split:\n  kind: global-temporal\n  quantile: 1.5', 'run.yaml:6: split.quantile must be less than 1, not 1.5.'],
    ['measure:\n  batchsize: 1', 'run.yaml:5: measure.batchsize is not a known key. Did you mean "batchSize"?'],
  ])('is told about %j', (line, expected) => {
    const [fault] = faultsOf(`${MINIMAL}${line}\n`);
    expect(fault?.slice(0, expected.length)).toBe(expected);
  });

  it('is told of every fault at once, each with its line', () => {
    expect(faultsOf('datasets: [simulated-tiny, simulated-tny]\nbaselines:\n  - popularity\n  - idd: x\n')).toEqual([
      'run.yaml:1: name is missing; it must be a text.',
      expect.stringMatching(
        /^run\.yaml:1: datasets\[1\] is refused: no built-in dataset is called "simulated-tny"; there are /u,
      ),
      'run.yaml:4: baselines[1].id is missing; it must be a text.',
      'run.yaml:4: baselines[1].idd is not a known key. Did you mean "id"? Known: id, label, protocol, settings, grid, serve, profiles.',
    ]);
  });

  it('must be a mapping, and YAML', () => {
    expect(faultsOf('- a\n')).toEqual(['run.yaml:1: the config must be a mapping of keys to values, not ["a"].']);
    expect(faultsOf('name: x\nseeds: [1\nengine: y\n')[0]).toMatch(/^run\.yaml:\d: not readable as YAML: /u);
  });

  it('is refused where two datasets would share a name', () => {
    expect(faultsOf(MINIMAL.replace('[simulated-tiny]', '[simulated-tiny, simulated-tiny]'))).toEqual([
      'run.yaml:2: datasets[1] has the name "simulated-tiny", as datasets[0] has.',
    ]);
  });

  it('that is not there is named', async () => {
    await expect(readConfig('nowhere.yaml')).rejects.toThrow(
      new UserError('Cannot read the config nowhere.yaml: there is no such file.'),
    );
  });
});

const withBaselines = (lines: string) => `name: x\ndatasets: [simulated-tiny]\nbaselines:\n${lines}`;

describe('a protocol', () => {
  it('is strict by default: the defaults of split and baselines', async () => {
    const { config, baselines } = await read(withBaselines('  - sasrec\n'));
    expect(config.split).toEqual(splitSettingsSchema.parse({ kind: 'global-temporal' }));
    expect(baselines[0]!.settings).toEqual(sasrec.configure({}).settings);
  });

  it('sets split and baselines, and the config comes before it', async () => {
    const lines = '  - sasrec\n  - id: bert4rec\n    settings: { maskProbability: 0.3 }\n  - popularity\n';
    const { config, baselines } = await read(`${withBaselines(lines)}protocol: ecir26\nsplit: { core: 5 }\n`);
    expect(config.split).toEqual(splitSettingsSchema.parse({ ...SPLIT_PROTOCOLS.ecir26, core: 5 }));
    expect(baselines.map(({ settings }) => settings)).toEqual([
      sasrec.configure(sasrec.protocols.ecir26).settings,
      bert4rec.configure({ ...bert4rec.protocols.ecir26!, maskProbability: 0.3 }).settings,
      { count: 'events' },
    ]);
    expect(baselines[0]!.settings).toMatchObject({ norm: 'query-only', paddingMask: 'visible', keptEpoch: 'last' });
    expect(baselines[1]!.settings).toMatchObject({ padding: 'masked', output: 'untied', maskSeed: 42 });
  });

  it('may be that of one baseline alone', async () => {
    const lines = '  - sasrec\n  - { id: sasrec, label: released, protocol: ecir26, grid: { width: [32] } }\n';
    const { config, baselines } = await read(withBaselines(lines));
    expect(config.split.seenItems).toBe('filter');
    expect(baselines.map(({ label, settings }) => [label, (settings as { norm: string }).norm])).toEqual([
      ['sasrec', 'pre'],
      ['released width=32', 'query-only'],
    ]);
  });

  it('has one kind of split', () => {
    expect(faultsOf(`${MINIMAL}protocol: ecir26\nsplit: { kind: leave-one-out }`)).toEqual([
      'run.yaml:5: split.kind must be "global-temporal", or left out, under the protocol "ecir26".',
    ]);
    expect(faultsOf(`${MINIMAL}protocol: ecir25`)).toEqual([
      'run.yaml:4: protocol must be one of "strict", "ecir26", not "ecir25". Did you mean "ecir26"?',
    ]);
  });
});

describe('baselines of a config', () => {
  it('are told about unknown names, and which there are', async () => {
    expect(await readFaults(withBaselines('  - popularty\n  - id: ./mine.ts\n'))).toEqual([
      expect.stringMatching(
        /^run\.yaml:4: baselines\[0\] is refused: Unknown baseline "popularty"\. Did you mean "popularity"\? Known: bert4rec, .*markov, .*popularity, /u,
      ),
      'run.yaml:5: baselines[1].id is refused: No file mine.ts for the baseline "./mine.ts".',
    ]);
  });

  it('have their settings checked by their own schema', async () => {
    const lines = '  - id: popularity\n    settings:\n      cuont: users\n      count: clicks\n';
    expect(await readFaults(withBaselines(lines))).toEqual([
      'run.yaml:7: baselines[0].settings.count must be one of "events", "users", not "clicks".',
      'run.yaml:6: baselines[0].settings.cuont is not a known key. Did you mean "count"? Known: count.',
    ]);
  });

  it('are told which value of a grid is wrong, once', async () => {
    const lines = '  - id: popularity-recent\n    grid:\n      windowDays: [10, -1]\n      windowDay: [1]\n';
    const faults = await readFaults(withBaselines(lines));
    expect(faults).toEqual([
      expect.stringMatching(/^run\.yaml:7: baselines\[0\]\.grid\.windowDay\[0\] is not a known key\./u),
      expect.stringMatching(/^run\.yaml:6: baselines\[0\]\.grid\.windowDays\[1\] must be more than 0, not -1\.$/u),
    ]);
  });

  it('must have labels that tell them apart', async () => {
    expect(
      await readFaults(withBaselines('  - popularity\n  - id: popularity\n    settings: { count: users }\n')),
    ).toEqual([
      'run.yaml:5: baselines[1] has the label "popularity", as baselines[0] has; give it a "label" of its own.',
    ]);
  });

  it('must not have a setting both fixed and in the grid', async () => {
    const lines = '  - id: popularity\n    settings: { count: users }\n    grid: { count: [events] }\n';
    expect(await readFaults(withBaselines(lines))).toEqual([
      'run.yaml:6: baselines[0].grid.count is also among the settings; give it in one place.',
    ]);
  });

  it('are spelt out with every setting, one per choice of the grid', async () => {
    const { baselines } = await read(
      withBaselines('  - id: popularity\n    label: pop\n    grid: { count: [events, users] }\n'),
    );
    expect(baselines.map(({ label, settings }) => ({ label, settings }))).toEqual([
      { label: 'pop count=events', settings: { count: 'events' } },
      { label: 'pop count=users', settings: { count: 'users' } },
    ]);
  });
});
