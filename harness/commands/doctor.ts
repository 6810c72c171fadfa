/** `seqbench doctor`: what this machine can do. */
import { availableParallelism } from 'node:os';
import type { CommandModule } from 'yargs';
import { DEFAULT_RESULTS_DIRECTORY } from '../defaults.ts';
import { EXIT } from '../exitCodes.ts';
import { wholeNumber } from '../wholeNumber.ts';

interface DoctorArguments {
  readonly results: string;
  readonly threads: string | undefined;
  readonly seconds: string;
  readonly json: boolean;
}

export const doctorCommand: CommandModule<object, DoctorArguments> = {
  command: 'doctor',
  describe: 'Say what this machine can do: engines, threads, memory, disk, versions, speed',
  builder: (yargs) =>
    yargs
      .option('threads', { type: 'string', requiresArg: true, describe: 'Threads to measure with; all by default' })
      .option('seconds', {
        type: 'string',
        requiresArg: true,
        default: '10',
        describe: 'How long to measure the speed; 0: not at all',
      })
      .option('results', {
        type: 'string',
        requiresArg: true,
        default: DEFAULT_RESULTS_DIRECTORY,
        describe: 'Results directory, where the speed is kept for records',
      })
      .option('json', { type: 'boolean', default: false, describe: 'Print JSON' })
      .example('$0 doctor', 'Everything, and the speed measured for 10 s')
      .example('$0 doctor --seconds 0 --json', 'Machine-readable, without the speed')
      .epilogue('Exit codes: 0 the onnx engine works, 1 it does not.'),
  handler: async ({ results, threads, seconds, json }) => {
    const { examine } = await import('../doctor/examine.ts');
    const { examinationText } = await import('../doctor/examinationText.ts');
    const found = await examine({
      resultsDirectory: results,
      threads: threads === undefined ? availableParallelism() : wholeNumber('--threads', threads, 1),
      calibrationSeconds: wholeNumber('--seconds', seconds, 0),
      onStep: (step) => {
        if (process.stderr.isTTY) process.stderr.write(`seqbench doctor: ${step}\n`);
      },
    });
    process.stdout.write(json ? `${JSON.stringify(found, null, 2)}\n` : examinationText(found));
    const works = found.engines.some(({ engine, isPresent }) => engine === 'onnx' && isPresent);
    process.exitCode = works ? EXIT.done : EXIT.failures;
  },
};
