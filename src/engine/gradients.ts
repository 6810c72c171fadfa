/**
 * TF.js's gradients register themselves on import. For Node, `@tensorflow/tfjs-core` is bundled without them; the
 * union package carries them and puts them into the registry that all copies share.
 */
import '@tensorflow/tfjs';
import { enableProdMode } from '@tensorflow/tfjs-core';

// Without it, the reference backend prints an advertisement for its native sibling on first use.
enableProdMode();
