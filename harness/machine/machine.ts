/** What the machine is, for the record, and a name for it that is the same for equal machines; its speed comes later. */
import { arch, cpus, release, totalmem } from 'node:os';
import { shortHash } from '../../src/canonicalJson.ts';
import type { MachineFacts } from '../records/record.ts';

const GIBIBYTE = 2 ** 30;

/** No host name: it would differ between two starts of the same container, and may tell more than its owner wants. */
function machineId(facts: Omit<MachineFacts, 'id' | 'calibration'>): string {
  const { cpuModel, coreCount, memoryBytes, platform, architecture } = facts;
  const memoryGibibytes = Math.round(memoryBytes / GIBIBYTE);
  const hash = shortHash({ cpuModel, coreCount, memoryGibibytes, platform, architecture }, 6);
  return `${platform}-${architecture}-${coreCount}cores-${memoryGibibytes}gib-${hash}`;
}

/** What does not change while the machine runs. */
export function fixedMachineFacts(): Omit<MachineFacts, 'calibration'> {
  const processors = cpus();
  const facts = {
    cpuModel: processors[0]?.model.trim() ?? 'unknown',
    coreCount: processors.length,
    memoryBytes: totalmem(),
    platform: process.platform,
    osRelease: release(),
    architecture: arch(),
    nodeVersion: process.version,
  };
  return { id: machineId(facts), ...facts };
}

/** Before its speed is measured. */
export function machineFacts(): MachineFacts {
  return { ...fixedMachineFacts(), calibration: null };
}
