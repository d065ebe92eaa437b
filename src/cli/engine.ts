import type { AnyAdapter } from '../contract/index.ts';
import type { Exit, Override } from '../core/index.ts';
import type {
  AdoptReport,
  DemoEvent,
  DemoReport,
  DiffOptions,
  DiffReport,
  Host,
  ImportOptions,
  ImportReport,
  InitAnswers,
  PushOptions,
  PushReport,
  ShowReport,
  StatusReport,
  ValidateReport,
} from '../engine/index.ts';

/** What the commands read of a workspace. */
export interface WorkspaceFace {
  readonly dir: string;
  readonly config: {
    readonly language?: 'en' | 'zh' | undefined;
    readonly channels: Readonly<
      Record<string, { readonly adapter: string; readonly environment: 'sandbox' | 'live'; readonly currency: string }>
    >;
  };
  /** For completion alone. */
  readonly catalogue: {
    products(): Iterable<{ readonly code: string; readonly variants: readonly { readonly sku: string }[] }>;
  };
  close(): void;
}

export interface EmulatorFace {
  readonly url: string;
  readonly connection: Readonly<Record<string, unknown>>;
  readonly secrets: Readonly<Record<string, string>>;
  readonly currency: string;
  close(): Promise<void>;
}

/**
 * The services that commands call. Methods, so that a fake with a smaller workspace can stand in for the engine in a
 * test of the commands.
 */
export interface EngineApi {
  initWorkspace(dir: string, answers: InitAnswers): { readonly files: readonly string[] };
  openWorkspace(dir: string, host: Host): WorkspaceFace;
  importSheet(ws: WorkspaceFace, options: ImportOptions): Promise<ImportReport>;
  validate(
    ws: WorkspaceFace,
    options: { readonly sheet?: string; readonly mapping?: string; readonly channels: readonly string[] },
  ): Promise<ValidateReport>;
  diff(ws: WorkspaceFace, options: DiffOptions): Promise<DiffReport>;
  /** `--exit-code`: 1 when a channel differs or has an error finding. */
  diffExit(report: DiffReport): 0 | 1;
  push(ws: WorkspaceFace, options: PushOptions): Promise<PushReport>;
  adopt(
    ws: WorkspaceFace,
    channel: string,
    options: { readonly apply: boolean; readonly codes?: readonly string[] },
  ): Promise<AdoptReport>;
  override(
    ws: WorkspaceFace,
    channel: string,
    skuOrCode: string,
    field: Override['field'],
    value: string | undefined,
  ): Override | undefined;
  status(ws: WorkspaceFace): StatusReport;
  show(ws: WorkspaceFace, skuOrCode: string): Promise<ShowReport>;
  listAdapters(): Promise<readonly AnyAdapter[]>;
  loadEmulator(adapter: string): Promise<{
    start(options?: {
      readonly port?: number;
      readonly speed?: number;
      readonly currency?: string;
    }): Promise<EmulatorFace>;
  }>;
  runDemo(host: Host, dir: string | undefined, say: (event: DemoEvent) => void): Promise<DemoReport>;
  explainConfig(
    ws: WorkspaceFace,
  ): readonly { readonly key: string; readonly value: string; readonly origin: string }[];
  /** The exit code, of several, that needs a person most. */
  worstExit(exits: readonly Exit[]): Exit;
  secretVariable(channel: string, name: string): string;
}

/** The engine with its database and network, loaded by the first command that needs it. */
export async function loadEngine(): Promise<EngineApi> {
  return import('../engine/index.ts');
}
