/** Where T5 drops while training, as in Hugging Face's T5: embeddings, attention weights, inner layers, residuals, ends. */
import type { DropoutSite } from '../dropout.ts';
import { embeddingSite, finalSite, innerSite, residualSite, weightsSite } from './t5Layers.ts';
import { blockNames, crossAttentionName, selfAttentionName } from './t5Parameters.ts';
import type { T5Shape } from './t5Shape.ts';

export function t5DropoutSites(
  shape: T5Shape,
  rowCount: number,
  inputLength: number,
  targetLength: number,
): DropoutSite[] {
  const { width, innerWidth, headCount } = shape;
  const sites: DropoutSite[] = [];
  const stackSites = (stack: 'encoder' | 'decoder', blockCount: number, length: number): void => {
    const hidden = [rowCount * length, width];
    const weights = (keys: number): readonly number[] => [rowCount, headCount, length, keys];
    sites.push({ site: embeddingSite(stack), shape: hidden });
    for (let block = 0; block < blockCount; block++) {
      const names = blockNames(stack, block);
      sites.push({ site: weightsSite(selfAttentionName(names.selfAttention)), shape: weights(length) });
      sites.push({ site: residualSite(names.selfAttention), shape: hidden });
      if (names.crossAttention !== null) {
        sites.push({ site: weightsSite(crossAttentionName(names.crossAttention)), shape: weights(inputLength) });
        sites.push({ site: residualSite(names.crossAttention), shape: hidden });
      }
      sites.push({ site: innerSite(names.feedForward), shape: [rowCount * length, innerWidth] });
      sites.push({ site: residualSite(names.feedForward), shape: hidden });
    }
    sites.push({ site: finalSite(stack), shape: hidden });
  };
  stackSites('encoder', shape.encoderBlockCount, inputLength);
  stackSites('decoder', shape.decoderBlockCount, targetLength);
  return sites;
}
