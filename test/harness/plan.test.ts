import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson, shortHash } from '../../src/canonicalJson.ts';
import { pairFaults } from '../../harness/plan/checkPairs.ts';
import type { Survey } from '../../harness/case/caseMessages.ts';
import { parseConfigText } from '../../harness/config/configText.ts';
import { nearest } from '../../harness/config/nearest.ts';
import { planCases } from '../../harness/plan/plan.ts';
import { protocolName } from '../../harness/plan/protocol.ts';
import { parseConfig } from '../../harness/config/readConfig.ts';
import { gridChoices, type ResolvedBaseline } from '../../harness/config/resolveBaselines.ts';
import { selectBaselines } from '../../harness/plan/selectCases.ts';
import { splitSettingsSchema } from '../../src/split/splitSettings.ts';
import { completedRecord } from './recordFixture.ts';

function resolved(changes: Partial<ResolvedBaseline> = {}): ResolvedBaseline {
  return {
    source: { id: 'sasrec', file: '/x/sasrec.ts', fileHash: null },
    label: 'sasrec',
    summary: '',
    needs: ['engine'],
    takesItemText: false,
    settings: { dropout: 0.5, layers: [1, 5] },
    filesHash: null,
    serve: null,
    profiles: null,
    path: ['baselines', 0],
    grid: null,
    ...changes,
  };
}

function configOf(text: string) {
  return parseConfig(parseConfigText('run.yaml', `name: x\ndatasets: [simulated-tiny]\nbaselines: [sasrec]\n${text}`));
}

function idOf(text: string, baseline = resolved()): string {
  return planCases(configOf(`threads: 2\n${text}`), [baseline])[0]!.caseId;
}

describe('canonical JSON', () => {
  it('does not depend on the order of keys, and does on the order of lists', () => {
    expect(canonicalJson({ b: 1, a: { d: [2, 1], c: 'x' } })).toBe('{"a":{"c":"x","d":[2,1]},"b":1}');
    expect(shortHash({ a: 1, b: 2 })).toBe(shortHash({ b: 2, a: 1 }));
    expect(shortHash([1, 2])).not.toBe(shortHash([2, 1]));
  });

  it('tells apart what stripping punctuation would not', () => {
    const hashes = [[1.5], [1, 5], [-1, 5], ['1,5'], [15], ['1.5']].map((value) => shortHash(value));
    expect(new Set(hashes).size).toBe(hashes.length);
  });

  it('refuses what JSON would turn into null', () => {
    expect(() => canonicalJson({ a: NaN })).toThrow('JSON cannot hold NaN');
    expect(() => canonicalJson([undefined])).toThrow('JSON cannot hold a undefined');
  });
});

describe('case ids', () => {
  it('are readable and the same for the same config', () => {
    expect(idOf('')).toMatch(/^sasrec\.simulated-tiny\.seed1\.[0-9a-f]{10}$/u);
    expect(idOf('')).toBe(idOf('seeds: [1]\nengine: onnx\n'));
  });

  it('change with the contents of files behind the settings', () => {
    const ids = [null, 'a', 'b'].map((filesHash) => idOf('', resolved({ filesHash })));
    expect(new Set(ids).size).toBe(3);
  });

  it('do not change with what does not change the result', () => {
    expect(idOf('', resolved({ label: 'another' }))).toBe(idOf(''));
    expect(idOf('', resolved({ settings: { layers: [1, 5], dropout: 0.5 } }))).toBe(idOf(''));
    const cheap = resolved({ needs: [] });
    expect(idOf('engine: reference', cheap)).toBe(idOf('engine: onnx', cheap));
  });

  it.each([
    ['the seed', idOf('seeds: [2]')],
    ['the engine', idOf('engine: reference')],
    ['the cutoffs', idOf('cutoffs: [10]')],
    ['the way of measuring', idOf('measure: { batchSize: 1 }')],
    ['the split', idOf('split: { kind: leave-one-out }')],
    ['a setting', idOf('', resolved({ settings: { dropout: 0.5, layers: [1.5] } }))],
    ['the code of a file', idOf('', resolved({ source: { id: 'sasrec', file: '/x', fileHash: 'aa' } }))],
    ['bad rows', idOf('skipBadRows: true')],
    ['the threads', planCases(configOf('threads: 1'), [resolved()])[0]!.caseId],
  ])('change with %s', (_, id) => {
    expect(id).not.toBe(idOf(''));
  });
});

