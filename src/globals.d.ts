/** The version in package.json. Put in by the build and by vitest; absent when the source runs as it is (`npm run dev`). */
declare const __MABANG_VERSION__: string | undefined;
