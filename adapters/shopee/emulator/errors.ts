/** An answer that is an error. `extra` are further top-level parts, such as the list of what failed. */
export class ApiError extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly extra: Readonly<Record<string, unknown>> = {},
  ) {
    super(message);
  }
}

/** An error of the gateway in front of every module: its code never has a module's name before it. */
export class GateError extends ApiError {
  constructor(
    code: string,
    message: string,
    readonly status: number,
  ) {
    super(code, message);
  }
}

export const NOT_FOUND = () => new ApiError('error_item_not_found', 'Product not found');

/** `itemId`'s own way: `invalid field ItemId: value must  Not Null`, with its two spaces (error sample of update_price). */
export function missing(name: string): ApiError {
  const pascal = name.replace(/(?:^|_)([a-z])/g, (_, letter: string) => letter.toUpperCase());
  return new ApiError('error_param', `invalid field ${pascal}: value must  Not Null`);
}

export function wrong(detail: string): ApiError {
  return new ApiError('error_param', `Wrong parameters, detail: ${detail}.`);
}
