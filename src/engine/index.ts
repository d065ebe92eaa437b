/** What the commands and the test suite call. */
export { hideSecrets } from '../http/index.ts';
export { adopt } from './adopt.ts';
export {
  type AuthStatus,
  type AuthStored,
  type AuthTest,
  authSet,
  authStatus,
  authTest,
  type ChannelAuth,
} from './auth.ts';
export { authLogin, type LoginAsk, type LoginOptions } from './auth-login.ts';
export { type BackupReport, backup } from './backup.ts';
export { connect, openChannel } from './channel.ts';
export { type ChannelConfig, type Config, configSchema, parseConfig } from './config.ts';
export { type DemoEvent, type DemoReport, runDemo } from './demo.ts';
export { diff, diffExit } from './diff.ts';
export { type DoctorOptions, doctor } from './doctor.ts';
export type { Check, CheckState, DoctorReport } from './doctor-types.ts';
export { type ExportReport, type ExportRequest, exportSheet } from './export.ts';
export { type HistoryReport, history, historyOf, type RunReport } from './history.ts';
export { importSheet, validate } from './import.ts';
export { type MapOptions, type MapReport, mapChannel, searchCategories } from './map.ts';
export { type MappingProposal, type MappingTest, mappings } from './mapping.ts';
export { openUnderstood, type UnderstoodSheet } from './mapping-open.ts';
export { OVERRIDE_FIELDS, override } from './override.ts';
export { planChannel } from './planning.ts';
export { push } from './push.ts';
export { worstExit } from './push-report.ts';
export { builtIn, listAdapters, loadAdapter, loadEmulator, type Registry } from './registry.ts';
export { type RelistReport, relist } from './removals.ts';
export { secretVariable } from './secrets.ts';
export { show, status } from './status.ts';
export type * from './types.ts';
export { explainConfig, type InitAnswers, initWorkspace, openWorkspace, type Workspace } from './workspace.ts';
