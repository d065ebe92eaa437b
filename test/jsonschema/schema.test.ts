import type { Json } from 'mabang/contract';
import { compileSchema, type Keywords } from 'mabang/jsonschema';
import { describe, expect, it } from 'vitest';

const bytes: Keywords = {
  maxUtf8ByteLength: (most, data) =>
    typeof data === 'string' && typeof most === 'number' && Buffer.byteLength(data) > most
      ? `is ${Buffer.byteLength(data)} bytes long, ${most} at most`
      : undefined,
};

describe('compileSchema', () => {
  it('names the place of what is wrong and of what is missing', () => {
    const check = compileSchema({
      type: 'object',
      required: ['brand', 'item_name'],
      properties: { item_name: { type: 'array', items: { type: 'object', required: ['value'] } } },
    });
    const found = check({ item_name: [{}] }).map(({ path, keyword }) => [path.join('/'), keyword]);
    expect(found).toEqual([
      ['brand', 'required'],
      ['item_name/0/value', 'required'],
    ]);
    expect(check({ brand: 'B', item_name: [{ value: 'x' }] })).toEqual([]);
  });

  it('asks a platform’s own keyword, also where a condition leads to it', () => {
    const check = compileSchema(
      JSON.parse(`{
        "$schema": "https://platform.example/meta-schema/v1",
        "$id": "https://platform.example/thing",
        "properties": { "text": { "type": "string" } },
        "allOf": [{ "if": { "required": ["text"] }, "then": { "properties": { "text": { "maxUtf8ByteLength": 4 } } } }]
      }`) as Json,
      bytes,
    );
    expect(check({ text: '四' })).toEqual([]);
    expect(check({ text: '四个' })).toEqual([
      { path: ['text'], keyword: 'maxUtf8ByteLength', message: 'is 6 bytes long, 4 at most', params: { argument: 4 } },
    ]);
  });

  it('counts hundredths as people do', () => {
    const check = compileSchema({ type: 'number', multipleOf: 0.01 });
    for (const fine of [0.07, 19.99, 1.1, 399.99]) expect(check(fine)).toEqual([]);
    expect(check(0.075)).toHaveLength(1);
  });

  it('compiles a schema once for the same keywords', () => {
    const schema = { type: 'string' };
    expect(compileSchema(schema, bytes)).toBe(compileSchema(schema, bytes));
    expect(compileSchema(schema, bytes)).not.toBe(compileSchema(schema));
    expect(() => compileSchema(true)).toThrow(TypeError);
  });
});
