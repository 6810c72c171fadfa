import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { embeddedJson, escapeMarkup, Markup, markup } from '../../reports/site/view/markup.ts';

describe('markup', () => {
  it('shows every value as text', () => {
    const value = `<img src=x onerror="a()"> & 'b'`;
    expect(markup`<b title="${value}">${value}</b>`.toString()).toBe(
      '<b title="&lt;img src=x onerror=&quot;a()&quot;&gt; &amp; &#39;b&#39;">&lt;img src=x onerror=&quot;a()&quot;&gt; &amp; &#39;b&#39;</b>',
    );
  });

  it('leaves no character through that could open an element or end an attribute', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(/[<>"']/u.test(escapeMarkup(text))).toBe(false);
      }),
    );
  });

  it('nests markup, lists and conditions', () => {
    const items = ['a', '<b>'].map((text) => markup`<li>${text}</li>`);
    expect(markup`<ul>${items}${false}${null}${0}</ul>`.toString()).toBe('<ul><li>a</li><li>&lt;b&gt;</li>0</ul>');
  });

  it('takes the layout of the source out, and keeps spaces between words and attributes', () => {
    const text = markup`<p class="a"
      id="b">
      one
      two ${'three'}
      four</p>
      <p>x</p>`;
    expect(text.toString()).toBe('<p class="a" id="b">one two three four</p><p>x</p>');
  });

  it('cannot be made from a plain text', () => {
    expect(() => new Markup('<b>', Symbol('other') as never)).toThrow(TypeError);
  });
});

describe('embedded JSON', () => {
  it('cannot end its element, and comes out as it went in', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom('</script>', '<!--', '\u2028', '&'), (value, hostile) => {
        const text = embeddedJson({ value, hostile }).toString();
        expect(text).not.toMatch(/[<>\u2028\u2029]/u);
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify({ value, hostile })));
      }),
    );
  });
});
