/**
 * Reads a Python literal as `repr` prints it: dictionaries, lists, tuples, strings, numbers, True, False and None. It is
 * a parser, not an interpreter: nothing in the text is ever run. Old Amazon files hold one dictionary per line.
 */

export type PythonValue =
  string | number | boolean | null | readonly PythonValue[] | { readonly [key: string]: PythonValue };

export class PythonLiteralError extends Error {
  override readonly name = 'PythonLiteralError';
}

/** Deeper nesting is no data but an attack on the stack. */
const MAX_DEPTH = 100;

/** Numbers beyond the exact range of a double come back as text, infinities and NaN as null: JSON can hold that. */
export function parsePythonLiteral(text: string): PythonValue {
  const parser = new Parser(text);
  const value = parser.value(0);
  parser.end();
  return value;
}

class Parser {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  value(depth: number): PythonValue {
    if (depth > MAX_DEPTH) throw this.#error('nested too deeply');
    this.#skipSpace();
    const char = this.#text[this.#at];
    if (char === '{') return this.#dictionary(depth);
    if (char === '[') return this.#sequence(']', depth);
    if (char === '(') return this.#sequence(')', depth);
    if (char === undefined) throw this.#error('ends too early');
    const prefix = /^(?:[uU]|[bB])?(?=['"])/.exec(this.#text.slice(this.#at, this.#at + 2));
    if (prefix !== null) {
      this.#at += prefix[0].length;
      return this.#strings();
    }
    return this.#atom();
  }

  end(): void {
    this.#skipSpace();
    if (this.#at < this.#text.length) throw this.#error('has more after the value');
  }

  #dictionary(depth: number): PythonValue {
    // Without a prototype, so that a key like __proto__ is a key like any other.
    const entries = Object.create(null) as Record<string, PythonValue>;
    this.#at++;
    for (;;) {
      if (this.#take('}')) return entries;
      const key = this.value(depth + 1);
      if (typeof key === 'object' && key !== null) throw this.#error('has a key that is no text or number');
      this.#expect(':');
      entries[String(key)] = this.value(depth + 1);
      if (this.#take('}')) return entries;
      this.#expect(',');
    }
  }

  #sequence(close: ']' | ')', depth: number): PythonValue {
    const items: PythonValue[] = [];
    this.#at++;
    for (;;) {
      if (this.#take(close)) return items;
      items.push(this.value(depth + 1));
      if (this.#take(close)) return items;
      this.#expect(',');
    }
  }

  /** Neighbouring strings are one, as in Python. */
  #strings(): string {
    let text = this.#string();
    for (;;) {
      const mark = this.#at;
      this.#skipSpace();
      const next = this.#text[this.#at];
      if (next !== "'" && next !== '"') {
        this.#at = mark;
        return text;
      }
      text += this.#string();
    }
  }

  #string(): string {
    const quote = this.#text[this.#at]!;
    let text = '';
    let start = ++this.#at;
    for (;;) {
      const char = this.#text[this.#at];
      if (char === undefined) throw this.#error('ends within a string');
      if (char === quote) {
        text += this.#text.slice(start, this.#at++);
        return text;
      }
      if (char === '\\') {
        text += this.#text.slice(start, this.#at) + this.#escape();
        start = this.#at;
      } else {
        this.#at++;
      }
    }
  }

  #escape(): string {
    const rest = this.#text.slice(this.#at, this.#at + 10);
    const hex = /^\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8}))/.exec(rest);
    if (hex !== null) {
      this.#at += hex[0].length;
      const code = parseInt((hex[1] ?? hex[2] ?? hex[3])!, 16);
      if (code > 0x10ffff) throw this.#error('has a code point beyond Unicode');
      return String.fromCodePoint(code);
    }
    const octal = /^\\([0-7]{1,3})/.exec(rest);
    if (octal !== null) {
      this.#at += octal[0].length;
      return String.fromCharCode(parseInt(octal[1]!, 8));
    }
    const escaped = rest[1];
    if (escaped === undefined) throw this.#error('ends within a string');
    if (escaped === 'x' || escaped === 'u' || escaped === 'U' || escaped === 'N')
      throw this.#error('has a broken escape');
    this.#at += 2;
    // Python keeps the backslash of an escape that it does not know.
    return SIMPLE_ESCAPES[escaped] ?? `\\${escaped}`;
  }

  #atom(): PythonValue {
    const word = /^[-+\w.]+/.exec(this.#text.slice(this.#at, this.#at + 400))?.[0];
    if (word === undefined) throw this.#error(`has an unexpected "${this.#text[this.#at] ?? ''}"`);
    const value = atomValue(word);
    if (value === undefined) throw this.#error(`has an unexpected "${word.slice(0, 20)}"`);
    this.#at += word.length;
    return value;
  }

  #skipSpace(): void {
    while (/\s/.test(this.#text[this.#at] ?? '')) this.#at++;
  }

  #take(char: string): boolean {
    this.#skipSpace();
    if (this.#text[this.#at] !== char) return false;
    this.#at++;
    return true;
  }

  #expect(char: string): void {
    if (!this.#take(char)) throw this.#error(`lacks a "${char}"`);
  }

  #error(problem: string): PythonLiteralError {
    return new PythonLiteralError(`the Python literal ${problem} at character ${this.#at + 1}`);
  }
}

const SIMPLE_ESCAPES: Readonly<Record<string, string>> = {
  '\\': '\\',
  "'": "'",
  '"': '"',
  '\n': '',
  ...{ a: '\u0007', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' },
};

const NAMED: Readonly<Record<string, PythonValue>> = {
  True: true,
  False: false,
  None: null,
  nan: null,
  inf: null,
  '-inf': null,
};

function atomValue(word: string): PythonValue | undefined {
  if (Object.hasOwn(NAMED, word)) return NAMED[word];
  if (/^[-+]?\d+[lL]?$/.test(word)) {
    const digits = word.replace(/[lL]$/, '');
    const number = Number(digits);
    return Number.isSafeInteger(number) ? number : digits;
  }
  return /^[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?$/.test(word) ? Number(word) : undefined;
}
