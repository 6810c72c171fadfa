import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parsePythonLiteral, PythonLiteralError } from '../../src/dataset/pythonLiteral.ts';

/** What Python's repr prints for a text, with everything beyond ASCII escaped, as Python 2 does. */
function pythonText(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  let body = '';
  for (const char of text) {
    const code = char.codePointAt(0)!;
    if (char === '\\' || char === quote) body += `\\${char}`;
    else if (char === '\n') body += '\\n';
    else if (char === '\r') body += '\\r';
    else if (char === '\t') body += '\\t';
    else if (code < 0x20 || (code >= 0x7f && code < 0x100)) body += `\\x${code.toString(16).padStart(2, '0')}`;
    else if (code < 0x7f) body += char;
    else if (code < 0x10000) body += `\\u${code.toString(16).padStart(4, '0')}`;
    else body += `\\U${code.toString(16).padStart(8, '0')}`;
  }
  return `${quote}${body}${quote}`;
}

function pythonRepr(value: unknown): string {
  if (value === null) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  // A float always shows that it is one.
  if (typeof value === 'number')
    return Number.isInteger(value) && !Number.isSafeInteger(value) ? value.toExponential() : String(value);
  if (typeof value === 'string') return pythonText(value);
  if (Array.isArray(value)) return `[${value.map(pythonRepr).join(', ')}]`;
  return `{${Object.entries(value as object)
    .map(([key, entry]) => `${pythonText(key)}: ${pythonRepr(entry)}`)
    .join(', ')}}`;
}

const values = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom(null, true, false),
    fc.integer(),
    fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => number + 0),
    fc.string({ unit: 'binary' }),
    fc.constantFrom("it's", '"', `both ' and "`, '\\', "\\'", '\u2028', '{', "'}"),
    fc.array(tie('value')),
    fc.dictionary(fc.string({ unit: 'binary' }), tie('value'), { noNullPrototype: true }),
  ),
}));

describe('the Python literal parser', () => {
  test('reads back whatever repr prints', () => {
    fc.assert(
      fc.property(values.value, (value) => {
        expect(JSON.stringify(parsePythonLiteral(pythonRepr(value)))).toBe(JSON.stringify(value));
      }),
      { numRuns: 500 },
    );
  });

  test('reads tuples, trailing commas, prefixes, joined strings, octal escapes and long integers', () => {
    expect(parsePythonLiteral('(1, -2.5e3, .5, 5L,)')).toEqual([1, -2500, 0.5, 5]);
    expect(parsePythonLiteral("{'a': u'x' \"y\", 2: b'z', }")).toEqual({ a: 'xy', 2: 'z' });
    expect(parsePythonLiteral("'\\101\\x41\\u00e9\\U0001F600\\q\\\n'")).toBe('AAé\u{1F600}\\q');
    expect(parsePythonLiteral('[123456789012345678901234567890, nan, -inf]')).toEqual([
      '123456789012345678901234567890',
      null,
      null,
    ]);
    expect(parsePythonLiteral(' () ')).toEqual([]);
  });

  test('treats every key as data', () => {
    const value = parsePythonLiteral("{'__proto__': {'polluted': True}, 'constructor': 1}") as Record<string, unknown>;
    expect(Object.keys(value)).toEqual(['__proto__', 'constructor']);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    expect(JSON.stringify(value)).toBe('{"__proto__":{"polluted":true},"constructor":1}');
  });

  test.each([
    ['', /ends too early at character 1/],
    ["{'a': 1", /lacks a ","/],
    ["{'a' 1}", /lacks a ":" at character 6/],
    ["'abc", /ends within a string/],
    ["'abc\\", /ends within a string/],
    ["'\\xZZ'", /broken escape/],
    ["'\\N{DASH}'", /broken escape/],
    ["'\\U00110000'", /beyond Unicode/],
    ['[1 2]', /lacks a ","/],
    ['[1]]', /has more after the value at character 4/],
    ['{[1]: 2}', /key that is no text/],
    ["__import__('os').system('true')", /unexpected "__import__"/],
    ['1 + 1', /has more after the value/],
    ['datetime(2014, 1, 1)', /unexpected "datetime"/],
    ['1.2.3', /unexpected "1.2.3"/],
    ['['.repeat(500), /nested too deeply/],
  ])('refuses %j', (text, problem) => {
    expect(() => parsePythonLiteral(text)).toThrow(PythonLiteralError);
    expect(() => parsePythonLiteral(text)).toThrow(problem);
  });
});
