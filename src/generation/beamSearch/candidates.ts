/** Continuations of beams, in flat arrays that grow and are used again: the mask of a step, without the tokens it masks. */
import { type ItemTrie } from '../trie/itemTrie.ts';
import type { Barred } from './barred.ts';

export class Candidates {
  /** Beam of its request that a candidate continues. */
  beams = new Uint32Array(1024);
  tokens = new Uint32Array(1024);
  /** Node of the trie that it leads to; that of the beam where it ends. */
  nodes = new Uint32Array(1024);
  count = 0;

  clear(): void {
    this.count = 0;
  }

  add(beam: number, token: number, node: number): void {
    if (this.count === this.beams.length) this.#grow(2 * this.count);
    this.beams[this.count] = beam;
    this.tokens[this.count] = token;
    this.nodes[this.count] = node;
    this.count++;
  }

  /** All that may follow a node: its children by rising token, and the end where an ID ends there. */
  addFollowers(trie: ItemTrie, node: number, beam: number, endToken: number, barred: Barred | null): void {
    const item = trie.items[node]!;
    if (item !== 0 && barred?.hasItem(item) !== true) this.add(beam, endToken, node);
    const start = trie.offsets[node]!;
    const end = trie.offsets[node + 1]!;
    if (this.count + end - start > this.beams.length) this.#grow(2 * (this.count + end - start));
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

  #grow(room: number): void {
    const grown = (old: Uint32Array): Uint32Array<ArrayBuffer> => {
      const larger = new Uint32Array(room);
      larger.set(old);
      return larger;
    };
    this.beams = grown(this.beams);
    this.tokens = grown(this.tokens);
    this.nodes = grown(this.nodes);
  }
}
