/** Frozen target vectors made from the users' profiles: the last stage of `src/profiles`, and all that training sees. */
export interface ProfileTargets {
  readonly width: number;
  /** Row of `vectors`, by user number in the dataset; -1 for a user without a profile. */
  readonly rowOfUser: Int32Array;
  /** Shape [profiles, width]; centred and scaled, never trained. */
  readonly vectors: Float32Array;
  /** Over the texts, the encoder, the reducer and their settings. */
  readonly contentHash: string;
}
