/** Currency names and symbols as `data/currencies` gives them, and the digits a buyer sees (ISO 4217). */

const TABLE = `AED|United Arab Emirates dirham|&#x62f;.&#x625;
AUD|Australian dollar|&#36;
BHD|Bahraini dinar|.&#x62f;.&#x628;
BRL|Brazilian real|&#82;&#36;
CAD|Canadian dollar|&#36;
CHF|Swiss franc|&#67;&#72;&#70;
CLP|Chilean peso|&#36;
CNY|Chinese yuan|&yen;
COP|Colombian peso|&#36;
CZK|Czech koruna|&#75;&#269;
DKK|Danish krone|kr.
EGP|Egyptian pound|EGP
EUR|Euro|&euro;
GBP|Pound sterling|&pound;
HKD|Hong Kong dollar|&#36;
HUF|Hungarian forint|&#70;&#116;
IDR|Indonesian rupiah|Rp
ILS|Israeli new shekel|&#8362;
INR|Indian rupee|&#8377;
JOD|Jordanian dinar|&#x62f;.&#x627;
JPY|Japanese yen|&yen;
KRW|South Korean won|&#8361;
KWD|Kuwaiti dinar|&#x62f;.&#x643;
KZT|Kazakhstani tenge|&#8376;
MAD|Moroccan dirham|&#x62f;.&#x645;.
MXN|Mexican peso|&#36;
MYR|Malaysian ringgit|&#82;&#77;
NGN|Nigerian naira|&#8358;
NOK|Norwegian krone|&#107;&#114;
NZD|New Zealand dollar|&#36;
OMR|Omani rial|&#x631;.&#x639;.
PHP|Philippine peso|&#8369;
PLN|Polish z&#x142;oty|&#122;&#322;
RON|Romanian leu|lei
RUB|Russian ruble|&#8381;
SAR|Saudi riyal|&#x631;.&#x633;
SEK|Swedish krona|&#107;&#114;
SGD|Singapore dollar|&#36;
THB|Thai baht|&#3647;
TND|Tunisian dinar|&#x62f;.&#x62a;
TRY|Turkish lira|&#8378;
TWD|New Taiwan dollar|&#78;&#84;&#36;
UAH|Ukrainian hryvnia|&#8372;
USD|United States (US) dollar|&#36;
VND|Vietnamese &#x111;&#x1ed3;ng|&#8363;
ZAR|South African rand|&#82;`;

export interface Currency {
  readonly code: string;
  readonly name: string;
  readonly symbol: string;
}

export const CURRENCIES: readonly Currency[] = TABLE.split('\n').map((line) => {
  const [code = '', name = '', symbol = ''] = line.split('|');
  return { code, name, symbol };
});

export function currencyOf(code: string): Currency {
  return CURRENCIES.find((currency) => currency.code === code) ?? { code, name: code, symbol: code };
}

const NO_DIGITS = new Set('BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF'.split(' '));
const THREE_DIGITS = new Set('BHD IQD JOD KWD LYD OMR TND'.split(' '));

export function digitsOf(code: string): number {
  if (NO_DIGITS.has(code)) return 0;
  return THREE_DIGITS.has(code) ? 3 : 2;
}
