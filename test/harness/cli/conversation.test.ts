import { expect } from "chai";
import { conversation } from "../../../harness/cli/conversation";
import { printHex } from "../../../harness/wire";
import { ACK, encodePacket, seq, SYN } from "../../../harness/wire";

describe("conversation", () => {
  it("keeps the last dozen lines, and counts the others", () => {
    const said = conversation();
    for (let i = 1; i <= 13; i++) said.overhear(`> close ${i}`);
    expect(said.last()).to.have.length(13);
    expect(said.last().slice(0, 2)).to.deep.equal(["… 1 earlier lines left out", "> close 2"]);
    said.begin();
    expect(said.last()).to.deep.equal([]);
  });

  it("shows of looks that nothing came of the last of each kind, until something comes", () => {
    const said = conversation();
    const looks = (time: number) => [`> advance ${time}`, `< ok ${time}`, "> receive a 1000", "< ok -"];
    const arrival = ["> advance 200", "< tell a established", "< ok 150"];
    const lines = [...looks(50), ...looks(100), ...arrival, ...looks(250), ...looks(300), "> advance 350", "< ok 350"];
    for (const line of lines) said.overhear(line);
    expect(said.last()).to.deep.equal([
      ...looks(100),
      ...arrival,
      "> receive a 1000",
      "< ok -",
      "> advance 350",
      "< ok 350",
    ]);
  });

  it("says what is in a packet, and shortens its octets", () => {
    const said = conversation();
    const bytes = encodePacket({
      ip: { source: "192.0.2.1", destination: "192.0.2.2" },
      segment: { sourcePort: 80, destinationPort: 5000, seq: seq(7), ack: seq(1), flags: SYN | ACK, window: 9 },
    });
    said.overhear("> packet 4500");
    said.overhear(`< packet ${printHex(bytes).replaceAll(" ", "")}`);
    for (const line of ["> packet -", "> packet 45", `> send a ${"61".repeat(200)}`, "< packet oops"])
      said.overhear(line);
    expect(said.last()).to.deep.equal([
      "> packet 4500",
      "< packet 45000028…  192.0.2.1 → 192.0.2.2 TCP 80 → 5000 [SYN, ACK] Seq=7 Ack=1 Win=9 Len=0",
      "> packet -",
      "> packet 45",
      `> send a ${"61".repeat(45)}6…`,
      "< packet oops",
    ]);
  });
});
