import type { Diagnostic } from '../contract/index.ts';
import { EXIT, type Exit, MabangError, verbatim } from '../core/index.ts';
import { Cancelled } from './prompts.ts';

export interface Failure {
  readonly diagnostic: Diagnostic;
  readonly exit: Exit;
  readonly more: readonly Diagnostic[];
  /** Only of a bug, and only shown when asked for. */
  readonly stack?: string;
}

/** What was thrown, as something to tell the user. What nobody expected is our bug, and says so. */
export function failureOf(error: unknown, redact: (text: string) => string): Failure {
  if (error instanceof MabangError)
    return { diagnostic: error.toDiagnostic(), exit: error.exit, more: error.details.more ?? [] };
  if (error instanceof Cancelled) return plain(cancelled(), EXIT.guard);
  if (isAbort(error)) return plain(stopped(), EXIT.busy);
  if (isSystem(error)) return plain(systemError(error, redact), EXIT.usage);
  const message = error instanceof Error ? error.message : String(error);
  const first = redact(message).split('\n')[0] ?? '';
  return {
    diagnostic: {
      code: 'E_BUG',
      severity: 'error',
      message: { en: `a bug in mabang: ${first}`, zh: `mabang 的程序错误：${first}` },
      place: {},
      next: {
        en: 'please report it; MABANG_DEBUG=1 shows where it happened. What was sent is in the journal: running the same command again continues',
        zh: '请反馈此问题；设置 MABANG_DEBUG=1 可查看出错位置。已发送的内容都有记录：重新运行同一命令即可继续',
      },
    },
    exit: EXIT.bug,
    more: [],
    ...(error instanceof Error && error.stack ? { stack: redact(error.stack) } : {}),
  };
}

function plain(diagnostic: Diagnostic, exit: Exit): Failure {
  return { diagnostic, exit, more: [] };
}

function cancelled(): Diagnostic {
  return {
    code: 'E_CANCELLED',
    severity: 'error',
    message: { en: 'stopped at the question; nothing was done', zh: '已在提问处停止；未执行任何操作' },
    place: {},
  };
}

function stopped(): Diagnostic {
  return {
    code: 'E_STOPPED',
    severity: 'error',
    message: { en: 'stopped before the work was done', zh: '工作完成前已停止' },
    place: {},
    next: { en: 'run the same command again: it continues', zh: '重新运行同一命令即可继续' },
  };
}

function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError';
}

/** A file that is not there, a full disk, no permission: the machine's answer, not a bug. */
function isSystem(error: unknown): error is NodeJS.ErrnoException {
  const { code, syscall } = (error ?? {}) as NodeJS.ErrnoException;
  return error instanceof Error && typeof code === 'string' && typeof syscall === 'string' && /^E[A-Z]+$/.test(code);
}

function systemError(error: NodeJS.ErrnoException, redact: (text: string) => string): Diagnostic {
  return {
    code: `E_SYSTEM_${(error.code ?? '').slice(1)}`,
    severity: 'error',
    message: verbatim(redact(error.message)),
    place: error.path === undefined ? {} : { file: error.path },
  };
}
