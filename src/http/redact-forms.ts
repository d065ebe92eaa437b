import { percentEncode } from './url.ts';

/** What stands in the place of a secret. */
export const MASK = '***';
/** Shorter secrets are too likely to be part of an innocent word; see `createRedactor`. */
export const SHORTEST = 4;
/** Base64 cut to the part that a secret alone decides is only looked for from this length on. */
const SHORTEST_BASE64 = 8;

/**
 * Every text that a secret can turn into on its way through URLs, JSON, HTML, OAuth base strings and Basic headers,
 * longest first, so that a form is never cut in half by a shorter one.
 */
export function formsOf(secrets: readonly string[]): readonly string[] {
  const forms = new Set<string>();
  for (const secret of secrets) {
    for (const form of textForms(secret)) forms.add(form);
    for (const form of base64Inside(secret)) forms.add(form);
    for (const other of secrets) for (const form of base64Forms(`${secret}:${other}`)) forms.add(form);
    for (const form of base64Forms(secret)) forms.add(form);
  }
  return [...forms].filter((form) => form.length >= SHORTEST).sort((a, b) => b.length - a.length);
}

function textForms(secret: string): readonly string[] {
  const json = JSON.stringify(secret).slice(1, -1);
  const percent = [percentEncode(secret), encodeURIComponent(secret.replace(/\p{Surrogate}/gu, '\uFFFD'))];
  const twice = percent.map(percentEncode);
  const plus = percent.map((form) => form.replaceAll('%20', '+'));
  return [
    secret,
    secret.trim(),
    // A key in several lines is printed line by line by some tools.
    ...secret.split(/\r?\n/).filter((line) => line.length >= 16),
    json,
    json.replaceAll('/', '\\/'),
    asciiJson(json),
    asciiJson(json.replaceAll('/', '\\/')),
    html(secret),
    ...[...percent, ...twice, ...plus].flatMap((form) => [form, form.replace(/%[0-9A-F]{2}/g, lower)]),
  ];
}

const lower = (text: string) => text.toLowerCase();

function asciiJson(json: string): string {
  return json.replace(/[\u007f-\uffff]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

function html(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#039;');
}

function base64Forms(text: string): readonly string[] {
  const base64 = Buffer.from(text, 'utf8').toString('base64');
  const bare = base64.replace(/=+$/, '');
  const url = bare.replaceAll('+', '-').replaceAll('/', '_');
  return [base64, bare, url, percentEncode(base64), percentEncode(bare)];
}

/** The secret inside the base64 of something longer (`user:secret`): the characters that it alone decides, for each of the three ways it can lie. */
function base64Inside(secret: string): readonly string[] {
  const bytes = Buffer.byteLength(secret, 'utf8');
  return [0, 1, 2].flatMap((before) => {
    const padded = Buffer.concat([Buffer.alloc(before), Buffer.from(secret, 'utf8')]).toString('base64');
    const core = padded.slice(Math.ceil((before * 8) / 6), Math.floor(((before + bytes) * 8) / 6));
    return core.length < SHORTEST_BASE64
      ? []
      : [core, core.replaceAll('+', '-').replaceAll('/', '_'), percentEncode(core)];
  });
}

/** A text as a part of a pattern that finds just it. */
export function escapeRegExp(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
