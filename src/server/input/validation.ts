import { Compile } from 'typebox/compile';
import type { TSchema } from 'typebox';
import { SPOKEN_VERSIONS, type ErrorCode } from '../../protocol/index.ts';
import * as schemas from '../../protocol/schema/index.ts';
import { CommandError } from '../command-error.ts';

type Check = (value: unknown) => void;

/** Compiles a schema into a check that throws a CommandError, which names the member that is wrong. */
function checker(schema: TSchema): Check {
  const compiled = Compile(schema);
  return (value) => {
    if (compiled.Check(value)) return;
    const first = compiled.Errors(value)[0];
    const field = first?.instancePath.split('/')[1] ?? missing(first?.params);
    const code: ErrorCode = first?.keyword === 'maxLength' ? 'too_large' : 'invalid';
    throw new CommandError(code, {
      message: `${field ? `"${field}" ` : ''}${first?.message ?? 'does not match the protocol'}`,
      ...(field ? { field } : {}),
    });
  };
}

function missing(params: unknown): string | undefined {
  const properties = (params as { requiredProperties?: string[] } | undefined)?.requiredProperties;
  return properties?.[0];
}

/** One check per frame type of a union of frames. */
function checkersByType(union: { anyOf: TSchema[] }): ReadonlyMap<string, Check> {
  return new Map(
    union.anyOf.map((schema) => [
      (schema as unknown as { properties: { type: { const: string } } }).properties.type.const,
      checker(schema),
    ]),
  );
}

/** Refuses a hello whose version is outside the window (N10). It runs before the schema check: the schema fits only versions we speak. */
export function checkProtocol(hello: Readonly<Record<string, unknown>>): void {
  if (!SPOKEN_VERSIONS.includes(hello['protocol'] as number))
    throw new CommandError('unsupported_protocol', { message: `This server speaks protocol ${SPOKEN_VERSIONS.join(' and ')}.` });
}

export const visitorCommands = checkersByType(schemas.VisitorCommand);
export const visitorSignals = checkersByType(schemas.VisitorSignal);
export const operatorCommands = checkersByType(schemas.OperatorCommand);
export const operatorSignals = checkersByType(schemas.OperatorSignal);
export const checkVisitorHello = checker(schemas.VisitorHello);
export const checkOperatorHello = checker(schemas.OperatorHello);
export const checkLogin = checker(schemas.LoginRequest);
export const checkSetup = checker(schemas.SetupRequest);
export const checkResetLink = checker(schemas.ResetLink);
export const checkReset = checker(schemas.ResetRequest);
