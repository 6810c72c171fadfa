/** `seqbench export`: a trained model as one .onnx file with its id map. */
import type { CommandModule } from 'yargs';
import { wholeNumber } from '../wholeNumber.ts';

interface ExportArguments {
  readonly from: string;
  readonly case: string | undefined;
  readonly out: string;
  readonly k: string;
  readonly batch: string;
  readonly length: string | undefined;
  readonly 'seen-items': 'filter' | 'keep' | undefined;
  readonly baseline: string | undefined;
  readonly json: boolean;
}

export const exportCommand: CommandModule<object, ExportArguments> = {
  command: 'export <from>',
  describe: 'Write a trained model as one .onnx file: histories in, best items and scores out',
  builder: (yargs) =>
    yargs
      .positional('from', {
        type: 'string',
        demandOption: true,
        describe: "Results directory, or a case's model folder",
      })
      .option('case', { type: 'string', requiresArg: true, describe: 'Case to take, or how its id begins' })
      .option('out', { type: 'string', requiresArg: true, default: 'export', describe: 'Folder to write' })
      .option('k', { type: 'string', requiresArg: true, default: '10', describe: 'Items of an answer' })
      .option('batch', { type: 'string', requiresArg: true, default: '1', describe: 'Histories answered at once' })
      .option('length', {
        type: 'string',
        requiresArg: true,
        describe:
          'Items of a history that go in; what the model looks at by default, and more keeps out more seen items',
      })
      .option('seen-items', {
        choices: ['filter', 'keep'] as const,
        requiresArg: true,
        describe:
          'Whether items of the history are left out; as in the case by default, of a bare model folder: filter',
      })
      .option('baseline', {
        type: 'string',
        requiresArg: true,
        describe: "File of the baseline, where it is not seqbench's",
      })
      .option('json', { type: 'boolean', default: false, describe: 'Print JSON' })
      .example('$0 export results --case sasrec.amazon-beauty --out beauty', 'One case of several')
      .example('$0 export results --k 20 --batch 64 --length 200', 'Other shapes; they are fixed in the file'),
  handler: async (args) => {
    const { exportModel } = await import('../export/exportModel.ts');
    const { defaultCacheDirectory } = await import('../../src/dataset/dataPlaces.ts');
    const exported = await exportModel({
      from: args.from,
      caseId: args.case ?? null,
      outDirectory: args.out,
      k: wholeNumber('--k', args.k, 1),
      batchSize: wholeNumber('--batch', args.batch, 1),
      historyLength: args.length === undefined ? null : wholeNumber('--length', args.length, 1),
      seenItems: args['seen-items'] ?? null,
      baseline: args.baseline ?? null,
      cacheDirectory: defaultCacheDirectory(),
      onNote: (note) => {
        process.stderr.write(`${note}\n`);
      },
    });
    if (args.json) {
      process.stdout.write(`${JSON.stringify(exported, null, 2)}\n`);
      return;
    }
    const { formatBytes, formatCount } = await import('../../reports/formatNumber.ts');
    const { directory, files, baseline, itemCount, modelBytes, batchSize, historyLength, k } = exported;
    process.stdout.write(
      `${directory}: ${files.join(', ')}\n` +
        `${baseline}, ${formatCount(itemCount)} items, ${formatBytes(modelBytes)}; ` +
        `history [${batchSize}, ${historyLength}] in, items and scores [${batchSize}, ${k}] out.\n`,
    );
  },
};
