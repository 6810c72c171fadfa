/**
 * WebAssembly modules of loops over vectors, assembled here: JavaScript has neither SIMD instructions nor a product of 64
 * bits. Byte codes are those of the WebAssembly core specification, version 2.
 */
export type Code = readonly number[];

export const I32 = 0x7f;
export const F32 = 0x7d;
const V128 = 0x7b;
const EMPTY_BLOCK = 0x40;

export function unsigned(value: number): Code {
  const bytes: number[] = [];
  let rest = value;
  do {
    bytes.push((rest & 0x7f) | (rest > 0x7f ? 0x80 : 0));
    rest = Math.floor(rest / 128);
  } while (rest > 0);
  return bytes;
}

function signed(value: number): Code {
  const bytes: number[] = [];
  let rest = value | 0;
  for (;;) {
    const byte = rest & 0x7f;
    rest >>= 7;
    const isLast = (rest === 0 && (byte & 0x40) === 0) || (rest === -1 && (byte & 0x40) !== 0);
    bytes.push(isLast ? byte : byte | 0x80);
    if (isLast) return bytes;
  }
}

/** Locals count from a function's first parameter on. */
export const get = (local: number): Code => [0x20, ...unsigned(local)];
export const set = (local: number): Code => [0x21, ...unsigned(local)];
export const i32 = (value: number): Code => [0x41, ...signed(value)];
export const ADD: Code = [0x6a];
export const advance = (local: number, by: number): Code => [...get(local), ...i32(by), ...ADD, ...set(local)];

/** An instruction on vectors of 128 bits. */
export const vector = (opcode: number, ...rest: number[]): Code => [0xfd, ...unsigned(opcode), ...rest];
/** From and to the address on the stack plus `offset`. */
export const load = (offset: number): Code => vector(0x00, 0, ...unsigned(offset));
export const store = (offset: number): Code => vector(0x0b, 0, ...unsigned(offset));
export const SPLAT = vector(0x11);
export const SPLAT_FLOAT = vector(0x13);

/** Runs `body` as often as `counter` says, which ends at 0. */
export function repeat(counter: number, body: Code): Code {
  const leave = [...get(counter), 0x45, 0x0d, 1];
  return [0x02, EMPTY_BLOCK, 0x03, EMPTY_BLOCK, ...leave, ...body, ...advance(counter, -1), 0x0c, 0, 0x0b, 0x0b];
}

export interface WebAssemblyFunction {
  readonly name: string;
  /** Types. */
  readonly parameters: Code;
  /** Locals of 128 bits, numbered after the parameters. */
  readonly vectorCount: number;
  readonly body: Code;
}

function section(id: number, content: Code): Code {
  return [id, ...unsigned(content.length), ...content];
}

const text = (value: string): Code => [value.length, ...Buffer.from(value)];

function codeOf({ vectorCount, body }: WebAssemblyFunction): Code {
  const code = [1, ...unsigned(vectorCount), V128, ...body, 0x0b];
  return [...unsigned(code.length), ...code];
}

/** Functions that return nothing and share a memory, which begins with `pages` of 64 KiB. */
export function assemble(
  functions: readonly WebAssemblyFunction[],
  pages: number,
): { readonly memory: WebAssembly.Memory; readonly exports: object } {
  const count = functions.length;
  const bytes = Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, [count, ...functions.flatMap(({ parameters }) => [0x60, parameters.length, ...parameters, 0])]),
    ...section(2, [1, ...text('host'), ...text('memory'), 2, 0, 1]),
    ...section(3, [count, ...functions.keys()]),
    ...section(7, [count, ...functions.flatMap(({ name }, index) => [...text(name), 0, index])]),
    ...section(10, [count, ...functions.flatMap(codeOf)]),
  ]);
  const memory = new WebAssembly.Memory({ initial: pages });
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes), { host: { memory } });
  return { memory, exports };
}
