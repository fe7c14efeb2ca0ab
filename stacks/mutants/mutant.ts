/** A reference TCP with one deliberate mistake: the measure of whether scenarios bite. */
export interface Mutant {
  /** What goes wrong, in kebab-case. */
  readonly name: string;
  /** The requirement that it breaks. */
  readonly breaks: string;
  /** The file in stacks/reference. */
  readonly file: string;
  /** What stands there, just once. */
  readonly find: string;
  readonly replace: string;
}
