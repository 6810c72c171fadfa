/** IDGenRec as the ECIR 2026 release adapts it, as far as that can be had without leaks: what its choices are worth. */
import { idgenrecEcir26 } from '../src/generative/ecir26.ts';
import { defineGenerativeBaseline } from '../src/generative/generativeBaseline.ts';

export default defineGenerativeBaseline({
  id: 'idgenrec-ecir26',
  summary: 'IDGenRec with one target per user, padding learnt, 20 beams and IDs matched by their set of characters.',
  usual: idgenrecEcir26,
});
