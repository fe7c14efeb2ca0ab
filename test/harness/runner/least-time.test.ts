import { expect } from "chai";
import { SECOND } from "../../../harness/port/time";
import { leastTime } from "../../../harness/runner/least-time";
import { ACK, DATA, FIN_ACK, MSL, oneOf, peer, RTO, stack, SYN_ACK, wait } from "../../../harness/scenario";
import { PROFILE } from "./scripted-stack";

const secondsOf = (...steps: Parameters<typeof leastTime>[0]) => leastTime(steps, PROFILE) / SECOND;

describe("leastTime", () => {
  it("adds up what steps wait for, by the times of the profile", () => {
    expect(secondsOf()).to.equal(0);
    expect(secondsOf(peer.sends(ACK), stack.sends(SYN_ACK), stack.acknowledges())).to.equal(0);
    expect(secondsOf(wait.past(MSL.times(2)), wait.shortOf(RTO))).to.equal(241);
    expect(secondsOf(stack.staysSilent(RTO.times(3)), stack.resends("the FIN", { after: RTO.times(2) }))).to.equal(5);
    expect(secondsOf(stack.sends(FIN_ACK, { within: RTO }))).to.equal(1);
  });

  it("counts the longest of several continuations", () => {
    const short = [stack.sends(DATA, { text: 1 })];
    const long = [stack.staysSilent(RTO), wait.past(RTO)];
    expect(secondsOf(oneOf({ short, long }), wait.past(RTO))).to.equal(3);
  });
});
