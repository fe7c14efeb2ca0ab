/** Scenarios as files: what fuzzing saves and `replay` reads. */

import { Ajv2020, type ErrorObject, type ValidateFunction } from "ajv/dist/2020";
import type { IpVersion } from "../wire/packet";
import { parseDuration } from "./duration";
import { parseExpression } from "./expression";
import type { Scenario } from "./scenario";
import { rtoAfter } from "./sampled-rto";
import schema from "./scenario-file.schema.json";

/** A scenario and what it takes to run it again just so. */
export interface ScenarioFile {
  readonly schema: "tcpspec/scenario/1";
  /** As `--stack` takes it. */
  readonly stack: string;
  readonly ip: IpVersion;
  /** Of the scenario itself, not of the run that it came from. */
  readonly seed: number;
  readonly scenario: Scenario;
}

export type ParsedScenarioFile =
  { readonly ok: true; readonly file: ScenarioFile } | { readonly ok: false; readonly error: string };

/**
 * Octets as `{"$hex": "0a0b"}`, sequence expressions as `{"$seq": "RCV.NXT+1"}`, durations as `{"$time": "2*RTO"}`, an RTO that
 * follows from round trips as `{"$rto": ["the first", "the second"]}`.
 */
export function printScenarioFile(file: ScenarioFile): string {
  const replacer = (_: string, value: unknown): unknown =>
    value instanceof Uint8Array ? { $hex: Buffer.from(value).toString("hex") } : value;
  return `${JSON.stringify(file, replacer, 2)}\n`;
}

/** Made with the first file that is read: that takes longer than the file does. */
let validator: ValidateFunction | undefined;

/** Never throws: what is no such file is an error that says where. */
export function parseScenarioFile(text: string): ParsedScenarioFile {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (error) {
    return { ok: false, error: `not JSON: ${error instanceof Error ? error.message : String(error)}` };
  }
  const isScenarioFile = (validator ??= new Ajv2020({ strict: true, strictTypes: false }).compile(schema));
  if (!isScenarioFile(parsed)) return { ok: false, error: errorText(isScenarioFile.errors?.at(-1)) };
  const mistakes: string[] = [];
  const revived: unknown = JSON.parse(text, (_, value: unknown) => revive(value, mistakes));
  const [mistake] = mistakes;
  return mistake === undefined ? { ok: true, file: revived as ScenarioFile } : { ok: false, error: mistake };
}

function revive(value: unknown, mistakes: string[]): unknown {
  if (typeof value !== "object" || value === null) return value;
  if ("$hex" in value && typeof value.$hex === "string") {
    if (!/^(?:[0-9a-f]{2})*$/i.test(value.$hex))
      mistakes.push(`"${value.$hex}" are no octets: write 0a0b and the like`);
    return Uint8Array.from(Buffer.from(value.$hex, "hex"));
  }
  if ("$seq" in value && typeof value.$seq === "string") {
    const expression = parseExpression(value.$seq);
    if (expression === undefined) mistakes.push(`"${value.$seq}" is no sequence number: write RCV.NXT+1 and the like`);
    return expression;
  }
  if ("$time" in value && typeof value.$time === "string") {
    const duration = parseDuration(value.$time);
    if (duration === undefined) mistakes.push(`"${value.$time}" is no time: write 2*RTO and the like`);
    return duration;
  }
  if ("$rto" in value && Array.isArray(value.$rto)) return rtoAfter(...(value.$rto as readonly string[]));
  return value;
}

function errorText(error: ErrorObject | undefined): string {
  const where = error === undefined || error.instancePath === "" ? "the file" : error.instancePath.slice(1);
  return `${where}: ${error?.message ?? "is not as the schema has it"}`;
}
