/** Pure helpers, exported to adapters as `mabang/core`. No I/O, no clock, no platform. */
export * from './batch.ts';
export * from './canonical.ts';
export * from './diff.ts';
export * from './errors.ts';
export * from './gtin.ts';
export * from './guards.ts';
export * from './harm.ts';
export * from './listing.ts';
export * from './money.ts';
export * from './plan.ts';
export * from './product.ts';
export * from './remember.ts';
export * from './requirements.ts';
export * from './safety.ts';
export * from './sizer.ts';
export * from './target.ts';
export * from './undo.ts';
