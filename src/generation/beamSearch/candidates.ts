/** The continuations of one request's beams that a step looks at: the best 2 * beams, by rising beam and token. */
export class Candidates {
  count = 0;
  /** Beam that a candidate continues. */
  readonly beams: Uint32Array;
  readonly tokens: Uint32Array;
  /** Node of the trie that it leads to; that of the beam where it ends. Without a trie 0. */
  readonly nodes: Uint32Array;
  /** Of all its tokens. */
  readonly scores: Float32Array;

  constructor(beamCount: number) {
    this.beams = new Uint32Array(2 * beamCount);
    this.tokens = new Uint32Array(2 * beamCount);
    this.nodes = new Uint32Array(2 * beamCount);
    this.scores = new Float32Array(2 * beamCount);
  }

  clear(): void {
    this.count = 0;
  }

  add(beam: number, token: number, node: number, score: number): void {
    this.beams[this.count] = beam;
    this.tokens[this.count] = token;
    this.nodes[this.count] = node;
    this.scores[this.count] = score;
    this.count++;
  }
}
