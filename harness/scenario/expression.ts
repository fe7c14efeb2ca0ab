/**
 * Sequence numbers that are not known until the scenario runs, written as the RFC writes them: `RCV.NXT.plus(RCV.WND)`.
 * All variables are the stack's (RFC 9293 3.3.1), so a segment to the stack has its SEQ in terms of RCV and its ACK in
 * terms of SND.
 */

export const VARIABLES = ["ISS", "IRS", "SND.UNA", "SND.NXT", "SND.WND", "RCV.NXT", "RCV.WND", "RMSS"] as const;

export type Variable = (typeof VARIABLES)[number];

/** A sum of variables and a number, modulo 2^32 when it is worked out. */
export interface SeqExpression {
  readonly variables: readonly Variable[];
  readonly offset: number;
  plus(other: number | SeqExpression): SeqExpression;
  minus(octets: number): SeqExpression;
  /** `RCV.NXT+RCV.WND-1` */
  toString(): string;
  /** How JSON holds it; {@link reviveExpression} is the way back. */
  toJSON(): { readonly $seq: string };
}

/** A sequence number in a script: as it is, or to be worked out. */
export type SeqValue = number | SeqExpression;

function sum(variables: readonly Variable[], offset: number): SeqExpression {
  return {
    variables,
    offset,
    plus: (other) =>
      typeof other === "number"
        ? sum(variables, offset + other)
        : sum([...variables, ...other.variables], offset + other.offset),
    minus: (octets) => sum(variables, offset - octets),
    toString: () =>
      variables.length === 0
        ? String(offset)
        : variables.join("+") + (offset === 0 ? "" : offset > 0 ? `+${offset}` : String(offset)),
    toJSON() {
      return { $seq: this.toString() };
    },
  };
}

export const ISS = sum(["ISS"], 0);
export const IRS = sum(["IRS"], 0);
export const SND = { UNA: sum(["SND.UNA"], 0), NXT: sum(["SND.NXT"], 0), WND: sum(["SND.WND"], 0) } as const;
export const RCV = { NXT: sum(["RCV.NXT"], 0), WND: sum(["RCV.WND"], 0) } as const;
/** How much text the stack takes in a segment, by its MSS option or without one (RFC 5681 2): a full-sized segment has it. */
export const RMSS = sum(["RMSS"], 0);

/** `RCV.NXT+RCV.WND-1` -> the expression; undefined for text that is none. */
export function parseExpression(text: string): SeqExpression | undefined {
  const variables: Variable[] = [];
  let offset = 0;
  for (const [, sign, term] of `+${text}`.matchAll(/([+-])([^+-]*)/g)) {
    const variable = VARIABLES.find((name) => name === term);
    if (variable !== undefined && sign === "+") variables.push(variable);
    else if (term !== undefined && /^\d{1,10}$/.test(term)) offset += sign === "+" ? Number(term) : -Number(term);
    else return undefined;
  }
  return sum(variables, offset);
}

export function isExpression(value: unknown): value is SeqExpression {
  return typeof value === "object" && value !== null && "variables" in value && "offset" in value;
}
