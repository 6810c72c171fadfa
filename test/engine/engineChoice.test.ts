/** Names of engines in configs, and the sentences where one is not to be had. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { ENGINE_CHOICES, parseEngineChoice } from '../../src/engine/engineChoice.ts';
import { openEngine } from '../../src/engine/openEngine.ts';
import { openTensorflowEngine } from '../../src/engine/tensorflowEngine.ts';
import { UserError } from '../../src/errors.ts';

const kept = process.env.SEQBENCH_TFJS_NODE;
afterEach(() => {
  if (kept === undefined) delete process.env.SEQBENCH_TFJS_NODE;
  else process.env.SEQBENCH_TFJS_NODE = kept;
});

describe('choices of an engine', () => {
  it('are the engines, and the providers of onnx', () => {
    expect(ENGINE_CHOICES).toEqual([
      ...['onnx', 'tensorflow', 'reference'],
      ...['onnx/cuda', 'onnx/webgpu', 'onnx/coreml', 'onnx/dml'],
    ]);
    expect(parseEngineChoice('onnx')).toEqual({ name: 'onnx', provider: 'cpu' });
    expect(parseEngineChoice('onnx/webgpu')).toEqual({ name: 'onnx', provider: 'webgpu' });
    expect(parseEngineChoice('tensorflow')).toEqual({ name: 'tensorflow', provider: 'cpu' });
  });
});

describe('an engine that is not here', () => {
  it.skipIf(process.platform === 'darwin')('says why and what to do: coreml', async () => {
    const opening = openEngine('onnx/coreml', { threads: 1 });
    await expect(opening).rejects.toBeInstanceOf(UserError);
    await expect(opening).rejects.toThrow(
      /^The engine "onnx\/coreml" cannot be used here: CoreML is Apple's, and on macOS only; this is \S+\. Use the engine "onnx"/u,
    );
  });

  it.each(['23.0.0', '24.11.1'])('guards tfjs-node against Node %s', (version) => {
    expect(() => openTensorflowEngine({ threads: 1 }, version)).toThrow(
      `needs util.isNullOrUndefined, which Node has no more from 23 on, and this is Node ${version}. Use Node 20 or 22,`,
    );
  });

  it('refuses a folder without a built tfjs-node, by name', () => {
    const folder = mkdtempSync(join(tmpdir(), 'seqbench-tfjs-'));
    process.env.SEQBENCH_TFJS_NODE = folder;
    expect(() => openTensorflowEngine({ threads: 1 }, '20.19.0')).toThrow(
      `SEQBENCH_TFJS_NODE names ${folder}, which holds no built tfjs-node.`,
    );
    rmSync(folder, { recursive: true });
  });
});
