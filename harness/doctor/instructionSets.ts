/** The processor's instruction sets that matter to ONNX Runtime's and TensorFlow's kernels. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** By the names Linux and macOS have for them; x64 first, then ARM. */
const RELEVANT = [
  ...[
    'sse4_2',
    'avx',
    'f16c',
    'fma',
    'avx2',
    'avx_vnni',
    'avx512f',
    'avx512bw',
    'avx512vl',
    'avx512_vnni',
    'avx512_bf16',
  ],
  ...['amx_tile', 'amx_int8', 'amx_bf16'],
  ...['asimd', 'asimdhp', 'asimddp', 'bf16', 'i8mm', 'sve', 'sve2', 'sme'],
] as const;

/** Words of `flags` (x64) or `Features` (ARM) of the first processor. */
export function linuxFlags(cpuinfo: string): string[] {
  const line = cpuinfo.split('\n').find((text) => /^(flags|Features)\s*:/u.test(text));
  return line === undefined
    ? []
    : line
        .slice(line.indexOf(':') + 1)
        .trim()
        .split(/\s+/u);
}

/** Of `sysctl -a`: `machdep.cpu.features: SSE4.2 AVX1.0` on Intel, `hw.optional.arm.FEAT_BF16: 1` on Apple's own. */
export function macFlags(sysctl: string): string[] {
  const lines = sysctl.split('\n');
  const intel = lines.flatMap((line) =>
    /^machdep\.cpu\.(leaf7_)?features:/u.test(line)
      ? line
          .slice(line.indexOf(':') + 1)
          .trim()
          .split(/\s+/u)
      : [],
  );
  const apple = lines.flatMap((line) => /^hw\.optional\.arm\.FEAT_(\w+): 1$/u.exec(line)?.[1] ?? []);
  const names: Readonly<Record<string, string>> = {
    'sse4.2': 'sse4_2',
    'avx1.0': 'avx',
    dotprod: 'asimddp',
    fp16: 'asimdhp',
  };
  return [...intel, ...apple].map((name) => names[name.toLowerCase()] ?? name.toLowerCase());
}

/** Null where this system does not say. */
export function instructionSets(): string[] | null {
  try {
    const flags =
      process.platform === 'linux'
        ? linuxFlags(readFileSync('/proc/cpuinfo', 'utf8'))
        : process.platform === 'darwin'
          ? macFlags(execFileSync('sysctl', ['-a'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }))
          : null;
    return flags === null ? null : RELEVANT.filter((name) => flags.includes(name));
  } catch {
    // No such file or program: then it is not known.
    return null;
  }
}
