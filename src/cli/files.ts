import { randomBytes } from 'node:crypto';
import {
  closeSync,
  createWriteStream,
  fsyncSync,
  mkdtempSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { platform, tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Diagnostic, Words } from '../contract/index.ts';
import { EXIT, isSealed, MabangError, type Plan } from '../core/index.ts';

/** Written beside the target, flushed, then renamed: there is never half a file under the name. */
export function writeWhole(file: string, text: string): void {
  const beside = join(dirname(file), `.${basename(file)}.${randomBytes(4).toString('hex')}`);
  const handle = openSync(beside, 'wx');
  try {
    writeFileSync(handle, text);
    fsyncSync(handle);
  } catch (error) {
    closeSync(handle);
    rmSync(beside, { force: true });
    throw error;
  }
  closeSync(handle);
  renameSync(beside, file);
}

/** A saved plan: the file of `diff --out`, or a `diff --format json` answer that holds one. Refused when it was edited. */
export function readPlan(file: string): Plan {
  const plan = planIn(parseFile(file));
  if (!plan) {
    throw planError('E_PLAN_FILE', file, {
      en: 'this is not a plan file',
      zh: '这不是计划文件',
    });
  }
  if (!sealed(plan)) {
    throw planError('E_PLAN_CHANGED', file, {
      en: 'the plan file was changed after it was made',
      zh: '计划文件在生成后被修改',
    });
  }
  return plan;
}

function parseFile(file: string): unknown {
  const text = readFileSync(file, 'utf8');
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function planIn(value: unknown): Plan | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  if ('plan' in value && 'mabang' in value) return planIn(value.plan);
  const { version, channels, hash } = value as Partial<Record<keyof Plan, unknown>>;
  return version === 1 && Array.isArray(channels) && typeof hash === 'string' ? (value as Plan) : undefined;
}

function sealed(plan: Plan): boolean {
  try {
    return isSealed(plan);
  } catch {
    return false;
  }
}

function planError(code: string, file: string, words: Words): MabangError {
  return new MabangError(code, EXIT.usage, words, {
    place: { file },
    next: { en: 'make a new one: mabang diff --out plan.json', zh: '请重新生成：mabang diff --out plan.json' },
  });
}

/** Standard input kept in a file that only this user can read, because a sheet is read more than once. */
export async function spool(input: Readable): Promise<{ readonly file: string; remove(): void }> {
  const dir = mkdtempSync(join(tmpdir(), 'mabang-'));
  const file = join(dir, 'stdin.csv');
  const remove = () => rmSync(dir, { recursive: true, force: true });
  try {
    await pipeline(input, createWriteStream(file, { mode: 0o600 }));
  } catch (error) {
    remove();
    throw error;
  }
  return { file, remove };
}

/** Findings of a spooled sheet: nobody has heard of the temporary file. */
export function fromStdin(findings: readonly Diagnostic[], file: string): readonly Diagnostic[] {
  return findings.map((finding) =>
    finding.place.file === file ? { ...finding, place: { ...finding.place, file: 'stdin' } } : finding,
  );
}

/**
 * Secrets from a file that its owner alone can read, or from `/dev/stdin`: `NAME=value` lines, or one JSON object of texts.
 * Never from the command line, which every user of the machine can see.
 */
export function readSecretsFile(file: string): Readonly<Record<string, string>> {
  const stat = statSync(file);
  // Windows has no such bits; there the folder's own permissions are all there is.
  if (stat.isFile() && platform() !== 'win32' && (stat.mode & 0o077) !== 0) {
    throw new MabangError(
      'E_SECRETS_OPEN',
      EXIT.credentials,
      { en: 'others can read the secrets file', zh: '其他用户可读取密钥文件' },
      { place: { file }, next: { en: `run: chmod 600 ${file}`, zh: `执行：chmod 600 ${file}` } },
    );
  }
  const text = readFileSync(file, 'utf8');
  return text.trimStart().startsWith('{') ? jsonSecrets(text, file) : lineSecrets(text, file);
}

function lineSecrets(text: string, file: string): Readonly<Record<string, string>> {
  const secrets: Record<string, string> = {};
  text.split(/\r?\n/).forEach((line, i) => {
    if (/^\s*(#|$)/.test(line)) return;
    const match = /^\s*([\w-]+)\s*=\s*(.*?)\s*$/.exec(line);
    if (!match?.[1] || !match[2]) throw secretsError(file, i + 1);
    secrets[match[1]] = match[2];
  });
  return secrets;
}

function jsonSecrets(text: string, file: string): Readonly<Record<string, string>> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw secretsError(file, undefined);
  }
  const entries = Object.entries(value as object);
  if (entries.some(([, secret]) => typeof secret !== 'string')) throw secretsError(file, undefined);
  return Object.fromEntries(entries);
}

/** Says where, never what: the line may hold a secret. */
function secretsError(file: string, line: number | undefined): MabangError {
  return new MabangError(
    'E_SECRETS_FILE',
    EXIT.usage,
    {
      en: 'the secrets file is neither NAME=value lines nor a JSON object of texts',
      zh: '密钥文件应为 NAME=value 的多行文本，或值为文本的 JSON 对象',
    },
    { place: { file, ...(line === undefined ? {} : { line }) } },
  );
}
