import { expect } from "chai";
import type { Clock } from "../../../harness/port/clock";
import { SECOND } from "../../../harness/port/time";
import { runScenario, type ScenarioRun } from "../../../harness/runner/run-scenario";
import {
  ACK,
  DATA,
  ISS,
  MINIMUM_RTO,
  peer,
  RST,
  scenario,
  stack,
  suite,
  SYN,
  SYN_ACK,
} from "../../../harness/scenario";
import { onSegments, PROFILE, scriptedStack } from "./scripted-stack";

const [inHalfASecond] = suite("made/up", [
  scenario("half-a-second", "SYN-RECEIVED: an ACK in half a second, and text -> it is acknowledged", {
    covers: ["793-3.4-FIG7-3WHS"],
    steps: [
      peer.sends(SYN),
      stack.sends(SYN_ACK, { seq: ISS }),
      stack.staysSilent(MINIMUM_RTO.times(0.5)),
      peer.sends(DATA, { text: 1 }),
      stack.sends(ACK),
    ],
  }),
]).scenarios;

/** It gives up after so many seconds. */
const impatient = (seconds: number) =>
  scriptedStack(
    onSegments(
      (hands) => {
        hands.sends(SYN_ACK, { seq: 0 });
      },
      (hands) => {
        if (hands.now < seconds * SECOND) hands.sends(ACK, { ack: 2 });
        else hands.sends(RST, { seq: 1 });
      },
    ),
    { profile: { timers: { ...PROFILE.timers, reaction: { value: 0, early: 0, late: SECOND / 10 } } } },
  );

/** Runs where the first so many long waits take so many seconds more than they should. */
async function heldUp(
  times: number,
  seconds: number,
  { kind = "real", patience = 1 }: { readonly kind?: Clock["kind"]; readonly patience?: number } = {},
): Promise<ScenarioRun> {
  const on = impatient(patience);
  let left = times;
  const pass: Clock["pass"] = async (deadline) => {
    const isLong = deadline - on.clock.now() > SECOND / 4;
    await on.clock.pass(deadline);
    if (isLong && left-- > 0) await on.clock.pass(on.clock.now() + seconds * SECOND);
  };
  const clock: Clock = { kind, now: () => on.clock.now(), pass };
  if (inHalfASecond === undefined) throw new Error("no scenario");
  return runScenario(inHalfASecond, { ...on, clock }, { ip: 4, seed: 1 });
}

describe("a peer that the machine holds up", () => {
  it("acts in time where it is let", async () => {
    const run = await heldUp(0, 0);
    expect(run.broken).to.equal(undefined);
    expect(run).to.include({ lateness: 0 }).and.not.to.have.property("notCounted");
  });

  it("takes back what it has found, and begins anew", async () => {
    const run = await heldUp(1, 0.6);
    expect(run.broken).to.equal(undefined);
    expect(run).to.include({ lateness: 0, notCounted: 1 });
  });

  it("has nothing to take back where nothing was found", async () => {
    const run = await heldUp(1, 0.4);
    expect(run.broken).to.equal(undefined);
    expect(run)
      .to.include({ lateness: 0.4 * SECOND })
      .and.not.to.have.property("notCounted");
  });

  it("accuses nobody when it is late every time", async () => {
    const run = await heldUp(3, 0.6);
    expect(run.broken?.breach).to.include({
      kind: "harness-failed",
      message:
        "this machine held the harness up for 0.600 s, and before that too: what the stack did then says nothing of it",
      expected: "a peer that acts within 0.100 s; a machine with less to do",
    });
    expect(run).to.include({ notCounted: 2 });
  });

  it("stands by what it has found when it was no later than the stack may be", async () => {
    const run = await heldUp(1, 0.1, { patience: 0.55 });
    expect(run.broken?.breach.kind).to.equal("wrong-segment");
    expect(run)
      .to.include({ lateness: 0.1 * SECOND })
      .and.not.to.have.property("notCounted");
  });

  it("is never late in virtual time, which waits for it", async () => {
    const on = await heldUp(3, 0.6, { kind: "virtual" });
    expect(on.broken?.breach.kind).to.equal("wrong-segment");
    expect(on).to.include({ lateness: 0 }).and.not.to.have.property("notCounted");
  });
});
