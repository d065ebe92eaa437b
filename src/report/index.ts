/** Plans and findings as bytes. Pure: no terminal, no files, no clock; colour and language are arguments. */
export * from './adapters.ts';
export * from './csv.ts';
export * from './envelope-schema.ts';
export * from './findings.ts';
export * from './github.ts';
export * from './json.ts';
export * from './junit.ts';
export * from './lang.ts';
export * from './matrix.ts';
export * from './paint.ts';
export * from './place.ts';
export * from './plan.ts';
export * from './sarif.ts';
export * from './table.ts';
export * from './value.ts';
export * from './width.ts';
