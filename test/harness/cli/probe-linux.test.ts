/** What is seen of the kernel's TCP, held against what stacks/linux says of it; TIME-WAIT and giving up take minutes, and are left out. */

import { expect } from "chai";
import { isSecondAnswered, retransmissions, watchAcknowledgments } from "../../../harness/cli/probe/established";
import { timing, type Finding } from "../../../harness/cli/probe/finding";
import { watchIsns } from "../../../harness/cli/probe/isns";
import { firstRto, watchAnswers } from "../../../harness/cli/probe/openings";
import { watch, type Watch } from "../../../harness/cli/probe/watch";
import type { Profile, Timing } from "../../../harness/port/profile";
import { readProfile } from "../../../harness/port/read-profile";
import type { Stack } from "../../../harness/port/stack";
import { leaseOf, sharedFloor } from "../../../harness/runner/floor";
import { linux } from "../../../stacks/linux/linux";
import { requireLinux } from "../../stacks/linux/require-linux";

describe("tcpspec profile, on linux", () => {
  let stacks: readonly Stack[] = [];
  let claimed: Profile;
  let seen: Profile;
  let spacing: readonly boolean[];

  before("watch it, on a seat for each question", async function () {
    requireLinux(this);
    stacks = await linux.open(7);
    const floor = sharedFloor();
    const waiting = [...stacks];
    const play = <T>(script: (watch: Watch) => Promise<T>): Promise<T> => {
      const stack = waiting.shift();
      if (stack === undefined) throw new Error("there are more questions than seats");
      claimed = stack.profile;
      return watch(stack, { seed: 1, floor: leaseOf(floor) }, script);
    };
    const answeredAfter = ({ value, late }: Timing, part: number) =>
      play((each) => isSecondAnswered(each, part * (value + late)));
    const { answerSpacing } = stacks[0]?.profile.timers ?? {};
    if (answerSpacing === undefined) throw new Error("there is no stack");
    const [rto, soon, late, [again = 0], ...findings] = await Promise.all([
      play((each) => firstRto(each, 0)),
      answeredAfter(answerSpacing, 0.1),
      answeredAfter(answerSpacing, 1),
      play((each) => retransmissions(each, 8, 0)),
      play(watchAcknowledgments),
      play(watchIsns),
      play(watchAnswers),
    ]);
    spacing = [soon, late];
    const claims = new Map(findings.flat().map(({ about, claim }: Finding) => [about.replace("timers.", ""), claim]));
    seen = readProfile({
      timers: {
        initialRto: timing([rto], "real"),
        minimumRto: timing([again], "real"),
        delayedAck: claims.get("delayedAck"),
        reaction: claims.get("reaction"),
      },
      isnTicksPerSecond: claims.get("isnTicksPerSecond"),
    });
  });

  after(async () => {
    for (const stack of stacks) await stack.close();
  });

  for (const name of ["initialRto", "minimumRto", "reaction"] as const) {
    it(`${name}: the ranges overlap`, () => {
      const [a, b] = [seen.timers[name], claimed.timers[name]];
      expect(a.value - a.early, "begins").to.be.at.most(b.value + b.late);
      expect(a.value + a.late, "ends").to.be.at.least(b.value - b.early);
    });
  }

  it("delayedAck: held back, and not for longer than is claimed", () => {
    expect(seen.timers.delayedAck.value).to.be.greaterThan(0);
    expect(seen.timers.delayedAck.value).to.be.at.most(
      claimed.timers.delayedAck.value + claimed.timers.delayedAck.late,
    );
  });

  it("answerSpacing: before it there is no answer, after it there is", () => {
    expect(spacing).to.deep.equal([false, true]);
  });

  it("isnTicksPerSecond: the ranges overlap", () => {
    const [a, b] = [seen.isnTicksPerSecond, claimed.isnTicksPerSecond];
    expect(a?.least).to.be.at.most(b?.most ?? 0);
    expect(a?.most).to.be.at.least(b?.least ?? Infinity);
  });
});