describe('a plan', () => {
  it('is every baseline on every dataset with every seed, seed by seed', () => {
    const config = configOf('seeds: [3, 4, 3]\ncutoffs: [20, 5, 20]');
    const cases = planCases({ ...config, datasets: ['simulated-tiny', 'simulated-quick'] }, [
      resolved(),
      resolved({ label: 'b', settings: {}, needs: [] }),
    ]);
    expect(cases.map((planned) => [planned.datasetName, planned.seed, planned.baseline.label])).toEqual(
      ['simulated-tiny', 'simulated-quick'].flatMap((dataset) =>
        [3, 4].flatMap((seed) => ['sasrec', 'b'].map((label) => [dataset, seed, label])),
      ),
    );
    expect(new Set(cases.map((planned) => planned.caseId)).size).toBe(8);
    expect(cases[0]!.cutoffs).toEqual([5, 20]);
    expect(cases.map((planned) => planned.engine?.name ?? null).slice(0, 2)).toEqual(['onnx', null]);
  });

  it('is the same set of cases in whatever order a config lists them, each with an id of its own', () => {
    const datasets = fc.uniqueArray(fc.constantFrom('simulated-tiny', 'simulated-quick', 'ml-1m'), { minLength: 1 });
    const seeds = fc.uniqueArray(fc.integer({ min: 0, max: 1e6 }), { minLength: 1, maxLength: 5 });
    const widths = fc.uniqueArray(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(datasets, seeds, widths, (places, numbers, sizes) => {
        const config = { ...configOf(''), datasets: places, seeds: numbers };
        const baselines = sizes.map((width) => resolved({ label: `w${width}`, settings: { width } }));
        const ids = planCases(config, baselines).map(({ caseId }) => caseId);
        expect(ids).toHaveLength(places.length * numbers.length * sizes.length);
        expect(new Set(ids).size).toBe(ids.length);
        const turned = { ...config, datasets: places.toReversed(), seeds: [...numbers.toReversed(), ...numbers] };
        const again = planCases(turned, baselines.toReversed()).map(({ caseId }) => caseId);
        expect(again.sort()).toEqual(ids.sort());
      }),
    );
  });

  it('has every combination of a grid', () => {
    const choices = gridChoices({ a: [1, 2], b: ['x', 'y'] });
    expect(choices.map(({ a, b }) => [a!.value, b!.value])).toEqual([
      [1, 'x'],
      [1, 'y'],
      [2, 'x'],
      [2, 'y'],
    ]);
    expect(gridChoices({})).toEqual([{}]);
  });

  it('can be narrowed to labels or ids, and names those there are', () => {
    const baselines = [resolved({ label: 'a' }), resolved({ label: 'b' })];
    expect(selectBaselines(baselines, ['b']).map(({ label }) => label)).toEqual(['b']);
    expect(selectBaselines(baselines, ['sasrec'])).toHaveLength(2);
    expect(selectBaselines(baselines, ['a, b'])).toHaveLength(2);
    expect(selectBaselines(baselines, [])).toHaveLength(2);
    expect(() => selectBaselines(baselines, ['sasrek'])).toThrow(
      '--only sasrek: the config has no such baseline. Did you mean "sasrec"? It has: a, sasrec, b.',
    );
  });
});

describe('impossible pairs', () => {
  const { dataset, split } = completedRecord();
  const survey: Survey = { dataset, split, hasItemText: false };
  const config = configOf('cutoffs: [5, 2000]');

  it('are refused with the place in the config', () => {
    const needy = resolved({ needs: ['time', 'itemText'] });
    const ordered = { ...survey, dataset: { ...dataset, timeResolution: 'none' as const } };
    expect(pairFaults(config, [needy], [ordered])).toEqual([
      { path: ['baselines', 0], sentence: '"sasrec" needs times, and "shop" has an order only.' },
      { path: ['baselines', 0], sentence: '"sasrec" needs item text, and "shop" has none.' },
      { path: ['cutoffs', 1], sentence: 'asks for 2000 items, but "simulated-tiny" has a catalogue of 1100.' },
    ]);
  });

  it('include splits that leave nothing to test', () => {
    const empty = { ...survey, split: { ...split, testCaseCount: 0 } };
    expect(pairFaults(configOf(''), [resolved()], [empty])).toEqual([
      { path: ['datasets', 0], sentence: 'leaves no test case after the split; look at "split".' },
    ]);
  });

  it('are not seen where there are none', () => {
    expect(pairFaults(configOf(''), [resolved({ needs: ['time'] })], [survey])).toEqual([]);
  });
});

describe('protocol names', () => {
  it.each([
    [{ kind: 'global-temporal' }, 'strict'],
    [{ kind: 'global-temporal', target: 'successive', core: 0 }, 'strict, target=successive, core=0'],
    [{ kind: 'global-temporal', validation: { by: 'user', seed: 1 } }, 'strict, validation.seed=1'],
    [{ kind: 'leave-one-out' }, 'leave-one-out'],
    [{ kind: 'leave-one-out', seenItems: 'keep' }, 'leave-one-out, seenItems=keep'],
  ])('say how %j differs', (settings, name) => {
    const parts = protocolName(splitSettingsSchema.parse(settings)).split(', ');
    expect(new Set(parts)).toEqual(new Set(name.split(', ')));
  });
});

describe('did you mean', () => {
  it.each([
    ['popularty', 'popularity'],
    ['cuont', 'count'],
    ['SEEDS', 'seeds'],
    ['bert4rec', null],
    ['x', null],
  ])('%s: %s', (word, expected) => {
    expect(nearest(word, ['popularity', 'random', 'seeds', 'count'])).toBe(expected);
  });
});
