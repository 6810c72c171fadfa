import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mapSvg } from '../../../harness/profiles/mapSvg.ts';
import { kMeans } from '../../../src/profiles/inspect/kMeans.ts';
import { mapProfiles } from '../../../src/profiles/inspect/profileMap.ts';
import { tellingWords } from '../../../src/profiles/inspect/tellingWords.ts';
import { rowOf } from '../../../src/profiles/reduce/rowBlocks.ts';
import { bruteNearest, clusteredRows } from '../reduce/samples.ts';

const ROWS = clusteredRows(180, 6, 3);
const SUBJECTS = ['noir', 'jazz', 'opera', 'heist', 'robots', 'samurai'];
const texts = Array.from(ROWS.clusters, (cluster, row) => {
  return `Likes ${SUBJECTS[cluster]!} films from time to time ${row % 2 === 0 ? 'mornings' : 'evenings'}`;
});

describe('groups of rows', () => {
  it('are settled: each row is nearest to the mean of its own group', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 8 }), fc.nat(), (groupCount, seed) => {
        const { groupOf, centres } = kMeans(ROWS, groupCount, seed);
        expect(centres.values).toHaveLength(groupCount * ROWS.width);
        for (let group = 0; group < groupCount; group++) {
          const members = [...groupOf.keys()].filter((row) => groupOf[row] === group);
          // A group that lost all its rows stays where it was.
          if (members.length === 0) continue;
          rowOf(centres, group).forEach((value, dimension) => {
            const sum = members.reduce((total, row) => total + rowOf(ROWS, row)[dimension]!, 0);
            expect(value).toBeCloseTo(sum / members.length, 3);
          });
        }
        groupOf.forEach((group, row) => {
          expect(bruteNearest(centres, rowOf(ROWS, row), 1)).toEqual([group]);
        });
      }),
      { numRuns: 20 },
    );
  });

  it('are no more than there are different rows', () => {
    const { groupOf, centres } = kMeans({ values: Float32Array.of(1, 2, 1, 2, 5, 5), width: 2 }, 3, 1);
    expect(centres.values).toHaveLength(4);
    expect(groupOf[0]).toBe(groupOf[1]);
    expect(groupOf[2]).not.toBe(groupOf[0]);
  });

  it('are named by what sets their texts apart', () => {
    const words = tellingWords(texts, ROWS.clusters, 1);
    expect(words).toEqual(SUBJECTS.map((subject) => [subject]));
  });
});

describe('the map', () => {
  it('shows every user once, in named groups, and rings the marked ones', async () => {
    const map = await mapProfiles(ROWS, texts, { seed: 1, wanted: [3] });
    expect(map.rows).toHaveLength(180);
    expect(map.groups.reduce((sum, { size }) => sum + size, 0)).toBe(180);
    expect(map.groups.flatMap(({ words }) => words)).toEqual(expect.arrayContaining(SUBJECTS));
    const users = Array.from(map.rows, (row) => `user ${row}`);
    const svg = mapSvg({ map, title: 'A <map>', users, texts, marked: { user: 3, neighbours: [4, 5] } });
    expect(svg.match(/<circle cx=/gu)).toHaveLength(180);
    expect(svg.match(/class="ring"/gu)).toHaveLength(3);
    expect(svg).toContain('A &#60;map&#62;');
    expect(svg).toContain(`<title>user 0: ${texts[0]!}</title>`);
    const places = [...svg.matchAll(/c[xy]="([^"]*)"/gu)].map(([, place]) => Number(place));
    expect(places.every((place) => place >= 0 && place <= 960)).toBe(true);
  });

  it('is the same for the same vectors', async () => {
    const few = { values: ROWS.values.slice(0, 60), width: 6 };
    const once = () => mapProfiles(few, null, { seed: 1, wanted: [] });
    const map = await once();
    expect(await once()).toEqual(map);
    expect(map.groups.flatMap(({ words }) => words)).toEqual([]);
  });
});
