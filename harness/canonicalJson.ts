/** One text per value; see `src/canonicalJson.ts`. */
export { canonicalJson, shortHash } from '../src/canonicalJson.ts';
