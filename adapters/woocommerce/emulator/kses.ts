import { escapeHtml, normalizeEntities } from './entities.ts';

/**
 * What WordPress lets a shop manager's key write into a text: allowed tags stay, others go but their text stays, a `<`
 * that is never closed is escaped with everything after it, a bare `&` or `>` becomes a reference. Recorded in probe.out
 * ("normalisation: name/desc") and probe3.out ("name with entities"), 2026-11-23; the lists are WordPress's documented
 * allowed tags for posts.
 */
export function filterHtml(text: string): string {
  const safe = escapeUnclosed(normalizeEntities(text));
  if (!safe.includes('<') && !safe.includes('>')) return safe;
  return safe.replace(/<!--[\s\S]*?(?:-->|$)|<[^>]*(?:>|$)|>/g, (token) => {
    if (token === '>') return '&gt;';
    return token.startsWith('<!--') ? token : filterTag(token);
  });
}

/** `a < b` → `a &lt; b`: from a `<` that meets no `>` before the next `<` or the end, everything is escaped. */
export function escapeUnclosed(text: string): string {
  if (!text.includes('<')) return text;
  return text.replace(/<[^<>]*(>?)/g, (token, closed: string) => (closed ? token : escapeHtml(token)));
}

function filterTag(token: string): string {
  const parts = /^<\s*(\/?)\s*([a-zA-Z0-9-]+)([^>]*)>?$/.exec(token);
  const name = parts?.[2];
  if (parts === null || name === undefined || !TAGS.has(name.toLowerCase())) return '';
  if (parts[1] === '/') return `</${name}>`;
  const source = parts[3] ?? '';
  const slash = /\/\s*$/.test(source) ? ' /' : '';
  return `<${name}${filterAttributes(name.toLowerCase(), source.replace(/\/\s*$/, ''))}${slash}>`;
}

function filterAttributes(tag: string, source: string): string {
  let kept = '';
  for (const found of source.matchAll(/([a-zA-Z_:][\w:.-]*)(?:\s*=\s*("[^"]*"|'[^']*'|[^\s"'>]+))?/g)) {
    const name = (found[1] ?? '').toLowerCase();
    if (!allows(tag, name)) continue;
    if (found[2] === undefined) {
      kept += ` ${found[1]}`;
      continue;
    }
    const quote = found[2].startsWith("'") ? "'" : '"';
    const raw = /^["']/.test(found[2]) ? found[2].slice(1, -1) : found[2];
    const value = name === 'style' ? filterStyle(raw) : LINKS.has(name) ? filterLink(raw) : raw;
    if (name === 'style' && value === '') continue;
    kept += ` ${found[1]}=${quote}${value}${quote}`;
  }
  return kept;
}

function allows(tag: string, name: string): boolean {
  if (name.startsWith('data-') || name.startsWith('aria-')) return true;
  return GLOBAL.has(name) || (ATTRIBUTES[tag]?.has(name) ?? false);
}

/** `javascript:x` → `x`: a scheme that is not on the list is cut off. */
function filterLink(value: string): string {
  const scheme = /^\s*([a-zA-Z][a-zA-Z0-9+.-]*):/.exec(value);
  if (scheme === null || SCHEMES.has((scheme[1] ?? '').toLowerCase())) return value;
  return filterLink(value.slice(scheme[0].length));
}

function filterStyle(value: string): string {
  const kept: string[] = [];
  for (const part of value.split(';')) {
    const found = /^\s*(-?[a-z-]+)\s*:\s*(.+?)\s*$/i.exec(part);
    if (found === null || !STYLES.has((found[1] ?? '').toLowerCase())) continue;
    if (/[\\(&=}]|\/\*/.test((found[2] ?? '').replace(/\b(?:rgba?|hsla?|calc|var|min|max|clamp)\([^()]*\)/g, '')))
      continue;
    kept.push(part.trim());
  }
  return kept.join(';');
}

const words = (list: string) => new Set(list.split(' '));

const TAGS = words(
  'address a abbr acronym area article aside audio b bdo big blockquote br button caption cite code col colgroup del dd ' +
    'dfn details div dl dt em fieldset figure figcaption font footer h1 h2 h3 h4 h5 h6 header hgroup hr i img ins kbd ' +
    'label legend li main map mark menu nav object p pre q rb rp rt rtc ruby s samp span section small strike strong sub ' +
    'summary sup table tbody td textarea tfoot th thead title tr track tt u ul ol var video',
);
const GLOBAL = words('class dir hidden id lang style title role xml:lang');
const LINKS = words('href src cite longdesc poster background action data');
const SCHEMES = words(
  'http https ftp ftps mailto news irc irc6 ircs gopher nntp feed telnet mms rtsp sms svn tel fax xmpp webcal urn',
);
const STYLES = words(
  'background background-color background-image background-position background-size background-attachment border ' +
    'border-radius border-width border-color border-style border-right border-left border-top border-bottom ' +
    'border-collapse border-spacing caption-side columns column-count column-gap color filter font font-family ' +
    'font-size font-style font-variant font-weight letter-spacing line-height text-align text-decoration text-indent ' +
    'text-transform height min-height max-height width min-width max-width margin margin-right margin-left margin-top ' +
    'margin-bottom padding padding-right padding-left padding-top padding-bottom flex flex-basis flex-direction ' +
    'flex-flow flex-grow flex-shrink flex-wrap gap row-gap grid-template-columns grid-template-rows grid-gap grid-column ' +
    'grid-row justify-content align-items align-self align-content clear cursor direction float list-style-type ' +
    'object-fit object-position overflow position top right bottom left z-index vertical-align writing-mode aspect-ratio',
);
const CELL = words('abbr align axis bgcolor char charoff colspan headers height nowrap rowspan scope valign width');
const ATTRIBUTES: Readonly<Record<string, ReadonlySet<string>>> = {
  a: words('href rel rev name target download'),
  area: words('alt coords href nohref shape target'),
  audio: words('autoplay controls loop muted preload src'),
  blockquote: words('cite'),
  button: words('disabled name type value'),
  caption: words('align'),
  col: words('align char charoff span valign width'),
  colgroup: words('align char charoff span valign width'),
  del: words('datetime'),
  details: words('align open'),
  div: words('align'),
  font: words('color face size'),
  h1: words('align'),
  h2: words('align'),
  h3: words('align'),
  h4: words('align'),
  h5: words('align'),
  h6: words('align'),
  hr: words('align noshade size width'),
  img: words('alt align border height hspace loading longdesc vspace src usemap width'),
  ins: words('datetime cite'),
  label: words('for'),
  legend: words('align'),
  li: words('align value'),
  map: words('name'),
  menu: words('type'),
  object: words('data type'),
  ol: words('start type reversed'),
  p: words('align'),
  pre: words('width'),
  q: words('cite'),
  table: words('align bgcolor border cellpadding cellspacing rules summary width'),
  tbody: words('align char charoff valign'),
  td: CELL,
  textarea: words('cols rows disabled name readonly'),
  tfoot: words('align char charoff valign'),
  th: CELL,
  thead: words('align char charoff valign'),
  tr: words('align bgcolor char charoff valign'),
  track: words('default kind label src srclang'),
  ul: words('type'),
  video: words('autoplay controls height loop muted playsinline poster preload src width'),
};
