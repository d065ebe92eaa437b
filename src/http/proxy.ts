import { EXIT, MabangError, verbatim } from '../core/index.ts';

type Env = Readonly<Record<string, string | undefined>>;

/**
 * The proxy that the environment wants for a URL, or `undefined` for a direct connection.
 *
 * `https_proxy` for https, `http_proxy` for http, in lower or upper case, lower first. `NO_PROXY` is a list of host names
 * (with their subdomains), `.suffixes`, `*.suffixes`, addresses, each with an optional port, or `*` for all. The machine
 * itself (`localhost`, 127.0.0.0/8, ::1) is never reached through a proxy.
 *
 * Throws `E_PROXY` when the variable holds what is not an http(s) URL; its value is not repeated, it may hold a password.
 */
export function proxyFor(url: URL, env: Env): URL | undefined {
  const name = url.protocol === 'https:' ? 'https_proxy' : 'http_proxy';
  const value = variable(env, name);
  if (!value || isLoopback(url.hostname) || isExempt(url, variable(env, 'no_proxy') ?? '')) return undefined;
  const text = value.includes('://') ? value : `http://${value}`;
  const proxy = URL.canParse(text) ? new URL(text) : undefined;
  if (proxy && (proxy.protocol === 'http:' || proxy.protocol === 'https:') && proxy.hostname) return proxy;
  throw new MabangError(
    'E_PROXY',
    EXIT.usage,
    {
      en: `${name.toUpperCase()} is not the URL of an HTTP proxy`,
      zh: `${name.toUpperCase()} 不是有效的 HTTP 代理地址`,
    },
    { next: verbatim(`${name.toUpperCase()}=http://host:port`) },
  );
}

/** Passwords of the proxies named in the environment: secrets like any other. */
export function proxySecrets(env: Env): readonly string[] {
  return ['https_proxy', 'http_proxy'].flatMap((name) => {
    const userInfo = /^(?:[a-z]+:\/\/)?([^@/]*)@/i.exec(variable(env, name) ?? '')?.[1];
    const password = userInfo?.slice(userInfo.indexOf(':') + 1);
    if (!userInfo || !password) return [];
    try {
      return [password, decodeURIComponent(password), decodeURIComponent(userInfo)];
    } catch {
      return [password, userInfo];
    }
  });
}

function variable(env: Env, name: string): string | undefined {
  return (env[name] ?? env[name.toUpperCase()])?.trim();
}

function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname);
}

function isExempt(url: URL, list: string): boolean {
  const port = url.port || (url.protocol === 'https:' ? '443' : '80');
  return list
    .split(/[,\s]+/)
    .filter(Boolean)
    .some((entry) => {
      if (entry === '*') return true;
      const match = /^(.*?)(?::(\d+))?$/.exec(entry.includes('::') && !entry.startsWith('[') ? `[${entry}]` : entry);
      const host = (match?.[1] ?? '').replace(/^\*?\./, '').toLowerCase();
      if (host === '' || (match?.[2] !== undefined && match[2] !== port)) return false;
      return url.hostname === host || url.hostname.endsWith(`.${host}`);
    });
}
