import { expect } from "chai";
import { SECOND } from "../../../harness/port/time";
import type { ReceiveOutcome } from "../../../harness/port/user";
import {
  ACK,
  connection,
  DATA,
  FIN_ACK,
  isns,
  oneOf,
  peer,
  RCV,
  RST,
  RTO,
  SND,
  stack,
  SYN,
  user,
} from "../../../harness/scenario";
import { octetsOf } from "../../../harness/scenario/text";
import { PSH_ACK } from "../../../harness/wire/flags";
import { acknowledges, answersSyn, called, CALLED, judged, made, nothing, outcome, type Steps } from "./judged";
import { onSegments, PROFILE, scriptedStack, type Hands } from "./scripted-stack";

/** A stack whose user gives it text, and which then does this. */
const giving = (act: (hands: Hands) => void) =>
  scriptedStack(() => (hands, happening) => {
    if (happening.kind === "call") act(hands);
    else if ((happening.segment.flags & SYN) !== 0) answersSyn(hands);
    return undefined;
  });

describe("meet", () => {
  describe("a segment that answers two questions", () => {
    const withText = called(
      (hands) => {
        hands.sends(ACK);
      },
      (hands) => {
        hands.sends(PSH_ACK, { ack: 6, text: octetsOf(3, 0) });
      },
    );

    it("is asked both", async () => {
      const steps = [
        ...CALLED,
        stack.sends(ACK),
        peer.sends(DATA, { text: 5 }),
        stack.acknowledges(),
        stack.sends(DATA, { seq: SND.NXT }),
      ];
      const { verdict, run } = await judged(made(steps), withText);
      expect(verdict).to.equal("pass");
      // The step that it met last is the one that is noted.
      expect(run.trace.notes.get(run.trace.events.length - 1)).to.equal("as step 7 expects");
    });

    it("is noted for the first as well, and held against the stack when nobody asks the second", async () => {
      const steps = [...CALLED, stack.sends(ACK), peer.sends(DATA, { text: 5 }), stack.acknowledges()];
      const { failure, run } = await judged(made([...steps, peer.sends(ACK)]), withText);
      expect(failure).to.include({ kind: "unexpected-segment", step: 7 });
      expect(run.trace.notes.get(3)).to.equal("as step 4 expects");
      const { run: halfway } = await judged(made([...steps, user.receives(1)]), withText);
      expect(halfway.trace.notes.get(5)).to.equal("as step 6 expects");
    });

    it("may bring the end of one text and the beginning of the next", async () => {
      const sending = giving((hands) => {
        hands.sends(PSH_ACK, { text: octetsOf(4, 0) });
        hands.sends(PSH_ACK, { seq: 5, text: octetsOf(6, 4) });
      });
      const steps = [...CALLED, user.send(10), stack.transmits(7), stack.transmits(3)];
      expect(await outcome(made(steps), sending)).to.equal("pass");
      expect(await outcome(made([...steps, stack.transmits(1)]), sending)).to.equal("fail: no-segment at step 7");
    });

    it("may bring the end of the text and the FIN, whose number is the next", async () => {
      const sending = giving((hands) => {
        hands.sends(FIN_ACK, { text: octetsOf(10, 0) });
      });
      const steps = [...CALLED, user.send(10), stack.transmits(10), stack.sends(FIN_ACK, { seq: SND.NXT })];
      expect(await outcome(made(steps), sending)).to.equal("pass");
    });
  });

  it("what one question leaves aside is there for the next", async () => {
    const both = called(nothing, (hands) => {
      hands.sends(PSH_ACK, { text: octetsOf(3, 0) });
      hands.sends(ACK, { seq: 4, ack: 6 });
    });
    const steps = [...CALLED, peer.sends(DATA, { text: 5 }), stack.acknowledges(), stack.sends(DATA)];
    const { verdict, failure } = await judged(made(steps), both);
    expect([verdict, failure?.message]).to.deep.equal(["pass", undefined]);
  });

  it("a segment that breaks a step is noted", async () => {
    const { run } = await judged(
      made([...CALLED, stack.sends(FIN_ACK)]),
      called((hands) => {
        hands.sends(RST);
      }),
    );
    expect(run.trace.notes.get(3)).to.equal("not allowed here");
  });

  describe("a moment of grace", () => {
    const patient = {
      profile: { timers: { ...PROFILE.timers, reaction: { value: 0.04 * SECOND, early: 0, late: 0.06 * SECOND } } },
    };
    const within = (act: (hands: Hands, after: number) => void, after: number) =>
      scriptedStack(
        onSegments(answersSyn, (hands) => {
          act(hands, after);
        }),
        patient,
      );

    it("is given to states", async () => {
      const becomes = (hands: Hands, after: number) => {
        hands.becomes("ESTABLISHED", after);
      };
      const steps = [...CALLED, stack.isIn("ESTABLISHED")];
      expect(await outcome(made(steps), within(becomes, 0.1))).to.equal("pass");
      expect(await outcome(made(steps), within(becomes, 0.11))).to.equal("fail: wrong-state at step 4");
    });

    it("is given to what the user is told", async () => {
      const tells = (hands: Hands, after: number) => {
        hands.tells("established", after);
      };
      const steps = [...CALLED, user.isTold("established")];
      expect(await outcome(made(steps), within(tells, 0.1))).to.equal("pass");
      expect(await outcome(made(steps), within(tells, 0.11))).to.equal("fail: not-told at step 4");
    });
  });

  it("the user is told each thing once", async () => {
    const telling = called((hands) => {
      hands.tells("established");
    });
    const steps = [...CALLED, user.isTold("established")];
    expect(await outcome(made(steps), telling)).to.equal("pass");
    expect(await outcome(made([...steps, user.isTold("established")]), telling)).to.equal("fail: not-told at step 5");
    const twice = called((hands) => {
      hands.tells("established");
      hands.tells("reset");
    });
    expect(await outcome(made([...steps, user.isTold("reset")]), twice)).to.equal("pass");
    const { failure } = await judged(made([...steps, user.isTold("reset")]), telling);
    expect(failure).to.include({ expected: "reset", actual: "nothing" });
  });

  describe("RECEIVE", () => {
    /** Brings these, one after the other, and nothing after them. */
    const bringing = (...outcomes: readonly ReceiveOutcome[]) =>
      scriptedStack(() => {
        let next = 0;
        return (hands, happening) => {
          if (happening.kind === "segment" && happening.segment.flags === SYN) answersSyn(hands);
          return happening.kind === "call" && happening.name === "receive" ? outcomes[next++] : undefined;
        };
      });
    const octets = (length: number, position: number): ReceiveOutcome => ({
      ok: true,
      text: octetsOf(length, position),
      endOfStream: false,
    });
    const opened = [peer.sends(SYN), stack.sends(SYN | ACK)];
    const receives = (...lengths: readonly number[]) =>
      made([...opened, ...lengths.map((length) => user.receives(length))]);

    it("goes on where it ended", async () => {
      expect(await outcome(receives(5, 4), bringing(octets(5, 0), octets(4, 5)))).to.equal("pass");
      expect(await outcome(receives(5, 4), bringing(octets(5, 0), octets(4, 6)))).to.equal(
        "fail: wrong-text at step 4",
      );
    });

    it("must bring all, and no more", async () => {
      const { failure: less } = await judged(receives(5), bringing(octets(4, 0)));
      expect(less).to.include({ message: "RECEIVE did not bring all that the peer sent", actual: "4 octets" });
      const { failure: more } = await judged(receives(5), bringing(octets(6, 0)));
      expect(more).to.include({
        message: "RECEIVE brought more than the peer sent",
        expected: "5 octets",
        actual: "6 octets",
      });
    });

    it("can be asked for all that the peer has sent in order, which a FIN is no part of", async () => {
      const sent = [...opened, peer.sends(DATA, { text: 3 }), peer.sends(FIN_ACK, { text: 4 })];
      const early = peer.sends(DATA, { seq: RCV.NXT.plus(9), text: 5 });
      const all = (...steps: Steps) => made([...sent, early, ...steps, user.receivesAll()]);
      expect(await outcome(all(), bringing(octets(3, 0), octets(2, 3), octets(2, 5)))).to.equal("pass");
      expect(await outcome(all(user.receives(2)), bringing(octets(2, 0), octets(5, 2)))).to.equal("pass");
      expect(await outcome(all(), bringing(octets(3, 0), octets(3, 3)))).to.equal("fail: wrong-text at step 6");
      expect(await outcome(all(), bringing(octets(3, 0), octets(5, 3)))).to.equal("fail: wrong-text at step 6");
    });

    it("is asked once more for what may have come since the script asked", async () => {
      const steps = [...opened, user.receive(), user.receives(5)];
      expect(await outcome(made(steps), bringing(octets(5, 0)))).to.equal("pass");
      expect(await outcome(made(steps), bringing(octets(2, 0), octets(3, 2)))).to.equal("pass");
      const { failure } = await judged(made(steps), bringing(octets(5, 0), octets(3, 5)));
      expect(failure).to.include({ message: "RECEIVE brought more than the peer sent", actual: "8 octets" });
    });

    it("tells which octet is wrong, counted from the beginning of the stream", async () => {
      const { failure } = await judged(receives(5, 2), bringing(octets(5, 0), octets(2, 6)));
      const [right = 0, wrong = 0] = octetsOf(2, 5);
      expect(failure).to.include({
        message: "octet 5 that the user received is not the one that the peer sent",
        expected: `0x${right.toString(16)}`,
        actual: `0x${wrong.toString(16)}`,
      });
      const half = { ok: true, text: Uint8Array.from([right, 0]), endOfStream: false } as const;
      const { failure: second } = await judged(receives(5, 2), bringing(octets(5, 0), half));
      expect(second?.message).to.match(/^octet 6 /);
    });

    it("tells why it brought nothing", async () => {
      const refusing = bringing({ ok: false, error: "connection reset", detail: "" });
      const { failure } = await judged(receives(5), refusing);
      expect(failure).to.include({ kind: "wrong-text", expected: "5 octets", actual: "connection reset" });
    });
  });

  it("statistics are judged over the whole scenario", async () => {
    const other = connection("other");
    const both = [...CALLED, other.peer.sends(SYN), other.stack.sends(SYN | ACK)];
    // It begins every connection with the same number.
    const constant = scriptedStack(onSegments(answersSyn, nothing, answersSyn));
    expect(await outcome(made([...both, isns("differ")]), constant)).to.equal("fail: statistics at step 6");
    expect(await outcome(made([...CALLED, isns("differ"), other.peer.sends(SYN)]), called())).to.equal("pass");
  });
});

