import { expect } from "chai";
import { DATA, IRS, mss, peer, RCV, stack, SYN, SYN_ACK } from "../../../harness/scenario";
import { ACK, FIN_ACK, PSH_ACK } from "../../../harness/wire/flags";
import { judged, made, outcome } from "./judged";
import { scriptedStack, type Behaviour } from "./scripted-stack";

interface Receiver {
  /** What it offers on its SYN, and how much room it finds later on, each time that it has none left. */
  readonly windows: readonly number[];
  readonly mss?: number;
  /** In seconds, after the segment that filled the window; at once when left out. */
  readonly opensAfter?: number;
  readonly alsoSends?: boolean;
  readonly isDeaf?: boolean;
}

/** Takes what fits into its window, and acknowledges each segment. */
function receiver({
  windows,
  mss: size = 400,
  opensAfter = 0,
  alsoSends = false,
  isDeaf = false,
}: Receiver): () => Behaviour {
  return () => {
    const [first = 0, ...later] = windows;
    let window = first;
    let next = 1;
    return (hands, happening) => {
      if (happening.kind !== "segment") return undefined;
      const { flags, text } = happening.segment;
      if (flags === SYN) hands.sends(SYN_ACK, { seq: 0, window, options: [mss(size)] });
      else if (!isDeaf && text.length > 0) {
        next += text.length;
        window -= text.length;
        hands.sends(ACK, { ack: next, window });
        if (alsoSends && window === 0) hands.sends(FIN_ACK, { ack: next, window });
        if (window > 0) return undefined;
        window = later.shift() ?? 0;
        if (window > 0) hands.sends(ACK, { ack: next, window, after: opensAfter });
      }
      return undefined;
    };
  };
}

const CALLED = [peer.sends(SYN, { seq: IRS }), stack.sends(SYN_ACK)];
const FULL = stack.sends(FIN_ACK, { window: 0 });

async function textsFor(how: Receiver, fills = peer.fillsWindow()): Promise<readonly number[]> {
  const { run, verdict } = await judged(made([...CALLED, fills]), scriptedStack(receiver(how)));
  expect(verdict).to.equal("pass");
  return run.trace.events.flatMap((event) =>
    event.kind === "packet" &&
    event.direction === "peer->stack" &&
    event.decoded.ok &&
    event.decoded.value.kind === "tcp"
      ? [event.decoded.value.segment.text.length]
      : [],
  );
}

describe("peer.fillsWindow", () => {
  it("sends full-sized segments, and at last just what there is room for", async () => {
    expect(await textsFor({ windows: [1000] })).to.deep.equal([0, 400, 400, 200]);
  });

  it("sends no larger segments than a link takes", async () => {
    expect(await textsFor({ windows: [2000], mss: 9000 })).to.deep.equal([0, 1440, 560]);
  });

  it("goes on as long as there is more room", async () => {
    expect(await textsFor({ windows: [500, 100, 300] })).to.deep.equal([0, 400, 100, 100, 300]);
  });

  it("leaves as much room as it is told to, and fills no more where there was less", async () => {
    const fills = peer.fillsWindow({ leaving: 300 });
    expect(await textsFor({ windows: [1000] }, fills)).to.deep.equal([0, 400, 300]);
    expect(await textsFor({ windows: [200] }, fills)).to.deep.equal([0]);
  });

  it("has nothing to do where there is no room", async () => {
    expect(await textsFor({ windows: [0] })).to.deep.equal([0]);
  });

  it("waits a while for room that an application makes", async () => {
    const slow = { reaction: { value: 0, early: 0, late: 20_000_000 } };
    const on = scriptedStack(receiver({ windows: [500, 100], opensAfter: 0.02 }));
    const patient = { ...on, profile: { ...on.profile, timers: { ...on.profile.timers, ...slow } } };
    const steps = [...CALLED, peer.fillsWindow(), peer.sends(DATA, { seq: RCV.NXT.plus(RCV.WND), text: 1 })];
    const { run } = await judged(made(steps), patient);
    const last = run.trace.events
      .filter((event) => event.kind === "packet" && event.direction === "peer->stack")
      .at(-2);
    expect(last).to.have.nested.property("decoded.value.segment.text.length", 100);
  });

  it("leaves to the next steps what is more than an acknowledgment", async () => {
    const talking = scriptedStack(receiver({ windows: [1000], alsoSends: true }));
    expect(await outcome(made([...CALLED, peer.fillsWindow(), FULL]), talking)).to.equal("pass");
  });

  it("says the peer's window and acknowledgment, where they are given", async () => {
    const { run } = await judged(
      made([...CALLED, peer.fillsWindow({ ack: 7, window: 0 })]),
      scriptedStack(receiver({ windows: [400] })),
    );
    const filling = run.trace.events.find((event) => event.kind === "packet" && event.bytes.length > 100);
    expect(filling).to.have.nested.property("decoded.value.segment.flags", PSH_ACK);
    expect(filling).to.have.nested.include({ "decoded.value.segment.ack": 7, "decoded.value.segment.window": 0 });
  });

  it("is no answer when the window does not close, or nothing is acknowledged", async () => {
    const endless = { windows: Array.from({ length: 100 }, () => 65_535), mss: 1440 };
    const { failure } = await judged(made([...CALLED, peer.fillsWindow()]), scriptedStack(receiver(endless)));
    expect(failure?.message).to.match(/^the window does not close: 20\d{5} octets/);
    expect(failure).to.include({ stepText: "peer.fillsWindow()", expected: "a window of 0" });
    const deaf = scriptedStack(receiver({ windows: [1000], isDeaf: true }));
    expect(await outcome(made([...CALLED, peer.fillsWindow()]), deaf)).to.equal("fail: no-segment at step 3");
    const preamble = { preamble: 3 };
    expect(await outcome({ ...made([...CALLED, peer.fillsWindow()]), ...preamble }, deaf)).to.equal(
      "inconclusive: no-segment at step 3",
    );
  });
});
