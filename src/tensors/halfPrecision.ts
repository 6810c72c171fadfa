/** Half-precision numbers, by their bits, as float32. */

/** Sign, 8 bits of exponent, 7 of fraction: the upper half of a float32. */
export function fromBfloat16(halves: Uint16Array): Float32Array {
  const words = Uint32Array.from(halves, (half) => half << 16);
  return new Float32Array(words.buffer);
}

/** Sign, 5 bits of exponent, 10 of fraction (IEEE 754 binary16). */
export function fromFloat16(halves: Uint16Array): Float32Array {
  return Float32Array.from(halves, (half) => {
    const sign = half & 0x8000 ? -1 : 1;
    const exponent = (half >> 10) & 0x1f;
    const fraction = half & 0x3ff;
    if (exponent === 0x1f) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
    if (exponent === 0) return sign * fraction * 2 ** -24;
    return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
  });
}
