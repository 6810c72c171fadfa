/** `seqbench leaderboard merge`: a board of the results of several people, each row with how far it could be checked. */
import { join, relative } from 'node:path';
import type { CommandModule } from 'yargs';
import { GRADE_LABELS, GRADES } from '../../reports/provenance.ts';
import { plural } from '../plural.ts';

interface MergeArguments {
  readonly submissions: string[];
  readonly own: string | undefined;
  readonly out: string;
}

export const mergeCommand: CommandModule<object, MergeArguments> = {
  command: 'merge <submissions..>',
  describe: 'Write a board of the results of several people; figures are computed again from their raw answers',
  builder: (yargs) =>
    yargs
      // Of the command that this one belongs to.
      .hide('results')
      .positional('submissions', {
        type: 'string',
        array: true,
        demandOption: true,
        describe: 'Results directories that were submitted, named after who sent them',
      })
      .option('own', {
        type: 'string',
        requiresArg: true,
        describe: 'Results directory of your own, whose rows are marked as run here',
      })
      .option('out', {
        type: 'string',
        requiresArg: true,
        demandOption: true,
        describe: 'Folder to write to: a new or empty one, or one that holds a board, which is replaced',
      })
      .example('$0 leaderboard merge alice bob --own results --out board', 'Then open board/index.html'),
  handler: async ({ submissions, own, out }) => {
    const { commitOrder } = await import('../history/commits.ts');
    const { mergeSubmissions, withoutControls } = await import('../merge/mergeSubmissions.ts');
    const { siteInput } = await import('../board/siteInput.ts');
    const { writeSite } = await import('../board/writeSite.ts');
    const { stored, provenanceOf, answers, counts, notes } = await mergeSubmissions(submissions, own ?? null, {
      onSubmission: (name, recordCount) => {
        process.stderr.write(`Checking ${withoutControls(name)}: ${plural(recordCount, 'record')}\n`);
      },
    });
    const count = await writeSite(
      { ...siteInput(stored, provenanceOf, answers), commitOrder: await commitOrder() },
      out,
    );
    const page = relative(process.cwd(), join(out, 'index.html'));
    const graded = GRADES.filter((grade) => counts[grade] > 0).map(
      (grade) => `${counts[grade]} ${GRADE_LABELS[grade]}`,
    );
    for (const note of notes) process.stdout.write(`${withoutControls(note)}\n`);
    process.stdout.write(
      `${plural(count, 'file')} from ${plural(stored.length, 'record')}: ${graded.join(', ')}. Open ${page}\n`,
    );
  },
};
