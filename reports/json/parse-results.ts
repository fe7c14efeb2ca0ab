import { Ajv2020, type ErrorObject, type ValidateFunction } from "ajv/dist/2020";
import type { Results } from "../../harness/port/results";
import * as schema from "./results.schema.json";

/** The results that a text holds, or one sentence about the first thing that is wrong with it. */
export type ParsedResults =
  { readonly ok: true; readonly results: Results } | { readonly ok: false; readonly error: string };

let compiled: ValidateFunction<Results> | undefined;

/** The schema as a function; made at the first use, as it takes longer than the start of a command that needs none. */
function validator(): ValidateFunction<Results> {
  compiled ??= new Ajv2020({ strict: true, strictTypes: false }).compile<Results>(schema);
  return compiled;
}

/** Reads `results.json`. Never throws: what is no JSON, or not as the schema has it, is an error that says where. */
export function parseResults(text: string): ParsedResults {
  const parsed = parseJson(text);
  if (!parsed.ok) {
    return parsed;
  }
  const isResults = validator();
  if (isResults(parsed.value)) {
    return { ok: true, results: parsed.value };
  }
  return { ok: false, error: isResults.errors?.map(errorText)[0] ?? "not as the schema has it" };
}

function parseJson(text: string): { ok: true; value: unknown } | { ok: false; error: string } {
  try {
    return { ok: true, value: JSON.parse(text) };
  } catch (error) {
    return { ok: false, error: `not JSON: ${error instanceof Error ? error.message : String(error)}` };
  }
}

/** `scenarios/3/verdict: must be one of "error", "fail"`. */
function errorText({ instancePath, message, params }: ErrorObject): string {
  const where = instancePath === "" ? "results" : instancePath.slice(1);
  return `${where}: ${detailOf(params) ?? message ?? "is not as the schema has it"}`;
}

function detailOf(params: Readonly<Record<string, unknown>>): string | undefined {
  const { additionalProperty, allowedValues, allowedValue } = params;
  if (typeof additionalProperty === "string") {
    return `must not have "${additionalProperty}"`;
  }
  if (Array.isArray(allowedValues)) {
    return `must be one of ${allowedValues.map((value) => JSON.stringify(value)).join(", ")}`;
  }
  return allowedValue === undefined ? undefined : `must be ${JSON.stringify(allowedValue)}`;
}
