/** Figure 3 from records: which lines, where the phase changes, what is said to be missing, and its CSV. */
import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import type { CompletedRecord } from '../../harness/records/record.ts';
import { figure3 } from '../../reports/paper/figure3.ts';
import { reportRows } from '../../reports/rows.ts';
import { completedRecord, trainedRecord } from '../harness/recordFixture.ts';

type Epoch = CompletedRecord['epochs'][number];

function epochs(losses: readonly (number | null)[], distilling: number | null): Epoch[] {
  return losses.map((loss, index) => ({
    epoch: index + 1,
    phase: distilling === null ? null : index < distilling ? 'distil' : 'fine-tune',
    trainSeconds: 1,
    dataSeconds: null,
    hostSeconds: null,
    engineSeconds: null,
    validationSeconds: 0.1,
    loss: 5,
    validationNdcg10: 0.01,
    measures: loss === null ? {} : { distillationLoss: loss },
  }));
}

const profiles = {
  ...{
    name: 'template',
    label: 'template',
    source: 'template',
    contentHash: 'p',
    coverage: 1,
    userCount: 10,
    facts: {},
  },
  ...{
    generateSeconds: 1,
    encodeSeconds: 1,
    reduceSeconds: 1,
    promptTokens: null,
    completionTokens: null,
    money: null,
  },
};

function trained(id: string, seed: number, own: Epoch[], more: Partial<CompletedRecord> = {}): CompletedRecord {
  const { baseline } = trainedRecord(seed, 0.05);
  const named = { ...baseline, id, label: id };
  return trainedRecord(seed, 0.05, {
    caseId: `${id}.${seed}`,
    baseline: named,
    settings: {},
    epochs: own,
    profiles,
    ...more,
  });
}

const vanilla = trained('sasrec', 1, epochs([1.1, 1.2, 1.3], null));
const distilled = trained('sasrec-distilled', 1, epochs([0.9, 0.4, 0.5, 0.6], 2));
const figureOf = (...records: CompletedRecord[]) => figure3(reportRows(records))!;

describe('figure 3', () => {
  const { plots, csv } = figureOf(vanilla, distilled);
  const [plot] = plots;

  it('has a line for either model over all epochs, and the change of phase between two epochs', () => {
    const strokes = [...plot!.svg.matchAll(/class="line series-(\d)".*?class="stroke" d="([^"]*)"/gu)];
    expect(strokes.map(([, series, path]) => [series, path!.split(/[ML]/u).length - 1])).toEqual([
      ['0', 3],
      ['1', 4],
    ]);
    const centres = [...plot!.svg.matchAll(/<circle[^>]* cx="([\d.]+)"/gu)].map(([, x]) => Number(x));
    const [second, third] = centres.slice(4, 6) as [number, number];
    const [, change] = /class="change" x1="([\d.]+)"/u.exec(plot!.svg)!;
    expect(Number(change)).toBeCloseTo((second + third) / 2, 0);
    expect(plot!.svg).toContain('>fine-tune<');
  });

  it('names both models, and stands alone', () => {
    expect(plot!.svg).toMatch(/^<\?xml version="1.0" encoding="UTF-8"\?>\n<svg [^>]*><style>/u);
    expect([...plot!.svg.matchAll(/class="legend series-\d"[^>]*>([^<]*)</gu)].map(([, label]) => label)).toEqual([
      'sasrec-distilled',
      'sasrec',
    ]);
    expect(plot!.id).toBe('figure3-1-shop-sasrec');
    expect(plot!.notes).toHaveLength(1);
  });

  it('has its figures as CSV, a line for each epoch', () => {
    const [heads, ...lines] = parse(csv);
    expect(heads).toContain('distillation_loss');
    expect(lines.map((line) => line.slice(3).join(' '))).toEqual([
      ...['sasrec sasrec 1 1  1.1', 'sasrec sasrec 1 2  1.2', 'sasrec sasrec 1 3  1.3'],
      ...['sasrec-distilled sasrec-distilled 1 1 distil 0.9', 'sasrec-distilled sasrec-distilled 1 2 distil 0.4'],
      ...['sasrec-distilled sasrec-distilled 1 3 fine-tune 0.5', 'sasrec-distilled sasrec-distilled 1 4 fine-tune 0.6'],
    ]);
  });

  it('says that the undistilled model did not log its distance', () => {
    const silent = trained('sasrec', 1, epochs([null, null], null));
    const [own] = figureOf(silent, distilled).plots;
    expect(own!.notes.join(' ')).toContain('sasrec is missing');
    expect(own!.svg).not.toContain('series-1"');
  });

  it('says where lines do not compare', () => {
    const other = trained('sasrec', 1, epochs([1], null), { profiles: { ...profiles, contentHash: 'other' } });
    expect(figureOf(other, distilled).plots[0]!.notes.join(' ')).toContain('Not all lines are distances from the same');
    const projected = trained('sasrec-distilled', 1, distilled.epochs, { settings: { target: 'projected' } });
    expect(figureOf(vanilla, projected).plots[0]!.notes.join(' ')).toContain('learns its target as well');
  });

  it('gives each dataset and kind of model a file of its own, whatever they are called', () => {
    const dataset = { ...distilled.dataset, name: '../shop', contentHash: 'other' };
    const there = trained('sasrec-distilled', 1, distilled.epochs, { dataset, caseId: 'there' });
    const bert = trained('bert4rec-distilled', 1, distilled.epochs);
    expect(figureOf(distilled, there, bert).plots.map(({ id }) => id)).toEqual([
      'figure3-1-shop-sasrec',
      'figure3-2-shop-bert4rec',
      'figure3-3-shop-sasrec',
    ]);
  });

  it('is none where nothing was distilled', () => {
    expect(figure3(reportRows([vanilla, completedRecord()]))).toBeNull();
  });
});
