/** Which engines and providers this machine has, so that tests run on these and skip the others by name. */
import { ENGINE_CHOICES, type EngineChoice } from '../../src/engine/engineChoice.ts';
import { openEngine } from '../../src/engine/openEngine.ts';
import { UserError } from '../../src/errors.ts';

export interface EngineUnderTest {
  readonly choice: EngineChoice;
  /** Why it is not to be had here; null where it is. */
  readonly absent: string | null;
  /** For the names of tests: a skipped one says why. */
  readonly label: string;
}

async function underTest(choice: EngineChoice): Promise<EngineUnderTest> {
  try {
    await (await openEngine(choice, { threads: 1 })).dispose();
    return { choice, absent: null, label: choice };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { choice, absent: error.message, label: `${choice} (absent: ${error.message.replace(/^[^:]*: /u, '')})` };
  }
}

/** Every engine that is compared with the reference. */
export async function enginesUnderTest(): Promise<EngineUnderTest[]> {
  const found: EngineUnderTest[] = [];
  for (const choice of ENGINE_CHOICES) if (choice !== 'reference') found.push(await underTest(choice));
  return found;
}
