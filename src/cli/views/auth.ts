import type { Words } from '../../contract/index.ts';
import type { AuthStatus, AuthStored, AuthTest, ChannelAuth } from '../../engine/index.ts';
import { clean, ENVIRONMENT_WORDS, errorText, type Lang, type Paint, pick } from '../../report/index.ts';

const ORIGINS: Readonly<Record<ChannelAuth['secrets'][number]['origin'], Words>> = {
  environment: { en: 'environment', zh: '环境变量' },
  command: { en: 'credential_command', zh: 'credential_command' },
  file: { en: '.mabang/secrets.yaml', zh: '.mabang/secrets.yaml' },
  missing: { en: 'missing', zh: '缺少' },
};
const STATES: Readonly<Record<ChannelAuth['tokens'][number]['state'], Words>> = {
  good: { en: 'good until', zh: '有效期至' },
  expired: { en: 'renewed when next needed; it was good until', zh: '下次使用时自动更新；上一个有效期至' },
  replaced: { en: 'not used any more: authorised anew since', zh: '已不再使用：之后重新授权过' },
};

/** Where each secret comes from and how long it is good. Never a value. */
export function statusText(report: AuthStatus, lang: Lang, paint: Paint, now: number): string {
  if (report.channels.length === 0) return lang === 'zh' ? 'mabang.yaml 中没有渠道\n' : 'mabang.yaml has no channels\n';
  return report.channels.map((channel) => channelText(channel, lang, paint, now)).join('\n');
}

function channelText(channel: ChannelAuth, lang: Lang, paint: Paint, now: number): string {
  const lines = [
    `${paint.bold(channel.channel)}  ${channel.adapter}  ${pick(ENVIRONMENT_WORDS[channel.environment], lang)}`,
  ];
  lines.push(...channel.secrets.map((secret) => secretLine(secret, lang, paint, now)));
  lines.push(...channel.tokens.map((token) => tokenLine(token, lang, paint)));
  const findings = channel.findings.map((finding) => errorText(finding, lang, paint)).join('');
  return `${lines.join('\n')}\n${findings}`;
}

function secretLine(secret: ChannelAuth['secrets'][number], lang: Lang, paint: Paint, now: number): string {
  const zh = lang === 'zh';
  const { storedAt, rotatedAt, expiresAt, exact } = secret;
  const origin = pick(ORIGINS[secret.origin], lang);
  const parts = [secret.origin === 'environment' ? `${origin} ${secret.variable}` : origin];
  if (storedAt !== undefined) {
    const what = exact ? { en: 'stored', zh: '保存于' } : { en: 'file changed', zh: '文件修改于' };
    parts.push(`${pick(what, lang)} ${dated(storedAt, now, lang)}`);
  }
  if (rotatedAt !== undefined)
    parts.push(`${zh ? '平台更换于' : 'replaced by the platform'} ${dated(rotatedAt, now, lang)}`);
  if (expiresAt !== undefined) parts.push(`${zh ? '到期' : 'expires'} ${expiresAt}`);
  const name = secret.origin === 'missing' ? paint.red(secret.name) : secret.name;
  return `  ${name} (${clean(secret.title)})  ${parts.join(' · ')}`;
}

function tokenLine(token: ChannelAuth['tokens'][number], lang: Lang, paint: Paint): string {
  const until = token.state === 'replaced' ? '' : ` ${token.expiresAt}`;
  return `  ${paint.dim(`${clean(token.title)}  ${pick(STATES[token.state], lang)}${until}`)}`;
}

/** `2026-11-23 (3 days ago)`. */
function dated(at: string, now: number, lang: Lang): string {
  const days = Math.max(0, Math.floor((now - Date.parse(at)) / 86_400_000));
  const day = at.slice(0, 10);
  if (lang === 'zh') return days === 0 ? `${day}（今天）` : `${day}（${days} 天前）`;
  return days === 0 ? `${day} (today)` : `${day} (${days} ${days === 1 ? 'day' : 'days'} ago)`;
}

/** Which account answered. */
export function testText(report: AuthTest, lang: Lang, paint: Paint): string {
  const zh = lang === 'zh';
  return report.channels
    .map(({ channel, environment, ok, account, error }) => {
      const where = `${paint.bold(channel)}  ${pick(ENVIRONMENT_WORDS[environment], lang)}`;
      if (!ok) return `${where}\n${error ? errorText(error, lang, paint) : ''}`;
      const facts = Object.entries(account ?? {})
        .filter(([, value]) => ['string', 'number', 'boolean'].includes(typeof value))
        .map(([key, value]) => `${clean(key)}: ${clean(String(value))}`);
      return `${where}  ${paint.green(zh ? '有效' : 'works')}${facts.length > 0 ? `  ${facts.join(' · ')}` : ''}\n`;
    })
    .join('');
}

export function storedText(report: AuthStored, lang: Lang, paint: Paint): string {
  const names = report.stored.join(', ');
  const what =
    report.stored.length === 0
      ? ''
      : lang === 'zh'
        ? `${report.channel}：已保存 ${names}\n`
        : `${report.channel}: stored ${names}\n`;
  return what + report.findings.map((finding) => errorText(finding, lang, paint)).join('');
}
