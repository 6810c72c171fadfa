/** The examination in words. Pure. */
import { formatBytes } from '../../reports/formatNumber.ts';
import { speedLine } from '../machine/machineSpeed.ts';
import type { Examination } from './examine.ts';

const LABEL_WIDTH = 16;

function line(label: string, text: string): string {
  return `${label.padEnd(LABEL_WIDTH)}${text}`;
}

export function examinationText(found: Examination): string {
  const { machine, code, engines } = found;
  const packages = Object.entries(code.packages).map(([name, version]) => `${name} ${version}`);
  const commit =
    code.commit === null ? '' : ` at ${code.commit.slice(0, 8)}${code.isDirty === true ? ', changed' : ''}`;
  const lines = [
    line('Machine', `${machine.cpuModel}, ${machine.platform} ${machine.architecture} ${machine.osRelease}`),
    line('Name', machine.id),
    line(
      'Threads',
      `${found.availableThreads} to use, ${machine.coreCount} processors, load ${found.loadAverage.toFixed(1)}`,
    ),
    line('Instructions', found.instructionSets?.join(' ') ?? 'this system does not say'),
    line('Memory', `${formatBytes(machine.memoryBytes)}, ${formatBytes(found.availableMemoryBytes)} to be had`),
    line('Disk', `${formatBytes(found.freeDiskBytes)} free for results`),
    line('Versions', `seqbench ${code.seqbenchVersion}${commit}, Node ${machine.nodeVersion.slice(1)}`),
    line('', packages.join(', ')),
    ...(found.calibration === null ? [] : [line('Speed', speedLine(found.calibration))]),
    '',
    'Engines',
  ];
  for (const { engine, isPresent, detail, tested } of engines) {
    lines.push(line(`  ${isPresent ? '+' : '-'} ${engine}`, isPresent ? detail : `missing: ${detail}`));
    lines.push(line('', `(${tested})`));
  }
  return `${lines.join('\n')}\n`;
}
