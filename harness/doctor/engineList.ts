/** Which engines this machine has, each tried in a process of its own. */
import { ENGINE_CHOICES, type EngineChoice } from '../../src/engine/engineChoice.ts';
import { runProbe } from './runProbe.ts';

export interface EngineReport {
  readonly engine: EngineChoice;
  readonly isPresent: boolean;
  /** Versions where it is present, else why not and what to do. */
  readonly detail: string;
  /** How far seqbench's own tests have gone with it. */
  readonly tested: string;
}

const TESTED: Readonly<Record<EngineChoice, string>> = {
  onnx: 'tested on every change',
  reference: 'tested on every change',
  tensorflow: 'tested on the CPU where the package is built by hand; untested on a GPU',
  'onnx/cuda': 'untested; state goes to the GPU and back with every step',
  'onnx/webgpu': 'tested on Vulkan in software, untested on a GPU; state stays on the GPU',
  'onnx/coreml': 'untested; state goes to the accelerator and back with every step',
  'onnx/dml': 'untested; state goes to the GPU and back with every step',
};

export async function listEngines(threads: number): Promise<EngineReport[]> {
  const reports: EngineReport[] = [];
  for (const engine of ENGINE_CHOICES) {
    const answer = await runProbe({ kind: 'engine', choice: engine, threads });
    const tested = TESTED[engine];
    if (answer.kind === 'present') {
      const { provider, versions } = answer.facts;
      const packages = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
      reports.push({ engine, isPresent: true, detail: `${provider}: ${packages.join(', ')}`, tested });
    } else {
      const reason = answer.kind === 'absent' ? answer.reason : '';
      reports.push({
        engine,
        isPresent: false,
        detail: reason.replace(/^The engine "[^"]*" cannot be used here: /u, ''),
        tested,
      });
    }
  }
  return reports;
}
