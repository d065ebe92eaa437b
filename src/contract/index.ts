/** The public surface that adapters import as `mabang/contract`. Types and zod only. */
export * from './adapter.ts';
export * from './authorise.ts';
export * from './change.ts';
export * from './http.ts';
export * from './listing.ts';
export * from './taxonomy.ts';
export * from './token.ts';
export * from './words.ts';
