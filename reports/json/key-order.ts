import * as schema from "./results.schema.json";

/** As much of a JSON Schema as tells in which order the keys of an object are to stand. */
interface OrderSchema {
  readonly description?: string;
  readonly type?: string;
  readonly $ref?: string;
  readonly properties?: Readonly<Record<string, OrderSchema>>;
  readonly items?: OrderSchema;
}

const ROOT: OrderSchema = schema;
const DEFINITIONS: Readonly<Record<string, OrderSchema>> = schema.$defs;

/**
 * A copy of a JSON value with the keys of each object in the order of the schema of results, and in that of the alphabet
 * where the schema says nothing (profiles), so that equal results are written alike, whoever put them together.
 */
export function inOrder(value: unknown, place: OrderSchema = ROOT): unknown {
  const { properties, items } = resolve(place);
  if (Array.isArray(value)) {
    return value.map((item: unknown) => inOrder(item, items ?? {}));
  }
  if (typeof value !== "object" || value === null) {
    return value;
  }
  const known = Object.keys(properties ?? {});
  const rank = (key: string): number => (known.includes(key) ? known.indexOf(key) : known.length);
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => rank(a) - rank(b) || (a < b ? -1 : 1))
      .map(([key, member]: [string, unknown]) => [key, inOrder(member, properties?.[key] ?? {})]),
  );
}

/** Follows a reference to `#/$defs/...`, the only kind that the schema has. */
function resolve(place: OrderSchema): OrderSchema {
  const name = place.$ref?.replace("#/$defs/", "");
  return name === undefined ? place : (DEFINITIONS[name] ?? {});
}
