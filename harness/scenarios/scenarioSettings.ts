/** How trained models are asked under load, once their cases are done; part of a run config, under `measure`. */
import { z } from 'zod';
import { SCENARIOS } from './scenarioPart.ts';

export const scenarioSettingsSchema = z.strictObject({
  scenarios: z
    .array(z.enum(SCENARIOS))
    .default([])
    .describe('Scenarios to measure, all baselines in turns; none by default.'),
  rounds: z.int().positive().default(10).describe('Turns of every baseline in each scenario.'),
  requestsPerTurn: z.int().positive().default(1000).describe('Timed requests of a turn of single-stream.'),
  roundsPerProcess: z
    .int()
    .positive()
    .default(1)
    .describe(
      'Rounds of single-stream after which every model is opened anew, in a new process: processes of one model differ ' +
        'by more than rounds of one process do.',
    ),
  secondsPerTurn: z.number().positive().default(5).describe('A turn ends after this long, with fewer requests.'),
  server: z
    .strictObject({
      limitMilliseconds: z.number().positive().default(50).describe('What the tail of the latency has to stay under.'),
      tailShare: z.number().gt(0).lt(1).default(0.99).describe('Which percentile the tail is.'),
      maxBatch: z.int().positive().default(64).describe('Waiting requests that are answered at once, at most.'),
      rounds: z.int().positive().default(5).describe('Searches for the highest rate, each from the start.'),
    })
    .prefault({})
    .describe('The scenario of requests that arrive when they like.'),
});
export type ScenarioSettings = z.infer<typeof scenarioSettingsSchema>;
