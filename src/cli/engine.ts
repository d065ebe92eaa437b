import type { AnyAdapter, Diagnostic, PlatformCategory } from '../contract/index.ts';
import type { Exit, Override } from '../core/index.ts';
import type {
  AdoptReport,
  AuthStatus,
  AuthStored,
  AuthTest,
  BackupReport,
  DemoEvent,
  DemoReport,
  DiffOptions,
  DiffReport,
  DoctorOptions,
  DoctorReport,
  ExportReport,
  ExportRequest,
  HistoryReport,
  Host,
  ImportOptions,
  ImportReport,
  InitAnswers,
  LoginAsk,
  LoginOptions,
  MapOptions,
  MappingProposal,
  MappingTest,
  MapReport,
  PushOptions,
  PushReport,
  RelistReport,
  RunReport,
  ShowReport,
  StatusReport,
  ValidateOptions,
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

/** A sheet that is being mapped; asked again with every answer. */
export interface ProposerFace {
  readonly headers: readonly string[];
  propose(answers: ReadonlyMap<string, string>): Promise<MappingProposal>;
}

/** What the commands do with the mappings of suppliers; `dir` is the workspace. */
export interface MappingFace {
  open(sheet: string, options: { readonly encoding?: string; readonly sheet?: string }): Promise<ProposerFace>;
  isField(name: string): boolean;
  nameFor(sheet: string): string;
  toYaml(mapping: MappingProposal['mapping']): string;
  save(dir: string, name: string, mapping: MappingProposal['mapping'], over: boolean): string;
  all(dir: string): readonly { readonly name: string; readonly mapping: MappingProposal['mapping'] }[];
  one(dir: string, name: string): { readonly name: string; readonly mapping: MappingProposal['mapping'] };
  test(dir: string, names: readonly string[]): readonly MappingTest[];
  repair(
    dir: string,
    name: string,
    sheet: string,
    write: boolean,
  ): Promise<{ readonly differences: readonly { readonly finding: Diagnostic }[]; readonly file?: string }>;
}

/**
 * The services that commands call. Methods, so that a fake with a smaller workspace can stand in for the engine in a
 * test of the commands.
 */
export interface EngineApi {
  initWorkspace(dir: string, answers: InitAnswers): { readonly files: readonly string[] };
  openWorkspace(dir: string, host: Host): WorkspaceFace;
  importSheet(ws: WorkspaceFace, options: ImportOptions): Promise<ImportReport>;
  validate(ws: WorkspaceFace, options: ValidateOptions): Promise<ValidateReport>;
  exportSheet(
    ws: WorkspaceFace,
    request: ExportRequest,
    write: (text: string) => void | Promise<void>,
  ): Promise<ExportReport>;
  diff(ws: WorkspaceFace, options: DiffOptions): Promise<DiffReport>;
  /** `--exit-code`: 1 when a channel differs or has an error finding. */
  diffExit(report: DiffReport): 0 | 1;
  push(ws: WorkspaceFace, options: PushOptions): Promise<PushReport>;
  history(ws: WorkspaceFace, options: { readonly limit: number; readonly channels: readonly string[] }): HistoryReport;
  historyOf(ws: WorkspaceFace, run: number): RunReport;
  mapChannel(ws: WorkspaceFace, channel: string, options: MapOptions): Promise<MapReport>;
  searchCategories(ws: WorkspaceFace, channel: string, words: string): Promise<readonly PlatformCategory[]>;
  adopt(
    ws: WorkspaceFace,
    channel: string,
    options: { readonly apply: boolean; readonly codes?: readonly string[] },
  ): Promise<AdoptReport>;
  relist(ws: WorkspaceFace, channel: string, codes: readonly string[]): Promise<RelistReport>;
  override(
    ws: WorkspaceFace,
    channel: string,
    skuOrCode: string,
    field: Override['field'],
    value: string | undefined,
  ): Override | undefined;
  readonly mappings: MappingFace;
  authStatus(ws: WorkspaceFace, channels: readonly string[]): Promise<AuthStatus>;
  authTest(ws: WorkspaceFace, channels: readonly string[]): Promise<AuthTest>;
  authLogin(ws: WorkspaceFace, channel: string, ask: LoginAsk, options?: LoginOptions): Promise<AuthStored>;
  authSet(ws: WorkspaceFace, channel: string, name: string, value: string): Promise<AuthStored>;
  backup(ws: WorkspaceFace, options: { readonly file?: string; readonly replace?: boolean }): Promise<BackupReport>;
  /** Of a folder, since what is wrong with it may be that it is no workspace. */
  doctor(dir: string, host: Host, options: DoctorOptions): Promise<DoctorReport>;
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
  /** A text without any secret that this process has met. */
  hideSecrets?(text: string): string;
}

/** The engine with its database and network, loaded by the first command that needs it. */
export async function loadEngine(): Promise<EngineApi> {
  return import('../engine/index.ts');
}
