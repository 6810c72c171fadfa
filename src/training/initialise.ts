/** Initial parameters from a seed: the same on every engine. */
import { elementCount } from '../engine/engine.ts';
import { floatSpec, type ParameterSpecs, type StateValue } from '../network/parameters.ts';
import { fillNormal, fillUniform } from './randomFill.ts';
import { STREAMS } from './streams.ts';

export function initialParameters(specs: ParameterSpecs, seed: number): Record<string, StateValue> {
  return Object.fromEntries(
    Object.entries(specs).map(([name, { shape, initialiser }], index) => {
      const spec = floatSpec(shape);
      const values = new Float32Array(elementCount(spec));
      const source = { seed, stream: STREAMS.parameters };
      // Each parameter has its own counter, so that adding one leaves those before it as they were.
      if (initialiser.kind === 'normal') fillNormal(source, index, initialiser.deviation, values);
      else if (initialiser.kind === 'uniform') fillUniform(source, index, initialiser.bound, values);
      else values.fill(initialiser.value);
      return [name, { spec, values }];
    }),
  );
}
