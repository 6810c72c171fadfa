/** `seqbench data download`: fetches the public files of a built-in dataset. */
import type { CommandModule } from 'yargs';
import { downloadRoot } from '../../../src/dataset/dataPlaces.ts';
import type { DownloadProgress } from '../../../src/dataset/download/httpDownload.ts';
import { UserError } from '../../../src/errors.ts';
import { findBuiltin } from '../../../src/dataset/builtin.ts';

interface DownloadArguments {
  readonly dataset: string;
  readonly to: string | undefined;
  readonly json: boolean;
}

export const downloadCommand: CommandModule<object, DownloadArguments> = {
  command: 'download <dataset>',
  describe: 'Fetch the public files of a built-in dataset, with resume and checksum',
  builder: (yargs) =>
    yargs
      .positional('dataset', { type: 'string', demandOption: true, describe: 'Name; see `seqbench data list`' })
      .option('to', {
        type: 'string',
        requiresArg: true,
        describe: 'Parent of the new folder; $SEQBENCH_DATA or ./data by default',
      })
      .option('json', { type: 'boolean', default: false, describe: 'Print JSON in place of sentences' })
      .example('$0 data download ml-1m', 'Into data/ml-1m')
      .epilogue('Mind the terms of each dataset; `seqbench data list` and its home page state them.'),
  handler: async ({ dataset, to, json }) => {
    const builtin = findBuiltin(dataset);
    if (builtin === null) {
      throw new UserError(`There is no built-in dataset "${dataset}"; \`seqbench data list --all\` shows them`);
    }
    const { downloadDataset } = await import('../../../src/dataset/download/downloadDataset.ts');
    const bars = process.stderr.isTTY ? await openBars() : null;
    const root = to ?? downloadRoot();
    try {
      const files = await downloadDataset(builtin, { root, onProgress: bars?.show ?? (() => undefined) });
      bars?.stop();
      if (json) {
        process.stdout.write(`${JSON.stringify({ folder: `${root}/${dataset}`, files }, null, 2)}\n`);
        return;
      }
      for (const { file, bytes, checksum, sha256, isNew } of files) {
        const checked = checksum === 'matches' ? 'published MD5 matches' : `no published checksum; SHA-256 ${sha256}`;
        const state = isNew ? checked : 'was there already';
        process.stdout.write(`${root}/${dataset}/${file}: ${megabytes(bytes)} MB, ${state}\n`);
      }
      process.stdout.write(`${builtin.origin}\n`);
    } finally {
      bars?.stop();
    }
  },
};

/** One bar per file. */
async function openBars() {
  const { default: progress } = await import('cli-progress');
  const format = '{file} [{bar}] {percentage}% | {received} of {size} MB | {eta_formatted} left';
  const bars = new progress.MultiBar({ format, hideCursor: true, clearOnComplete: false }, progress.Presets.rect);
  const barOf = new Map<string, ReturnType<typeof bars.create>>();
  return {
    show: (file: string, { receivedBytes, totalBytes }: DownloadProgress): void => {
      const size = totalBytes === null ? '?' : megabytes(totalBytes);
      const facts = { file, received: megabytes(receivedBytes), size };
      const bar = barOf.get(file) ?? bars.create(totalBytes ?? 0, receivedBytes, facts);
      barOf.set(file, bar);
      bar.update(receivedBytes, facts);
    },
    stop: (): void => {
      bars.stop();
    },
  };
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(1);
}
