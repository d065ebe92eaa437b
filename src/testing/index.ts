/** The public surface that emulators and adapter tests import as `mabang/testing`. */
export * from './emulator/index.ts';
export type * from './types.ts';
