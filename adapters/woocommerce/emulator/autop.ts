const BLOCK =
  'table|thead|tfoot|caption|col|colgroup|tbody|tr|td|th|div|dl|dd|dt|ul|ol|li|pre|form|map|area|blockquote|address|math|' +
  'style|p|h[1-6]|hr|fieldset|legend|section|article|aside|hgroup|header|footer|nav|figure|figcaption|details|menu|summary';
const OPEN = new RegExp(`(<(?:${BLOCK})(?:\\s[^>]*|/)?>)`, 'gi');
const CLOSE = new RegExp(`(</(?:${BLOCK})>)`, 'gi');
const ANY = `</?(?:${BLOCK})(?:\\s[^>]*|/)?>`;

/**
 * Paragraphs as WordPress adds them when a text is read for showing (`context=view`, the default of every GET): a blank
 * line makes `<p>`, a single line end `<br />`. The answer to a write shows the text without them (`context=edit`).
 * Read in WooCommerce's products controller (`get_product_data`) and WordPress's documentation of `wpautop`, 2026-11-23.
 */
export function paragraphs(text: string): string {
  if (text.trim() === '') return '';
  const spaced = `${text}\n`
    .replace(/<br\s*\/?>\s*<br\s*\/?>/gi, '\n\n')
    .replace(OPEN, '\n\n$1')
    .replace(CLOSE, '$1\n\n')
    .replace(/\r\n?/g, '\n')
    .replace(/\n\n+/g, '\n\n');
  const wrapped = spaced
    .split(/\n\s*\n/)
    .filter((part) => part.trim() !== '')
    .map((part) => `<p>${part.replace(/^\n+|\n+$/g, '')}</p>\n`)
    .join('');
  return wrapped
    .replace(/<p>\s*<\/p>/g, '')
    .replace(new RegExp(`<p>\\s*(${ANY})\\s*</p>`, 'gi'), '$1')
    .replace(/<p>(<li.+?)<\/p>/gi, '$1')
    .replace(new RegExp(`<p>\\s*(${ANY})`, 'gi'), '$1')
    .replace(new RegExp(`(${ANY})\\s*</p>`, 'gi'), '$1')
    .replace(/<br\s*\/?>/gi, '<br />')
    .replace(/(?<!<br \/>)\s*\n/g, '<br />\n')
    .replace(new RegExp(`(${ANY})\\s*<br />`, 'gi'), '$1')
    .replace(/<br \/>(\s*<\/?(?:p|li|div|dl|dd|dt|th|pre|td|ul|ol)[^>]*>)/gi, '$1')
    .replace(/\n<\/p>$/, '</p>');
}

/** Typographic quotes and dashes, as a short description or a variation's description is shown with. */
export function typographic(text: string): string {
  return text
    .split(/(<[^>]*>)/)
    .map((part) => (part.startsWith('<') ? part : dress(part)))
    .join('');
}

function dress(text: string): string {
  return text
    .replace(/\.{3}/g, '&#8230;')
    .replace(/---/g, '&#8212;')
    .replace(/ -- /g, ' &#8212; ')
    .replace(/--/g, '&#8211;')
    .replace(/ - /g, ' &#8211; ')
    .replace(/(\d)x(?=\d)/g, '$1&#215;')
    .replace(/(\d)"/g, '$1&#8243;')
    .replace(/(^|[\s([{-])"/g, '$1&#8220;')
    .replace(/"/g, '&#8221;')
    .replace(/(^|[\s([{-])'/g, '$1&#8216;')
    .replace(/'/g, '&#8217;');
}
