import { missing, wrong } from './errors.ts';
import type { Body } from './types.ts';

/** Readers of a JSON body, strict about types. Without `maybe` a part that is absent or null is an error. */
function present<T>(name: string, value: T | undefined): T {
  if (value === undefined) throw missing(name);
  return value;
}

function maybe<T>(body: Body, name: string, kind: string, fits: (value: unknown) => boolean): T | undefined {
  const value = body[name];
  if (value === undefined || value === null) return undefined;
  if (!fits(value)) throw wrong(`${name} must be ${kind}`);
  return value as T;
}

const isObject = (value: unknown) => value !== null && typeof value === 'object' && !Array.isArray(value);

export const maybeInt = (body: Body, name: string) => maybe<number>(body, name, 'an integer', Number.isSafeInteger);
export const maybeNumber = (body: Body, name: string) => maybe<number>(body, name, 'a number', Number.isFinite);
export const maybeText = (body: Body, name: string) =>
  maybe<string>(body, name, 'a string', (value) => typeof value === 'string');
export const maybeFlag = (body: Body, name: string) =>
  maybe<boolean>(body, name, 'a boolean', (value) => typeof value === 'boolean');
export const maybeObject = (body: Body, name: string) => maybe<Body>(body, name, 'an object', isObject);
export const maybeList = (body: Body, name: string) =>
  maybe<readonly Body[]>(body, name, 'a list of objects', (value) => Array.isArray(value) && value.every(isObject));
export const maybeInts = (body: Body, name: string) =>
  maybe<readonly number[]>(
    body,
    name,
    'a list of integers',
    (value) => Array.isArray(value) && value.every(Number.isSafeInteger),
  );
export const maybeTexts = (body: Body, name: string) =>
  maybe<readonly string[]>(
    body,
    name,
    'a list of strings',
    (value) => Array.isArray(value) && value.every((one) => typeof one === 'string'),
  );

export const int = (body: Body, name: string) => present(name, maybeInt(body, name));
export const number = (body: Body, name: string) => present(name, maybeNumber(body, name));
export const text = (body: Body, name: string) => present(name, maybeText(body, name));
export const flag = (body: Body, name: string) => present(name, maybeFlag(body, name));
export const object = (body: Body, name: string) => present(name, maybeObject(body, name));
export const list = (body: Body, name: string) => present(name, maybeList(body, name));
export const ints = (body: Body, name: string) => present(name, maybeInts(body, name));
export const texts = (body: Body, name: string) => present(name, maybeTexts(body, name));

/** A list with a number of rows that is documented. */
export function rows(body: Body, name: string, max: number): readonly Body[] {
  const found = list(body, name);
  if (found.length < 1 || found.length > max) throw wrong(`the length of ${name} should be between 1 to ${max}`);
  return found;
}

/** A whole number out of a query; `undefined` when it is not there. */
export function maybeQueryInt(query: URLSearchParams, name: string): number | undefined {
  const value = query.get(name);
  if (value === null || value === '') return undefined;
  if (!/^\d{1,15}$/.test(value)) throw wrong(`${name} must be an integer`);
  return Number(value);
}

export const queryInt = (query: URLSearchParams, name: string) => present(name, maybeQueryInt(query, name));

/** `a=1,2` and `a=1&a=2` alike. */
export function queryInts(query: URLSearchParams, name: string, max: number): readonly number[] {
  const values = query.getAll(name).flatMap((value) => value.split(','));
  if (values.length === 0 || values.every((value) => value === '')) throw missing(name);
  if (values.some((value) => !/^\d{1,15}$/.test(value))) throw wrong(`${name} must be integers`);
  if (values.length > max) throw wrong(`the length of ${name} should be between 1 to ${max}`);
  return values.map(Number);
}

/** A page's size, within what is documented. */
export function pageSize(query: URLSearchParams, max: number): number {
  const size = queryInt(query, 'page_size');
  if (size < 1 || size > max) throw wrong(`page_size should be between 1 to ${max}`);
  return size;
}
