/** One engine on two providers is two engines: their figures meet in no row and in no table. */
import { describe, expect, it } from 'vitest';
import { boardsOf } from '../../reports/boards.ts';
import { reportRows } from '../../reports/rows.ts';
import { failedRecord, trainedRecord } from '../harness/recordFixture.ts';

const onCpu = trainedRecord(1, 0.05);
const onGpu = trainedRecord(1, 0.06, { caseId: 'sasrec.gpu', engine: { ...onCpu.engine!, provider: 'webgpu' } });

describe('the same baseline on two providers', () => {
  it('is two rows, on two boards', () => {
    const rows = reportRows([onCpu, onGpu]);
    expect(rows.map(({ engine, seeds }) => [engine?.name, seeds])).toEqual([
      ['onnx', [1]],
      ['onnx/webgpu', [1]],
    ]);
    expect(boardsOf(rows).length).toBe(2);
  });

  it('keeps a failed case with the provider that it was meant for', () => {
    const { baseline, settings } = onGpu;
    const engine = { name: 'onnx/webgpu', threads: 2 };
    const failed = failedRecord({ caseId: 'sasrec.gpu2', baseline, settings, seed: 2, engine });
    expect(reportRows([onGpu, failed]).map(({ seeds }) => seeds.length)).toHaveLength(1);
  });
});
