/** Continuations of beams, in flat arrays that grow and are used again: the mask of a step, without the tokens it masks. */
import type { ItemTrie } from '../trie/itemTrie.ts';
import type { Barred } from './barred.ts';

const FIRST_ROOM = 1024;

export class Candidates {
  /** Beam of its request that a candidate continues. */
  beams = new Uint32Array(FIRST_ROOM);
  tokens = new Uint32Array(FIRST_ROOM);
  /** Node of the trie that it leads to; that of the beam where it ends. Without a trie 0. */
  nodes = new Uint32Array(FIRST_ROOM);
  /** Of the token after its beam; to be filled in. */
  logProbabilities = new Float32Array(FIRST_ROOM);
  count = 0;

  clear(): void {
    this.count = 0;
  }

  add(beam: number, token: number, node: number, logProbability = Number.NaN): void {
    this.#reserve(1);
    this.beams[this.count] = beam;
    this.tokens[this.count] = token;
    this.nodes[this.count] = node;
    this.logProbabilities[this.count] = logProbability;
    this.count++;
  }

  /** All that may follow a node: the end where an ID ends there, and its children by rising token. */
  addFollowers(trie: ItemTrie, node: number, beam: number, endToken: number, barred: Barred | null): void {
    const item = trie.items[node]!;
    if (item !== 0 && barred?.hasItem(item) !== true) this.add(beam, endToken, node);
    const start = trie.offsets[node]!;
    const end = trie.offsets[node + 1]!;
    this.#reserve(end - start);
    const { beams, tokens, nodes } = this;
    let next = this.count;
    for (let edge = start; edge < end; edge++) {
      if (barred?.hasNode(edge + 1) === true) continue;
      beams[next] = beam;
      tokens[next] = trie.tokens[edge]!;
      nodes[next] = edge + 1;
      next++;
    }
    this.count = next;
  }

  #reserve(more: number): void {
    const needed = this.count + more;
    if (needed <= this.beams.length) return;
    const grown = <T extends Uint32Array | Float32Array>(old: T, larger: T): T => {
      larger.set(old);
      return larger;
    };
    const room = 2 * needed;
    this.beams = grown(this.beams, new Uint32Array(room));
    this.tokens = grown(this.tokens, new Uint32Array(room));
    this.nodes = grown(this.nodes, new Uint32Array(room));
    this.logProbabilities = grown(this.logProbabilities, new Float32Array(room));
  }
}
