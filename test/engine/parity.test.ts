/**
 * Every engine that this machine has against the reference: hidden states, loss, the gradient of every parameter, and
 * weights after ten training steps, for every network and loss. Engines that are absent are skipped by name, with why.
 */
import { describe, expect, it } from 'vitest';
import type { EngineChoice } from '../../src/engine/engineChoice.ts';
import type { CompiledProgram, HostArray } from '../../src/engine/engine.ts';
import { openEngine } from '../../src/engine/openEngine.ts';
import { optimiserInputs, optimiserState } from '../../src/training/optimiser.ts';
import { enginesUnderTest } from '../support/enginesPresent.ts';
import {
  gradientProgram,
  type ParityNetwork,
  PARITY_NETWORKS,
  parityParameters,
  relativeDifference,
} from '../support/parityNetworks.ts';

type Outputs = Readonly<Record<string, HostArray>>;

/** Single precision through two blocks, forward and back. */
const TOLERANCE = 2e-5;
/** The same after ten steps that each start from where the last one ended. */
const TRAINED_TOLERANCE = 2e-4;
/** Gradients that are zero but for rounding are compared with this. */
const LEAST_SCALE = 1e-2;
const STEPS = 10;
const LEARNING_RATE = 0.01;

const engines = await enginesUnderTest();

async function gradients(choice: EngineChoice, network: ParityNetwork): Promise<Outputs> {
  const engine = await openEngine(choice, { threads: 1 });
  const batch = network.batch(0);
  const { inputs } = batch;
  const state = engine.createState(parityParameters(network));
  const program = await engine.compile(gradientProgram(network, batch), state);
  const outputs = Object.fromEntries(
    Object.entries(await program.run(inputs)).map(([name, values]) => [name, values.slice()]),
  );
  await program.dispose();
  state.dispose();
  await engine.dispose();
  return outputs;
}

/** Losses of the steps and the whole state after them. */
async function train(choice: EngineChoice, network: ParityNetwork): Promise<Outputs> {
  const engine = await openEngine(choice, { threads: 1 });
  const parameters = parityParameters(network);
  const state = engine.createState({ ...parameters, ...optimiserState(parameters) });
  const programs = new Map<string, CompiledProgram>();
  const losses = new Float32Array(STEPS);
  for (let step = 0; step < STEPS; step++) {
    const batch = network.batch(step);
    const program = programs.get(batch.key) ?? (await engine.compile(network.trainingProgram(batch), state));
    programs.set(batch.key, program);
    const scalars = optimiserInputs(network.optimiser, LEARNING_RATE, step + 1);
    const { loss } = await program.run({ ...batch.inputs, ...scalars });
    losses[step] = loss![0]!;
  }
  const trained: Record<string, HostArray> = { losses };
  for (const name of Object.keys(parameters)) trained[name] = await state.read(name);
  for (const program of programs.values()) await program.dispose();
  state.dispose();
  await engine.dispose();
  return trained;
}

function remembered<T>(work: (network: ParityNetwork) => Promise<T>): (network: ParityNetwork) => Promise<T> {
  const known = new Map<ParityNetwork, Promise<T>>();
  return (network) => {
    const found = known.get(network) ?? work(network);
    known.set(network, found);
    return found;
  };
}

/** The reference is slow, and the same for every engine. */
const referenceGradients = remembered((network) => gradients('reference', network));
const referenceTraining = remembered((network) => train('reference', network));

function expectAlike(actual: Outputs, expected: Outputs, tolerance: number): void {
  expect(Object.keys(actual)).toEqual(Object.keys(expected));
  for (const [name, values] of Object.entries(expected)) {
    expect(actual[name]!.length, name).toBe(values.length);
    expect(relativeDifference(actual[name]!, values, LEAST_SCALE), name).toBeLessThan(tolerance);
  }
}

for (const { choice, absent, label } of engines) {
  describe(`${label} beside the reference`, () => {
    if (absent !== null) {
      it.skip('every network');
      return;
    }
    it.each(PARITY_NETWORKS)('$name: hidden states, loss and every gradient', async (network) => {
      expectAlike(await gradients(choice, network), await referenceGradients(network), TOLERANCE);
    });

    it.each(PARITY_NETWORKS)(`$name: losses and weights of ${STEPS} steps`, async (network) => {
      const trained = await train(choice, network);
      expectAlike(trained, await referenceTraining(network), TRAINED_TOLERANCE);
      expect(trained.losses!.at(-1)).toBeLessThan(trained.losses![0]!);
    });
  });
}
