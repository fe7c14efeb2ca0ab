import type { ErrorObject } from "ajv/dist/2020";

/**
 * The mistake that a person will recognize among those that a schema finds, as one sentence that names the key and what is
 * allowed: `timers.msl: must be a time such as "1 s"`. The descriptions of the schema say what is allowed.
 * @param errors of ajv with `verbose: true`.
 * @param whole what to call the value itself.
 */
export function schemaError(errors: readonly ErrorObject[], whole: string): string {
  // What goes wrong in a branch is told by the branch.
  const told = errors.filter(({ keyword }) => keyword !== "if");
  const worst = told.reduce<ErrorObject | undefined>(
    // Where one of several forms is allowed, the one that fits best went wrong deepest inside.
    (best, error) => (best === undefined || depth(error) >= depth(best) ? error : best),
    undefined,
  );
  if (worst === undefined) return `${whole}: not as it should be`;
  const path = worst.instancePath.slice(1).replaceAll("/", ".");
  return `${path === "" ? whole : path}: ${sentence(worst)}`;
}

/** A key too much or too few lies one deeper than the object that it is missed in. */
function depth({ instancePath, keyword }: ErrorObject): number {
  const inside = keyword === "additionalProperties" || keyword === "required" ? 1 : 0;
  return instancePath.split("/").length + inside;
}

/** As much of a schema as tells what is allowed. */
interface Allowed {
  readonly description?: string;
  readonly properties?: Readonly<Record<string, unknown>>;
}

function sentence({ params, parentSchema, message }: ErrorObject): string {
  const { description, properties = {} } = (parentSchema ?? {}) as Allowed;
  const { additionalProperty, missingProperty, allowedValues } = params as Readonly<Record<string, unknown>>;
  if (typeof additionalProperty === "string")
    return `there is no key "${additionalProperty}"; there are ${Object.keys(properties).join(", ")}`;
  if (typeof missingProperty === "string") return `the key "${missingProperty}" is missing`;
  if (Array.isArray(allowedValues))
    return `must be one of ${allowedValues.map((value) => JSON.stringify(value)).join(", ")}`;
  return description === undefined ? (message ?? "not as it should be") : `must be ${description}`;
}
