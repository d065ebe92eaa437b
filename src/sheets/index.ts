/** Sheets: bytes in, typed rows out. */
export { mappingSchema, mappingToYaml, parseMapping, proposeMapping } from './mapping.ts';
export { openSheet, type ReadOptions, type Sheet } from './read.ts';
export { escapeCell, type RejectsWriter, rejectsWriter, unescapeCell } from './rejects.ts';
export type * from './types.ts';
