/** Stores timestamps and values in fewer bytes where that loses nothing: whole seconds, and few distinct values. */

export interface Narrowed {
  readonly kind: 'uint32' | 'float64' | 'float32' | 'listed';
  readonly column: Uint8Array | Uint32Array | Float32Array | Float64Array;
  /** For `listed`: the distinct values; null stands for NaN, which JSON cannot hold. */
  readonly list: readonly (number | null)[] | null;
}

export function narrowTimestamps(timestamps: Float64Array): Narrowed {
  const column = new Uint32Array(timestamps);
  // -0 would come back as 0; the comparison below cannot tell, and no reader makes one.
  for (let row = 0; row < column.length; row++) {
    if (column[row] !== timestamps[row]) return { kind: 'float64', column: timestamps, list: null };
  }
  return { kind: 'uint32', column, list: null };
}

export function widenTimestamps(bytes: Buffer, kind: Narrowed['kind']): Float64Array {
  if (kind === 'float64') return new Float64Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 8);
  return new Float64Array(new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4));
}

const MAX_LISTED = 256;

export function narrowValues(values: Float32Array): Narrowed {
  const places = new Map<number, number>();
  const column = new Uint8Array(values.length);
  let lastValue = Number.NaN;
  let lastPlace = -1;
  for (let row = 0; row < values.length; row++) {
    const value = values[row]!;
    // Most rows repeat a recent value; a Map finds NaN too, which === does not.
    if (value !== lastValue || lastPlace < 0) {
      let place = places.get(value);
      if (place === undefined) {
        if (places.size === MAX_LISTED) return { kind: 'float32', column: values, list: null };
        place = places.size;
        places.set(value, place);
      }
      lastValue = value;
      lastPlace = place;
    }
    column[row] = lastPlace;
  }
  return { kind: 'listed', column, list: Array.from(places.keys(), (value) => (Number.isNaN(value) ? null : value)) };
}

export function widenValues(
  bytes: Buffer,
  kind: Narrowed['kind'],
  list: readonly (number | null)[] | null,
): Float32Array {
  if (kind === 'float32') return new Float32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4);
  const table = Float32Array.from(list ?? [], (value) => value ?? Number.NaN);
  const values = new Float32Array(bytes.byteLength);
  for (let row = 0; row < values.length; row++) values[row] = table[bytes[row]!]!;
  return values;
}