describe("choose", () => {
  it("waits for as long as any alternative may take", async () => {
    const either = oneOf({ "a FIN": [stack.sends(FIN_ACK)], "an ACK": [stack.sends(ACK, { ack: RCV.NXT })] });
    const { verdict, run } = await judged(made([...CALLED, either]), called(acknowledges(1, 0.2)));
    expect([verdict, run.alternatives]).to.deep.equal(["pass", ["an ACK"]]);
    expect(await outcome(made([...CALLED, either]), called(acknowledges(1, 0.21)))).to.equal(
      "fail: no-segment at step 4",
    );
  });

  it("tells of the segment that fits none, rather than of what did not happen", async () => {
    const either = oneOf({ told: [user.isTold("reset")], "an ACK": [stack.sends(ACK)] });
    const { failure } = await judged(
      made([...CALLED, either]),
      called((hands) => {
        hands.sends(RST);
      }),
    );
    expect(failure).to.include({ kind: "wrong-segment", actual: "[RST] Seq=1 Win=1000 Len=0", packet: 4 });
    expect(failure?.differences.map(({ field }) => field)).to.include("flags");
  });

  it("has dealt with what the alternative passed over on its way", async () => {
    const either = oneOf({
      "a FIN": [stack.sends(FIN_ACK), peer.sends(ACK), stack.staysSilent(RTO), peer.sends(ACK), stack.sends(RST)],
      "a reset": [stack.sends(RST)],
    });
    const steps = [...CALLED, peer.sends(DATA, { text: 5 }), either];
    const finishing = called(
      nothing,
      (hands) => {
        hands.sends(ACK, { ack: 6 });
        hands.sends(FIN_ACK, { ack: 6 });
      },
      nothing,
      (hands) => {
        hands.sends(RST, { seq: 2 });
      },
    );
    expect(await outcome(made(steps), finishing)).to.equal("pass");
  });
});
