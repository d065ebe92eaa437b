import { z } from 'zod';
import { configSchema } from '../engine/config.ts';

/** The text of `schemas/mabang.schema.json`: what an editor checks and completes a `mabang.yaml` with. */
export function schemaText(): string {
  // What the user writes, not what the parser makes of it: keys with defaults are optional there.
  const schema = z.toJSONSchema(configSchema, { io: 'input', target: 'draft-07' });
  const titled = {
    title: 'mabang.yaml',
    description: 'A workspace of mabang: the catalogue and its channels',
    ...schema,
  };
  return `${JSON.stringify(titled, undefined, 2)}\n`;
}
