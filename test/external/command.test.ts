/** Models behind a command: the Python example beside our own popularity, and programs that misbehave. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import command from '../../baselines/command.ts';
import popularity from '../../baselines/popularity.ts';
import { contentsHash } from '../../src/contentsHash.ts';
import { openWorkplace } from '../harness/seqbench.ts';
import { batchOf, fitInput, histories, split } from '../contract/fixture.ts';
import { hasPythonModule } from '../support/python.ts';

const FILTER = { k: 10, seenItems: 'filter' } as const;
const EXAMPLE = fileURLToPath(new URL('../peers/command_popularity.py', import.meta.url));

/** A program that answers every request with what the expression gives for it. */
const program = (expression: string): string[] => [
  process.execPath,
  '-e',
  `require('node:readline').createInterface({ input: process.stdin }).on('line', (line) => {
    const request = JSON.parse(line);
    const answer = ${expression};
    console.log(typeof answer === 'string' ? answer : JSON.stringify(answer));
  });`,
];

const fitWith = (words: string[]) => command.configure({ command: words }).fit(fitInput(split, null));

describe.skipIf(!hasPythonModule('numpy'))('popularity in Python', () => {
  it('gives the lists that our own gives, alone, in batches, and after loading', async () => {
    const ours = await popularity.configure({}).fit(fitInput(split, null));
    const theirs = await fitWith(['$SEQBENCH_PEERS_PYTHON', EXAMPLE]);
    const expected = (await ours.recommend(histories, FILTER)).items;
    expect((await theirs.recommend(histories, FILTER)).items).toEqual(expected);
    expect((await theirs.recommend(batchOf([3, 4]), FILTER)).items).toEqual(
      (await ours.recommend(batchOf([3, 4]), FILTER)).items,
    );
    expect(theirs.facts!()).toMatchObject({ dialogueMillisecondsPerRequest: expect.any(Number) as number });
    const directory = mkdtempSync(join(tmpdir(), 'seqbench-saved-'));
    await theirs.save(directory);
    await theirs.dispose();
    const loaded = await command.load({ directory, engine: null });
    expect((await loaded.recommend(histories, FILTER)).items).toEqual(expected);
    await loaded.dispose();
    rmSync(directory, { recursive: true });
  });

  it('runs as a case of a config, beside others', async () => {
    const place = openWorkplace();
    const config = place.writeConfig(
      `  - popularity\n  - { id: command, label: python, settings: { command: [$SEQBENCH_PEERS_PYTHON, ${EXAMPLE}] } }\n`,
    );
    const { exitCode, stdout, stderr } = await place.run('run', config, '--json');
    place.remove();
    expect(exitCode, stderr).toBe(0);
    const { rows } = JSON.parse(stdout) as { rows: { baseline: string; metrics: Record<string, { mean: number }> }[] };
    const [first, second] = rows.map(({ metrics }) => metrics['ndcg@10']!.mean);
    expect(second).toBe(first);
  });
});

describe('a script behind a command', () => {
  it('is known by its contents', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'seqbench-script-'));
    try {
      const script = join(folder, 'model.py');
      const hash = () => {
        const { files } = command.configure({ command: ['$PYTHON', script, '--fast'] });
        expect(files).toEqual([script]);
        return contentsHash(files, join(folder, 'memory'));
      };
      writeFileSync(script, 'first');
      const first = await hash();
      expect(await hash()).toBe(first);
      writeFileSync(script, 'other');
      expect(await hash()).not.toBe(first);
      writeFileSync(script, 'first');
      expect(await hash()).toBe(first);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe('a program that misbehaves is told of in one sentence', () => {
  it.each([
    ['is not there', ['no-such-program-at-all'], 'cannot be started'],
    ['ends at once', [process.execPath, '-e', 'console.error("out of cheese"); process.exit(3)'], 'exit code 3'],
    ['talks', program('"hello"'), 'is no JSON object'],
    ['answers something else', program('[1]'), 'is no JSON object'],
    ['forgets what it owes', program('({ epochs: [] })'), 'parameterCount'],
    ['refuses', program('({ error: "no sequences for me" })'), 'no sequences for me'],
    ['needs a variable that is not set', ['$SEQBENCH_NO_SUCH_VARIABLE'], 'SEQBENCH_NO_SUCH_VARIABLE'],
  ])('%s', async (_, words, sentence) => {
    await expect(fitWith(words)).rejects.toThrow(sentence);
  });

  it.each([
    ['more items than asked for', '{ items: Array(11).fill(1), scores: Array(11).fill(1), seconds: 0 }', '10 at most'],
    ['scores missing', '{ items: [1, 2], scores: [1], seconds: 0 }', 'as many scores as items'],
    ['no time', '{ items: [1], scores: [1] }', 'seconds'],
  ])('answers with %s', async (_, answer, sentence) => {
    const model = await fitWith(program(`request.do === 'fit' ? { parameterCount: 1 } : ${answer}`));
    await expect(model.recommend(batchOf([1]), FILTER)).rejects.toThrow(sentence);
    await model.dispose();
  });
});
