/** How a host program is made out of its sources. */

/** Something that building takes, a program most often. */
export interface Tool {
  /** A command that ends well where it is there: `["cargo", "--version"]`. */
  readonly probe: readonly [string, ...string[]];
  /** How to get it. */
  readonly remedy: string;
}

export interface Recipe {
  /** The stack, as the command line calls it. */
  readonly name: string;
  /** The version of the stack that goes in; each has a place of its own in the cache. */
  readonly version: string;
  /** The folders of the sources, from the root of this package: `stacks/lwip/host`. Their files come into one. */
  readonly sources: readonly string[];
  readonly tools: readonly Tool[];
  /** Files that are written into the copy of the sources before the commands run: their names and texts. */
  readonly written?: Readonly<Record<string, string>>;
  /** Run one after the other in a copy of the sources, without a shell. */
  readonly commands: readonly (readonly [string, ...string[]])[];
  /** The program that comes out of it, from the folder in which the commands ran. */
  readonly program: string;
}
