import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, vi } from 'vitest';
import { heldBytes, watchAccelerator } from '../../harness/case/acceleratorMemory.ts';

describe('memory of accelerators', () => {
  it('is that of the process on all of them', () => {
    expect(heldBytes('17, 100\n42, 512\n42, 256\n', 42)).toBe(768 * 2 ** 20);
    expect(heldBytes('17, 100\n42, [N/A]\n', 42)).toBeNull();
    expect(heldBytes('', 42)).toBeNull();
  });

  it.skipIf(process.platform === 'win32')('is the most that was seen', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'seqbench-smi-'));
    try {
      const tool = join(folder, 'nvidia-smi');
      // Holds 300 MiB when it is asked first, 100 MiB after that.
      writeFileSync(
        tool,
        `#!/bin/sh\n[ -e ${folder}/asked ] && echo "42, 100" || echo "42, 300"\nprintf x >> ${folder}/asked\n`,
      );
      chmodSync(tool, 0o755);
      const watch = watchAccelerator(42, tool, 50);
      const patience = { timeout: 250_000 };
      await vi.waitFor(() => {
        expect(readFileSync(join(folder, 'asked'), 'utf8').length).toBeGreaterThan(1);
      }, patience);
      // What was asked for may be under way.
      await vi.waitFor(() => {
        expect(watch.end()).toBe(300 * 2 ** 20);
      }, patience);
    } finally {
      rmSync(folder, { recursive: true, force: true, maxRetries: 10 });
    }
  });

  it('is not known without the tool', async () => {
    const watch = watchAccelerator(42, 'no-such-tool-anywhere', 10);
    await sleep(100);
    expect(watch.end()).toBeNull();
  });
});
