import { expect } from "chai";
import fc from "fast-check";
import {
  afterPeer,
  afterStack,
  isRetransmission,
  mostAcknowledgeable,
  NO_CONNECTION,
  receiveWindow,
  type SequenceView,
} from "../../../harness/oracle/sequence-view";
import { ACK, FIN, FIN_ACK, PSH_ACK, RST, RST_ACK, SYN, SYN_ACK, URG_ACK } from "../../../harness/wire/flags";
import { mss, windowScale } from "../../../harness/wire/option";
import { add, diff, seq, type Seq } from "../../../harness/wire/seq";
import { IRS, ISS, peer, segmentOf, stack, viewAfter } from "./conversation";

/** The variables, counted from ISS and IRS; those that have no value yet are left out. */
function variables(view: SequenceView, iss = ISS, irs = IRS) {
  return {
    ...(view.iss === undefined
      ? {}
      : { ISS: diff(view.iss, iss), "SND.UNA": diff(view.sndUna, iss), "SND.NXT": diff(view.sndNxt, iss) }),
    ...(view.irs === undefined
      ? {}
      : {
          IRS: diff(view.irs, irs),
          "RCV.NXT": diff(view.rcvNxt, irs),
          "RCV.WND": receiveWindow(view),
          acknowledged: diff(view.acknowledged, irs),
        }),
  };
}

/** The stack is called, offers a window of 10 octets, and is ESTABLISHED. */
const CALLED = [peer(SYN, { seq: 0 }), stack(SYN_ACK, { seq: 0, window: 10 }), peer(ACK)];
/** The stack calls. */
const CALLING = [stack(SYN, { seq: 0, window: 10 })];

