import type { CommandSpec } from '../command.ts';

/** Every command, each loaded only when it is asked for. In the order of use, which is the order of `mabang --help`. */
export const COMMANDS: Readonly<Record<string, () => Promise<CommandSpec>>> = {
  init: async () => (await import('./init.ts')).init,
  import: async () => (await import('./import.ts')).importCommand,
  mapping: async () => (await import('./mapping.ts')).mapping,
  map: async () => (await import('./map.ts')).map,
  export: async () => (await import('./export.ts')).exportCommand,
  validate: async () => (await import('./validate.ts')).validate,
  diff: async () => (await import('./diff.ts')).diff,
  push: async () => (await import('./push.ts')).push,
  sync: async () => (await import('./sync.ts')).sync,
  undo: async () => (await import('./undo.ts')).undo,
  history: async () => (await import('./history.ts')).history,
  adopt: async () => (await import('./adopt.ts')).adopt,
  relist: async () => (await import('./relist.ts')).relist,
  override: async () => (await import('./override.ts')).override,
  auth: async () => (await import('./auth.ts')).auth,
  backup: async () => (await import('./backup.ts')).backup,
  doctor: async () => (await import('./doctor.ts')).doctor,
  status: async () => (await import('./status.ts')).status,
  show: async () => (await import('./show.ts')).show,
  adapters: async () => (await import('./adapters.ts')).adapters,
  emulate: async () => (await import('./emulate.ts')).emulate,
  demo: async () => (await import('./demo.ts')).demo,
  config: async () => (await import('./config.ts')).config,
  completion: async () => (await import('./completion.ts')).completion,
};

export async function loadCommand(name: string): Promise<CommandSpec | undefined> {
  return Object.hasOwn(COMMANDS, name) ? COMMANDS[name]?.() : undefined;
}
