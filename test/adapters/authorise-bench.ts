import { expect, onTestFinished } from 'vitest';
import type { AnyAdapter } from '../../src/contract/index.ts';
import { MabangError } from '../../src/core/index.ts';
import { authLogin, type LoginAsk } from '../../src/engine/auth-login.ts';
import { diff } from '../../src/engine/diff.ts';
import { readSecrets } from '../../src/engine/secrets.ts';
import type { DiffReport } from '../../src/engine/types.ts';
import type { Workspace } from '../../src/engine/workspace.ts';
import { World, type WorldOptions } from '../../src/testing/conformance/world.ts';
import type { Emulator, EmulatorModule } from '../../src/testing/types.ts';

/** A workspace that has the keys of the application and nothing that a seller's authorisation gives. */
export interface Unauthorised {
  readonly world: World;
  readonly emulator: Emulator;
  readonly ws: Workspace;
  /** What the file has for the channel. */
  stored(): Readonly<Record<string, string>>;
  /** Log in with a browser that follows the link; `change` is what happens to the address on its way back. */
  login(change?: (back: URL) => URL | string, ask?: Partial<LoginAsk>): ReturnType<typeof authLogin>;
  /** A diff that asks nobody. */
  offline(): Promise<DiffReport>;
  /** Addresses that were opened. */
  readonly opened: string[];
}

export async function unauthorised(
  adapter: AnyAdapter,
  module: EmulatorModule,
  given: {
    /** Names of the secrets that are there from the start. */
    readonly secrets: readonly string[];
    readonly connection?: Readonly<Record<string, unknown>>;
    readonly options?: WorldOptions;
  },
): Promise<Unauthorised> {
  const start: EmulatorModule['start'] = async (options) => {
    const started = await module.start(options);
    const known = Object.entries(started.secrets).filter(([name]) => given.secrets.includes(name));
    return {
      ...started,
      connection: { ...started.connection, ...given.connection },
      secrets: Object.fromEntries(known),
    };
  };
  const world = await World.open({ adapter, emulator: { ...module, start } }, given.options);
  onTestFinished(() => world.close());
  const ws = world.another();
  const opened: string[] = [];
  return {
    world,
    emulator: world.emulator,
    ws,
    opened,
    offline: () => diff(ws, { channels: ['shop'], offline: true }),
    stored: () => readSecrets(ws.dir).shop ?? {},
    login: async (change = (back) => back, ask = {}) => {
      let came: Promise<URL | string> | undefined;
      const login = authLogin(
        ws,
        'shop',
        {
          open: (address) => {
            opened.push(address);
            came = follow(address).then(change);
            came.catch(() => undefined);
          },
          pasted: async () => String(await came),
          ...ask,
        },
        { waitMs: 5000 },
      );
      return login;
    },
  };
}

/** The seller is signed in and says yes: where the browser is sent then. An address of this machine is opened too. */
export async function follow(address: string): Promise<URL> {
  const { status, headers } = await fetch(address, { redirect: 'manual' });
  expect(status).toBe(302);
  const back = new URL(headers.get('location') ?? '');
  if (back.hostname === '127.0.0.1' && back.port !== '8400') await fetch(back);
  return back;
}

export async function refusal(work: Promise<unknown>): Promise<MabangError> {
  try {
    await work;
  } catch (error) {
    if (error instanceof MabangError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

/** With a code, where, and what to do; in both languages. */
export function expectRefusal(error: MabangError, words: RegExp): void {
  const { code, place, message, next } = error.toDiagnostic();
  expect([code, error.exit, place]).toEqual(['E_AUTHORISE', 6, { channel: 'shop' }]);
  expect(message.en).toMatch(words);
  expect(message.en).toContain('nothing was stored');
  expect(message.zh).toMatch(/\p{Script=Han}/u);
  expect(next?.en).toBeTruthy();
  expect(next?.zh).toMatch(/\p{Script=Han}/u);
}

export const DAY = 86_400_000;

/** Codes of the findings that speak of a secret's age. */
export function aged(findings: readonly { readonly code: string; readonly severity: string }[]): readonly string[] {
  return findings.filter(({ code }) => /SECRET_EXPIRE/.test(code)).map(({ code, severity }) => `${severity} ${code}`);
}