describe("sequence view", () => {
  describe("opening", () => {
    it("nothing is known before the first SYN, and an ACK or text teaches nothing", () => {
      expect(variables(viewAfter())).to.deep.equal({});
      expect(viewAfter(peer(ACK, { text: 5 }), peer(FIN_ACK), peer(RST))).to.deep.equal(NO_CONNECTION);
    });

    it("the peer's SYN takes one number, and no window has been offered yet", () => {
      const view = viewAfter(peer(SYN, { seq: 0, window: 77 }));
      expect(variables(view)).to.deep.equal({ IRS: 0, "RCV.NXT": 1, "RCV.WND": 0, acknowledged: 0 });
      expect(view.sndWnd).to.equal(77);
    });

    it("the stack's SYN,ACK takes one, acknowledges the peer's and offers a window", () => {
      expect(variables(viewAfter(...CALLED.slice(0, 2)))).to.deep.equal({
        ...{ ISS: 0, "SND.UNA": 0, "SND.NXT": 1 },
        ...{ IRS: 0, "RCV.NXT": 1, "RCV.WND": 10, acknowledged: 1 },
      });
    });

    it("the third segment acknowledges the stack's SYN", () => {
      expect(variables(viewAfter(...CALLED))).to.include({ "SND.UNA": 1, "SND.NXT": 1, "RCV.NXT": 1 });
    });

    it("an active open: the stack's numbers first, the peer's with its SYN,ACK", () => {
      expect(variables(viewAfter(...CALLING))).to.deep.equal({ ISS: 0, "SND.UNA": 0, "SND.NXT": 1 });
      const answered = viewAfter(...CALLING, peer(SYN_ACK, { seq: 0, window: 50 }));
      expect(variables(answered)).to.deep.equal({
        ...{ ISS: 0, "SND.UNA": 1, "SND.NXT": 1 },
        ...{ IRS: 0, "RCV.NXT": 1, "RCV.WND": 0, acknowledged: 0 },
      });
      expect(answered.sndWnd).to.equal(50);
      expect(variables(viewAfter(...CALLING, peer(SYN_ACK, { seq: 0 }), stack(ACK)))).to.include({
        "RCV.WND": 1000,
        acknowledged: 1,
      });
    });

    it("crossing SYNs: both numbers, nothing acknowledged", () => {
      expect(variables(viewAfter(...CALLING, peer(SYN, { seq: 0 })))).to.include({
        ...{ "SND.UNA": 0, "SND.NXT": 1, "RCV.NXT": 1, acknowledged: 0 },
      });
    });

    it("SYN-SENT: a SYN,ACK that does not acknowledge the SYN opens nothing (3.10.7.3, first)", () => {
      for (const ack of [-5, 0, 2])
        expect(viewAfter(...CALLING, peer(SYN_ACK, { seq: 0, ack }))).to.deep.equal(viewAfter(...CALLING));
    });

    it("LISTEN: a SYN,ACK opens nothing (3.10.7.2, second)", () => {
      expect(viewAfter(peer(SYN_ACK, { seq: 0 }))).to.deep.equal(NO_CONNECTION);
    });

    it("a SYN in a connection changes nothing, wherever it stands (3.10.7.4, fourth)", () => {
      for (const at of [0, 1, 5, -100])
        expect(viewAfter(...CALLED, peer(SYN, { seq: at, text: 3 }))).to.deep.equal(viewAfter(...CALLED));
    });

    it("text on the SYN may be acknowledged at once or later (3.10.7.2, third)", () => {
      const view = viewAfter(peer(SYN, { seq: 0, text: 5 }));
      expect(variables(view)).to.include({ "RCV.NXT": 1 });
      expect(diff(mostAcknowledgeable(view), IRS)).to.equal(6);
    });

    it("ISS is that of the first SYN, however often it is sent", () => {
      expect(viewAfter(...CALLING, ...CALLING)).to.deep.equal(viewAfter(...CALLING));
      const crossed = [...CALLING, peer(SYN, { seq: 0 })];
      expect(viewAfter(...crossed, ...CALLING)).to.deep.equal(viewAfter(...crossed));
    });
  });

  describe("what the peer sends", () => {
    it("text in order moves RCV.NXT and uses up the window, and is not acknowledged by itself", () => {
      expect(variables(viewAfter(...CALLED, peer(PSH_ACK, { text: 4 })))).to.include({
        ...{ "RCV.NXT": 5, "RCV.WND": 6, acknowledged: 1 },
      });
    });

    it("text beyond a gap is held, and counts once the gap is filled", () => {
      const beyond = [...CALLED, peer(ACK, { seq: 3, text: 4 })];
      expect(variables(viewAfter(...beyond))).to.include({ "RCV.NXT": 1, "RCV.WND": 10 });
      expect(variables(viewAfter(...beyond, peer(ACK, { seq: 1, text: 1 })))).to.include({ "RCV.NXT": 2 });
      expect(variables(viewAfter(...beyond, peer(ACK, { seq: 1, text: 2 })))).to.include({ "RCV.NXT": 7 });
      expect(variables(viewAfter(...beyond, peer(ACK, { seq: 1, text: 9 })))).to.include({ "RCV.NXT": 10 });
    });

    it("of text that begins before RCV.NXT the new part counts", () => {
      const first = [...CALLED, peer(ACK, { text: 4 })];
      expect(variables(viewAfter(...first, peer(ACK, { seq: 2, text: 5 })))).to.include({ "RCV.NXT": 7 });
    });

    it("old text again changes nothing but what it acknowledges", () => {
      const first = [...CALLED, peer(ACK, { text: 4 })];
      expect(viewAfter(...first, peer(ACK, { text: 4 }))).to.deep.equal(viewAfter(...first));
      expect(viewAfter(...first, peer(ACK, { seq: -50, text: 20 }))).to.deep.equal(viewAfter(...first));
    });

    it("what lies to the right of the window is cut off, and a FIN there with it (3.10.7.4, first)", () => {
      const view = viewAfter(...CALLED, peer(FIN_ACK, { text: 15 }));
      expect(variables(view)).to.include({ "RCV.NXT": 11, "RCV.WND": 0 });
      expect(view.ended).to.equal(false);
    });

    it("a FIN at the right edge is out of the window, and one just before it is inside", () => {
      expect(viewAfter(...CALLED, peer(FIN_ACK, { text: 10 })).ended).to.equal(false);
      expect(viewAfter(...CALLED, peer(FIN_ACK, { text: 9 })).ended).to.equal(true);
    });

    it("text wholly to the right of the window is not taken, and neither is any when it is closed", () => {
      expect(variables(viewAfter(...CALLED, peer(ACK, { seq: 11, text: 5 })))).to.deep.equal(
        variables(viewAfter(...CALLED)),
      );
      expect(viewAfter(...CALLED, peer(ACK, { seq: 11, text: 5 }), peer(ACK, { text: 10 })).rcvNxt).to.equal(
        add(IRS, 11),
      );
      const full = [...CALLED, peer(ACK, { text: 10 })];
      expect(variables(viewAfter(...full, peer(ACK, { seq: 11, text: 1 })))).to.deep.equal(
        variables(viewAfter(...full)),
      );
    });

    it("a FIN in order takes a number and ends the stream", () => {
      const view = viewAfter(...CALLED, peer(FIN_ACK, { text: 2 }));
      expect(variables(view)).to.include({ "RCV.NXT": 4, "RCV.WND": 7 });
      expect(view.ended).to.equal(true);
    });

    it("a FIN beyond a gap ends the stream once the gap is filled", () => {
      const beyond = [...CALLED, peer(FIN_ACK, { seq: 3, text: 2 })];
      expect(viewAfter(...beyond).ended).to.equal(false);
      const filled = viewAfter(...beyond, peer(ACK, { text: 2 }));
      expect(variables(filled)).to.include({ "RCV.NXT": 6 });
      expect(filled.ended).to.equal(true);
    });

    it("behind the FIN there is nothing", () => {
      const ended = [...CALLED, peer(FIN_ACK)];
      expect(viewAfter(...ended, peer(ACK, { seq: 2, text: 3 })).rcvNxt).to.equal(add(IRS, 2));
    });

    it("without ACK a segment is dropped (3.10.7.4, fifth)", () => {
      expect(viewAfter(...CALLED, peer(FIN, { text: 3 }))).to.deep.equal(viewAfter(...CALLED));
      expect(viewAfter(...CALLED, peer(0, { text: 3 }))).to.deep.equal(viewAfter(...CALLED));
    });

    it("one that acknowledges what was never sent is dropped (3.10.7.4, fifth)", () => {
      expect(viewAfter(...CALLED, peer(ACK, { ack: 2, text: 3 }))).to.deep.equal(viewAfter(...CALLED));
    });

    it("where the stack has sent nothing, any ACK is one of what was never sent", () => {
      const called = [peer(SYN, { seq: 0, window: 77 })];
      for (const ack of [0, 1, 5, 2 ** 31])
        expect(viewAfter(...called, peer(ACK, { ack, text: 3 }))).to.deep.equal(viewAfter(...called));
    });

    it("an old ACK takes nothing back, and its window counts", () => {
      const sent = [...CALLED, stack(PSH_ACK, { text: 5 }), peer(ACK, { ack: 6 }), peer(ACK, { ack: 3, window: 9 })];
      expect(variables(viewAfter(...sent))).to.include({ "SND.UNA": 6, "SND.NXT": 6 });
      expect(viewAfter(...sent).sndWnd).to.equal(9);
    });
  });

  describe("what the stack sends", () => {
    it("text and FIN move SND.NXT, and what the peer acknowledges moves SND.UNA", () => {
      const sent = [...CALLED, stack(PSH_ACK, { text: 5 }), stack(FIN_ACK, { seq: 6, text: 1 })];
      expect(variables(viewAfter(...sent))).to.include({ "SND.UNA": 1, "SND.NXT": 8 });
      expect(variables(viewAfter(...sent, peer(ACK, { ack: 6 })))).to.include({ "SND.UNA": 6, "SND.NXT": 8 });
    });

    it("what is sent again moves nothing", () => {
      const sent = [...CALLED, stack(PSH_ACK, { text: 5 })];
      expect(variables(viewAfter(...sent, stack(PSH_ACK, { text: 3 })))).to.include({ "SND.NXT": 6 });
    });

    it("an acknowledgment stays, and so does the right edge of the window", () => {
      const sent = [...CALLED, peer(ACK, { text: 4 }), stack(ACK, { ack: 5, window: 10 })];
      expect(variables(viewAfter(...sent))).to.include({ acknowledged: 5, "RCV.WND": 10 });
      expect(variables(viewAfter(...sent, stack(ACK, { ack: 1, window: 3 })))).to.include({
        acknowledged: 5,
        "RCV.WND": 10,
      });
    });

    it("a window that was used up can be opened again", () => {
      const full = [...CALLED, peer(ACK, { text: 10 }), stack(ACK, { ack: 11, window: 0 })];
      expect(variables(viewAfter(...full))).to.include({ "RCV.WND": 0 });
      expect(variables(viewAfter(...full, stack(ACK, { ack: 11, window: 4 })))).to.include({ "RCV.WND": 4 });
    });

    it("an answer to a stray segment begins nothing", () => {
      expect(variables(viewAfter(peer(ACK), stack(RST, { seq: 1 })))).to.deep.equal({});
    });
  });

  describe("resets", () => {
    it("the peer's is taken at RCV.NXT and nowhere else", () => {
      expect(viewAfter(...CALLED, peer(RST)).gone).to.equal(true);
      expect(viewAfter(...CALLED, peer(RST_ACK)).gone).to.equal(true);
      for (const at of [-1, 0, 2, 10, 11])
        expect(viewAfter(...CALLED, peer(RST, { seq: at })).gone, String(at)).to.equal(false);
      expect(viewAfter(...CALLED, peer(ACK, { text: 3 }), peer(RST, { seq: 4 })).gone).to.equal(true);
    });

    it("SYN-SENT: it must acknowledge the SYN (3.10.7.3, second)", () => {
      expect(viewAfter(...CALLING, peer(RST_ACK, { seq: 0 })).gone).to.equal(true);
      expect(viewAfter(...CALLING, peer(RST, { seq: 0 })).gone).to.equal(false);
      for (const ack of [0, 2, -9])
        expect(viewAfter(...CALLING, peer(RST_ACK, { ack })).gone, String(ack)).to.equal(false);
    });

    it("the stack's ends SYN-RECEIVED when it aborts, but not when it refuses an ACK (3.10.7.4, fifth)", () => {
      const called = CALLED.slice(0, 2);
      expect(viewAfter(...called, stack(RST)).gone).to.equal(true);
      for (const seq of [-9, 0, 500])
        expect(viewAfter(...called, stack(RST, { seq }))).to.deep.equal(viewAfter(...called));
    });

    it("the stack's ends the connection, but not in SYN-SENT, where it refuses an old segment (3.10.7.3, first)", () => {
      expect(viewAfter(...CALLED, stack(RST)).gone).to.equal(true);
      expect(viewAfter(...CALLING, stack(RST, { seq: -9 }))).to.deep.equal(viewAfter(...CALLING));
    });
  });

  describe("another connection on the same sockets", () => {
    it("after a reset the peer's SYN begins one, and nothing of the old is left", () => {
      const again = [peer(SYN, { seq: 5000 }), stack(SYN_ACK, { seq: 9000, ack: 5001 })];
      const view = viewAfter(...CALLED, peer(ACK, { seq: 3, text: 2 }), peer(RST), ...again);
      expect(view).to.deep.equal(viewAfter(...again));
    });

    it("and so it does when the stack takes the same number once more", () => {
      const again = [peer(SYN, { seq: 5000 }), stack(SYN_ACK, { seq: 0, ack: 5001 })];
      expect(viewAfter(...CALLED, peer(RST), ...again)).to.deep.equal(viewAfter(...again));
    });

    it("a SYN that the listener refused with a reset is followed by the next", () => {
      const view = viewAfter(peer(SYN, { seq: 0 }), stack(RST_ACK, { seq: -1 }), peer(SYN, { seq: 700 }));
      expect(variables(view)).to.deep.equal({ IRS: 700, "RCV.NXT": 701, "RCV.WND": 0, acknowledged: 700 });
    });

    it("after a close it begins with the stack's SYN,ACK", () => {
      const closed = [...CALLED, peer(FIN_ACK), stack(FIN_ACK, { ack: 2 }), peer(ACK, { seq: 2, ack: 2 })];
      const view = viewAfter(...closed, peer(SYN, { seq: 5000 }), stack(SYN_ACK, { seq: 9000, ack: 5001 }));
      expect(variables(view)).to.deep.equal({
        ...{ ISS: 9000, "SND.UNA": 9000, "SND.NXT": 9001 },
        ...{ IRS: 5000, "RCV.NXT": 5001, "RCV.WND": 1000, acknowledged: 5001 },
      });
      expect(view.ended).to.equal(false);
    });

    it("what the peer refuses before it is there leaves the one in TIME-WAIT (3.6.1, MAY-2), and later it leaves nothing", () => {
      const timeWait = [...CALLED, stack(FIN_ACK), peer(FIN_ACK, { ack: 2 }), stack(ACK, { seq: 2, ack: 2 })] as const;
      const again = [...timeWait, peer(SYN, { seq: 5000 }), stack(SYN_ACK, { seq: 9000, ack: 5001 })];
      const refuses = peer(RST, { seq: 5001 });
      expect(viewAfter(...again, refuses)).to.deep.equal(viewAfter(...timeWait));
      expect(viewAfter(...again, peer(RST, { seq: 5002 })).iss).to.equal(viewAfter(...again).iss);
      expect(viewAfter(...again, peer(ACK, { seq: 5001, ack: 9001 }), refuses).gone).to.equal(true);
      const opened = [peer(RST), peer(SYN, { seq: 5000 }), stack(SYN_ACK, { seq: 9000, ack: 5001 })];
      expect(viewAfter(...CALLED, ...opened, refuses).gone, "there was no TIME-WAIT").to.equal(true);
    });

    it("a call that was refused can be made again, with another number and with the same", () => {
      const refused = [...CALLING, peer(RST_ACK, { seq: 0 })];
      for (const iss of [0, 300]) {
        const view = viewAfter(...refused, stack(SYN, { seq: iss }), peer(SYN_ACK, { seq: 40, ack: iss + 1 }));
        expect(variables(view)).to.deep.equal({
          ...{ ISS: iss, "SND.UNA": iss + 1, "SND.NXT": iss + 1 },
          ...{ IRS: 40, "RCV.NXT": 41, "RCV.WND": 0, acknowledged: 40 },
        });
      }
    });
  });

  describe("window scale (RFC 7323 2.2)", () => {
    const opened = (own?: number, other?: number) => [
      peer(SYN, { seq: 0, window: 100, options: other === undefined ? [mss(1460)] : [windowScale(other)] }),
      stack(SYN_ACK, { seq: 0, window: 100, options: own === undefined ? [] : [mss(1460), windowScale(own)] }),
      peer(ACK, { window: 100 }),
      stack(ACK, { window: 100 }),
    ];
    const windows = (view: SequenceView) => [view.sndWnd, receiveWindow(view)];

    it("each side's window is scaled by its own shift when both have offered it", () => {
      expect(windows(viewAfter(...opened(3, 7)))).to.deep.equal([12_800, 800]);
    });

    it("a window on a SYN is never scaled", () => {
      expect(windows(viewAfter(...opened(3, 7).slice(0, 2)))).to.deep.equal([100, 100]);
    });

    it("neither is scaled when one side has not offered it", () => {
      expect(windows(viewAfter(...opened(undefined, 7)))).to.deep.equal([100, 100]);
      expect(windows(viewAfter(...opened(3, undefined)))).to.deep.equal([100, 100]);
    });

    it("a shift beyond 14 counts as 14 (2.3)", () => {
      expect(windows(viewAfter(...opened(0, 255)))).to.deep.equal([100 * 2 ** 14, 100]);
    });
  });

  describe("isRetransmission", () => {
    const view = viewAfter(...CALLED, stack(PSH_ACK, { text: 10 }), stack(FIN_ACK, { seq: 11 }), peer(ACK, { ack: 4 }));
    const isIt = (event: ReturnType<typeof stack>, sndUna = view.sndUna) =>
      isRetransmission(view, segmentOf(event), sndUna);

    it("what is not acknowledged may come again, whole, in part and with its FIN", () => {
      expect(isIt(stack(PSH_ACK, { seq: 4, text: 7 }))).to.equal(true);
      expect(isIt(stack(PSH_ACK, { seq: 1, text: 10 }))).to.equal(true);
      expect(isIt(stack(ACK, { seq: 6, text: 1 }))).to.equal(true);
      expect(isIt(stack(FIN_ACK, { seq: 9, text: 2 }))).to.equal(true);
      expect(isIt(stack(FIN_ACK, { seq: 11 }))).to.equal(true);
    });

    it("what is acknowledged may not, unless it was sent before the acknowledgment arrived", () => {
      expect(isIt(stack(PSH_ACK, { seq: 1, text: 3 }))).to.equal(false);
      expect(isIt(stack(PSH_ACK, { seq: 1, text: 3 }), add(ISS, 1))).to.equal(true);
    });

    it("what reaches past SND.NXT, takes no number, or is a reset is none", () => {
      expect(isIt(stack(PSH_ACK, { seq: 4, text: 9 }))).to.equal(false);
      expect(isIt(stack(FIN_ACK, { seq: 12 }))).to.equal(false);
      expect(isIt(stack(ACK, { seq: 4 }))).to.equal(false);
      expect(isIt(stack(RST, { seq: 4, text: 2 }))).to.equal(false);
      expect(isIt(stack(PSH_ACK, { seq: -3, text: 9 }))).to.equal(false);
    });

    it("after a reset there is nothing to repeat any more", () => {
      const gone = viewAfter(...CALLED, stack(PSH_ACK, { text: 10 }), peer(RST));
      expect(isRetransmission(gone, segmentOf(stack(PSH_ACK, { text: 10 })), gone.sndUna)).to.equal(false);
    });

    it("before the stack's SYN there is nothing to repeat", () => {
      expect(isRetransmission(NO_CONNECTION, segmentOf(stack(SYN, { seq: 0 })), seq(0))).to.equal(false);
    });
  });

  describe("zero lies anywhere", () => {
    const offset = fc.oneof(fc.integer({ min: -3, max: 12 }), fc.integer({ min: -70_000, max: 70_000 }));
    const line = fc.record({
      who: fc.constantFrom("peer" as const, "stack" as const),
      flags: fc.constantFrom(SYN, SYN_ACK, ACK, ACK, PSH_ACK, PSH_ACK, FIN_ACK, RST, RST_ACK, URG_ACK, 0),
      seq: offset,
      ack: offset,
      text: fc.constantFrom(0, 0, 1, 3, 20),
      window: fc.constantFrom<number[]>(0, 10, 1000, 65_535),
      options: fc.constantFrom([], [], [windowScale(3)]),
    });
    type Line = typeof line extends fc.Arbitrary<infer T> ? T : never;

    const template = segmentOf(peer(ACK));
    function view(lines: readonly Line[], iss: Seq, irs: Seq): SequenceView {
      return lines.reduce((before, { who, seq: at, ack, text, ...rest }) => {
        const [own, other] = who === "peer" ? [irs, iss] : [iss, irs];
        const segment = { ...template, ...rest, seq: add(own, at), ack: add(other, ack), text: new Uint8Array(text) };
        return (who === "peer" ? afterPeer : afterStack)(before, segment);
      }, NO_CONNECTION);
    }

    it("the view is the same when all the peer's numbers are moved, and all the stack's", () => {
      fc.assert(
        fc.property(
          // Openings that lead somewhere, and then anything.
          fc.constantFrom<readonly Partial<Line>[]>(
            [],
            [{ who: "peer", flags: SYN, seq: 0 }],
            [{ who: "stack", flags: SYN, seq: 0 }],
            [
              { who: "peer", flags: SYN, seq: 0 },
              { who: "stack", flags: SYN_ACK, seq: 0, ack: 1 },
              { who: "peer", flags: ACK, seq: 1, ack: 1 },
            ],
          ),
          fc.array(line, { maxLength: 12 }),
          fc.integer({ min: 0, max: 2 ** 32 - 1 }),
          fc.integer({ min: 0, max: 2 ** 32 - 1 }),
          (opening, rest, iss, irs) => {
            const plain: Line = { who: "peer", flags: ACK, seq: 0, ack: 0, text: 0, window: 100, options: [] };
            const lines = [...opening.map((each) => ({ ...plain, ...each })), ...rest];
            const here = view(lines, seq(1_000_000), seq(1_000_000));
            const there = view(lines, seq(iss), seq(irs));
            const known = (each: SequenceView, i: Seq, r: Seq) => ({
              ...variables(each, i, r),
              held: each.held.map(({ from, to }) => [diff(from, r), diff(to, r)]),
              rest: [each.sndWnd, each.ended, each.gone, each.peerShift, each.stackShift],
            });
            expect(known(there, seq(iss), seq(irs))).to.deep.equal(known(here, seq(1_000_000), seq(1_000_000)));
          },
        ),
        { numRuns: 2000 },
      );
    });
  });
});
