/** The file of answers: what is whole in it counts, what is torn is taken off, what is damaged is refused. */
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { AnswerStore, type NewAnswer } from '../../src/profiles/store/answerStore.ts';
import { profilePlace, type ProfilePlace } from './support.ts';

let place: ProfilePlace;
let path: string;
beforeEach(() => {
  place = profilePlace();
  path = join(place.directory, 'some', 'a.answers.jsonl');
});
afterEach(() => {
  place.remove();
});

const answer = (user: string, changes: Partial<NewAnswer> = {}): NewAnswer => ({
  user,
  step: 'profile',
  text: `Of ${user}:\n"x"`,
  promptTokens: 10,
  completionTokens: 3,
  areTokensCounted: true,
  isCut: false,
  ...changes,
});

async function store(...answers: NewAnswer[]): Promise<void> {
  const opened = await AnswerStore.open(path, { model: 'm' });
  await Promise.all(answers.map((one) => opened.append(one)));
  await opened.close();
}

test('finds what earlier sessions stored, and sums it up', async () => {
  await store(answer('a'), answer('b', { step: 'part 1/2', isCut: true }));
  await store(answer('c', { areTokensCounted: false }));
  const opened = await AnswerStore.open(path, { model: 'm' });
  expect(opened.find('a', 'profile')?.text).toBe('Of a:\n"x"');
  expect(opened.find('b', 'part 1/2')?.session).toBe(1);
  expect(opened.find('c', 'profile')?.session).toBe(2);
  expect(opened.find('b', 'profile')).toBeNull();
  expect(opened.totals()).toMatchObject({
    promptTokens: 30,
    completionTokens: 9,
    areTokensCounted: false,
    cutAnswers: 1,
  });
  await opened.close();
});

test.each([
  ['half a line', '{"user":"c","st'],
  ['a line without its end', JSON.stringify({ ...answer('c'), session: 2, sessionSeconds: 1 })],
  ['zeros', '\0\0\0\0'],
])('takes off %s at the end, and goes on', async (_, torn) => {
  await store(answer('a'), answer('b'));
  const whole = readFileSync(path, 'utf8');
  appendFileSync(path, torn);
  await store(answer('d'));
  expect(readFileSync(path, 'utf8').startsWith(whole)).toBe(true);
  const opened = await AnswerStore.open(path, { model: 'm' });
  expect(['a', 'b', 'c', 'd'].map((user) => opened.find(user, 'profile') !== null)).toEqual([true, true, false, true]);
  await opened.close();
});

test('begins anew where not even the first line was written', async () => {
  await store();
  writeFileSync(path, readFileSync(path, 'utf8').slice(0, 5));
  await store(answer('a'));
  const opened = await AnswerStore.open(path, { model: 'm' });
  expect(opened.find('a', 'profile')).not.toBeNull();
  await opened.close();
});

test('refuses damage in the middle by its line', async () => {
  await store(answer('a'), answer('b'), answer('c'));
  const lines = readFileSync(path, 'utf8').split('\n');
  lines[2] = lines[2]!.slice(0, 20);
  writeFileSync(path, lines.join('\n'));
  await expect(AnswerStore.open(path, {})).rejects.toThrow(/a\.answers\.jsonl, line 3: not what seqbench writes there/);
});

test('is written by one process at a time', async () => {
  // The first renews its lock many times before the second would take it for left behind.
  const first = await AnswerStore.open(path, {}, { staleMilliseconds: 2000 });
  await expect(AnswerStore.open(path, {}, { staleMilliseconds: 6000 })).rejects.toThrow(
    /^Another process writes the same profiles \(.*\); wait for it, or stop it\.$/,
  );
  await first.close();
  await store(answer('a'));
});
