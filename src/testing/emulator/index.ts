/** What emulators are made of: a loopback server with a log, faults and a clock. Names no platform. */
export * from './bucket.ts';
export * from './clock.ts';
export * from './pictures.ts';
export * from './reply.ts';
export {
  type AnsweredFault,
  type EmulatorServer,
  type RequestKind,
  retryAfter,
  type ServeOptions,
  serve,
} from './server.ts';
