import { expect, it } from 'vitest';
import { countAt, flagAt, get, listAt, objectAt, textAt } from '../../../src/ingest/json/fields.ts';

it('a field is the value’s own, never one that every object has', () => {
  for (const name of ['constructor', 'toString', '__proto__']) expect(get({}, name)).toBeUndefined();
  const parsed: unknown = JSON.parse('{"__proto__":1,"toString":2}');
  expect(['__proto__', 'toString'].map((name) => get(parsed, name))).toEqual([1, 2]);
  for (const from of [undefined, null, 'text', 7, ['list']]) expect(get(from, 'length')).toBeUndefined();
});

it('an object or a list may be written as JSON in a text', () => {
  const from = { object: ' {"a":1}', list: '[1]', text: 'a', number: 1, none: null };
  expect(objectAt(from, 'object')).toEqual({ a: 1 });
  expect(listAt(from, 'list')).toEqual([1]);
  for (const name of ['list', 'text', 'number', 'none', 'missing']) expect(objectAt(from, name)).toEqual({});
  for (const name of ['object', 'text', 'number', 'none', 'missing']) expect(listAt(from, name)).toEqual([]);
});

it('a text is capped, well-formed, and not empty', () => {
  const from = { short: 'abc', empty: '', lone: 'a\ud800b', number: 7 };
  expect(['short', 'empty', 'lone', 'number'].map((name) => textAt(from, name))).toEqual([
    'abc',
    undefined,
    'a\ufffdb',
    undefined,
  ]);
  expect(textAt(from, 'short', 2)).toBe('ab');
});

it('a number or a flag may be written as a text, and is what it says or nothing', () => {
  const numbers = {
    a: 0,
    b: '0',
    c: '900',
    d: 900,
    e: -1,
    f: 1.5,
    g: '1e3',
    h: '',
    i: null,
    j: '1234567890',
  };
  expect(Object.keys(numbers).map((name) => countAt(numbers, name))).toEqual([0, 0, 900, 900, ...Array(6)]);
  const flags = { a: true, b: 'true', c: false, d: 'false', e: 'True', f: 1 };
  expect(Object.keys(flags).map((name) => flagAt(flags, name))).toEqual([
    ...[true, true, false, false],
    ...[undefined, undefined],
  ]);
});
