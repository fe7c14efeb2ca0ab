/** Every stack that can be put under test here keeps to the contract; and the contract bites. */

import { expect } from "chai";
import type { Stack, StackProvider } from "../../../harness/port/stack";
import { clausesFor, CONTRACT } from "../../../adapters/contract";
import type { IpVersion } from "../../../harness/wire";
import { linux } from "../../../stacks/linux";
import { reference } from "../../../stacks/reference";
import { requireLinux } from "../../stacks/linux/require-linux";

const VERSIONS: readonly IpVersion[] = [4, 6];

/** Those of the clauses that the stack breaks, and how. */
async function breaches(stack: Stack, version: IpVersion): Promise<readonly string[]> {
  const found: string[] = [];
  for (const { title, check } of clausesFor(stack)) {
    await stack.reset(1);
    await check(stack, version).catch((error: unknown) => found.push(`${title}: ${String(error)}`));
  }
  return found;
}

function keepsTheContract(provider: StackProvider, isThere: (context: Mocha.Context) => void = () => undefined): void {
  describe(provider.name, () => {
    let stack: Stack;

    before(async function () {
      isThere(this);
      const [first] = await provider.open(1);
      if (first === undefined) throw new Error("nothing was opened");
      stack = first;
    });

    after(async function () {
      await (stack as Stack | undefined)?.close();
    });

    for (const version of VERSIONS)
      it(`over IPv${version}`, async function () {
        this.timeout(60_000);
        expect(await breaches(stack, version)).to.deep.equal([]);
      });
  });
}

describe("the contract of stacks is kept by", () => {
  keepsTheContract(reference);
  keepsTheContract(linux, requireLinux);
});

describe("the contract of stacks", () => {
  async function withReference(change: (stack: Stack) => Partial<Stack>): Promise<readonly string[]> {
    const [stack] = await reference.open(1);
    if (stack === undefined) throw new Error("nothing was opened");
    const changed = { ...stack, ...change(stack) };
    return breaches(changed, 4);
  }

  /** A wrong stack for each clause: what is wrong, and the clause that says so. */
  const WRONG: readonly (readonly [string, string, (stack: Stack) => Partial<Stack>])[] = [
    [
      "a clock that goes on after a reset",
      "after a reset time begins anew and nothing is waiting",
      ({ clock }) => ({ clock: { ...clock, now: () => clock.now() + 1 } }),
    ],
    [
      "a clock that stops short",
      "time passes to the deadline when nothing happens, and never back",
      ({ clock }) => ({ clock: { ...clock, pass: (deadline) => clock.pass(Math.floor(deadline * 0.9)) } }),
    ],
    [
      "a datagram with a wrong checksum",
      "what it sends are IP datagrams with right checksums, from its own address to its caller's",
      ({ link }) => ({
        link: {
          ...link,
          take: () =>
            link
              .take()
              .map(({ at, bytes }) => ({ at, bytes: bytes.map((octet, i) => (i === 36 ? octet ^ 1 : octet)) })),
        },
      }),
    ],
    [
      "an indication that comes twice",
      "a listener answers a SYN, and its user is told once when the connection is there",
      ({ user }) => ({ ...(user && { user: { ...user, take: () => user.take().flatMap((each) => [each, each]) } }) }),
    ],
    [
      "a state that is never told",
      "STATUS tells LISTEN, SYN-RECEIVED, ESTABLISHED, and CLOSED for what never was",
      ({ user }) => ({
        ...(user && { user: { ...user, status: () => Promise.resolve({ state: "CLOSED" as const }) } }),
      }),
    ],
    [
      "octets that are lost on the way to the user",
      "text goes through, octet by octet, both ways",
      ({ user }) => ({
        ...(user && {
          user: {
            ...user,
            async receive(id, limit) {
              const outcome = await user.receive(id, limit);
              return outcome.ok ? { ...outcome, text: outcome.text.subarray(0, 5) } : outcome;
            },
          },
        }),
      }),
    ],
    [
      "more octets than were asked for",
      "no more is received at once than was asked for, and nothing is lost by it",
      ({ user }) => ({ ...(user && { user: { ...user, receive: (id) => user.receive(id, 1000) } }) }),
    ],
    [
      "a reset that forgets nothing",
      "after a reset nothing is left of what was",
      (stack) => {
        // Each clause is tried after a reset of its own, which has another seed.
        return { reset: (seed) => (seed === 3 ? Promise.resolve() : stack.reset(seed)) };
      },
    ],
    [
      "a stack that chance rules",
      "after the same seed and the same segments it says the same, to the octet",
      (stack) => {
        let resets = 0;
        return { reset: () => stack.reset(++resets) };
      },
    ],
  ];

  for (const [what, clause, change] of WRONG)
    it(`is broken by ${what}`, async () => {
      expect((await withReference(change)).map((each) => each.split(": ")[0])).to.include(clause);
    });

  it("asks nothing of a black box that takes user calls", async () => {
    const [stack] = await reference.open(1);
    if (stack === undefined) throw new Error("nothing was opened");
    const blackBox: Stack = { ...stack, profile: { ...stack.profile, capabilities: [] } };
    expect(clausesFor(blackBox).length).to.be.greaterThan(0).and.lessThan(CONTRACT.length);
    expect(clausesFor(blackBox).flatMap(({ needs }) => needs)).to.deep.equal([]);
  });
});
