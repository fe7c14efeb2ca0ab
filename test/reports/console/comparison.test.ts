import { expect } from "chai";
import { compare } from "../../../reports/console/comparison";

const difference = (field: string) => ({ field, expected: "", actual: "" });

/** The three lines of a comparison, as they are printed below each other. */
function linesOf(expected: string, actual: string, ...fields: readonly string[]): readonly string[] {
  const compared = compare({ expected, actual, differences: fields.map(difference) });
  return compared === undefined ? [] : [compared.expected, compared.actual, compared.marks];
}

describe("compare", () => {
  it("stands field under field, and marks those that differ", () => {
    expect(
      linesOf("[FIN, ACK] Seq=101 (SND.NXT) Ack=2", "[ACK] Seq=101 Ack=12 Win=4096", "flags", "Ack"),
    ).to.deep.equal([
      "[FIN, ACK] Seq=101 (SND.NXT) Ack=2",
      "[ACK]      Seq=101           Ack=12 Win=4096",
      "^^^^^^^^^^                   ^^^^^^",
    ]);
  });

  it("keeps the place of a field that only one of them has", () => {
    expect(linesOf("[ACK] Seq=1 Ack=2 Len=5", "[RST] Seq=1 Win=0 Len=0", "Len")).to.deep.equal([
      "[ACK] Seq=1 Ack=2       Len=5",
      "[RST] Seq=1       Win=0 Len=0",
      "                        ^^^^^",
    ]);
  });

  it("takes a field that comes again for another one", () => {
    expect(linesOf("[ACK] SLE=1 SRE=2", "[ACK] SLE=1 SRE=2 SLE=3 SRE=4")).to.deep.equal([
      "[ACK] SLE=1 SRE=2",
      "[ACK] SLE=1 SRE=2 SLE=3 SRE=4",
      "",
    ]);
  });

  it("gives back the differences that the columns do not tell", () => {
    const differences = [difference("options"), difference("Win"), difference("Seq")];
    const compared = compare({ expected: "[SYN] Seq=1", actual: "[SYN] Seq=2 Win=4096", differences });
    expect(compared?.others).to.deep.equal([difference("options"), difference("Win")]);
    expect(compared?.marks).to.equal("      ^^^^^ ^^^^^^^^");
  });

  it("leaves prose alone", () => {
    expect(linesOf("stack is in TIME-WAIT", "stack is in CLOSED", "state")).to.deep.equal([]);
    expect(linesOf("[ACK] Seq=1", "nothing within 0.500 s")).to.deep.equal([]);
  });
});
