/** `seqbench worker`: runs cases that another machine's `seqbench run --queue` sends. */
import type { CommandModule } from 'yargs';
import { UserError } from '../../src/errors.ts';

interface WorkerArguments {
  readonly queue: string;
  readonly 'stalled-seconds': number;
}

export const workerCommand: CommandModule<object, WorkerArguments> = {
  command: 'worker',
  describe: 'Take cases from a queue in Redis, run them here and send the records back',
  builder: (yargs) =>
    yargs
      .option('queue', {
        type: 'string',
        demandOption: true,
        requiresArg: true,
        describe: 'Address, as redis://host:6379',
      })
      .option('stalled-seconds', {
        type: 'number',
        default: 30,
        describe: 'A worker not heard of for so long is taken for lost, and its case given to another',
      })
      .epilogue('Start it in a checkout of the same commit, with the same data at hand.'),
  handler: async ({ queue, 'stalled-seconds': stalledSeconds }) => {
    if (!(stalledSeconds >= 1)) throw new UserError(`--stalled-seconds ${stalledSeconds}: must be at least 1.`);
    const { listenForStop } = await import('../run/stopSignal.ts');
    const { work } = await import('../queue/work.ts');
    const stop = listenForStop();
    await work({
      url: queue,
      stalledSeconds,
      givenCommit: process.env['SEQBENCH_COMMIT'] ?? null,
      signal: stop.signal,
      say: (line) => {
        console.error(line);
      },
    });
    stop.release();
    process.exit(stop.exitCode());
  },
};
