/** IDGenRec: T5 reads the textual IDs of a history and writes the ID of the next item, by beam search within the catalogue. */
import { defineGenerativeBaseline } from '../src/generative/generativeBaseline.ts';

export default defineGenerativeBaseline({
  id: 'idgenrec',
  summary: 'A T5 that writes the textual ID of the next item (Tan et al. 2024), by beam search within the catalogue.',
});
