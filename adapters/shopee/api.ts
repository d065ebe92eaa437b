/** What the adapter says to the platform: the calls, each in a file of its own. */
export { describe } from './describe.ts';
export { poll } from './poll.ts';
export { fetchRemote } from './read.ts';
export { apply } from './write.ts';
