/** In place; rows of zeros stay as they are. */
export function scaleRowsToLengthOne(vectors: Float32Array, width: number): void {
  for (let start = 0; start < vectors.length; start += width) {
    const row = vectors.subarray(start, start + width);
    const length = Math.sqrt(row.reduce((sum, value) => sum + value * value, 0));
    if (length > 0) for (let column = 0; column < width; column++) row[column]! /= length;
  }
}
