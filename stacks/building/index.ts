/** Builds the hosts of third-party stacks, into a cache, once. */

export { builtProvider, preparationOf, requireBuilt } from "./built-provider";
export type { BuiltStackDescription } from "./built-provider";
export type { Recipe, Tool } from "./recipe";
