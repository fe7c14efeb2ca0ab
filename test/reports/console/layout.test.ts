import { expect } from "chai";
import fc from "fast-check";
import { columns, cut, fill, hang, pad, printable, wrap } from "../../../reports/console/layout";

const anyText = fc.oneof(
  fc.string({ maxLength: 80 }),
  fc.lorem({ maxCount: 20 }),
  fc.string({ unit: "binary", maxLength: 40 }),
);
const anyWidth = fc.integer({ min: 1, max: 100 });

describe("layout", () => {
  it("counts columns, not colours and not halves of characters", () => {
    expect(columns("\x1b[31mred\x1b[39m")).to.equal(3);
    expect(columns("𝄞")).to.equal(1);
  });

  it("cuts to the width", () => {
    expect(cut("abcdef", 6)).to.equal("abcdef");
    expect(cut("abcdef", 4)).to.equal("abc…");
    expect(cut("abcdef", 0)).to.equal("");
    fc.assert(
      fc.property(anyText, fc.nat({ max: 100 }), (text, width) => {
        expect(Array.from(cut(text, width)).length).to.be.at.most(width);
      }),
    );
  });

  it("wraps to the width, and loses nothing", () => {
    fc.assert(
      fc.property(anyText, anyWidth, (bare, width) => {
        const text = printable(bare);
        const lines = wrap(text, width);
        for (const line of lines) expect(columns(line)).to.be.at.most(width);
        expect(lines.join("").replaceAll(" ", "")).to.equal(text.replaceAll(" ", ""));
      }),
    );
  });

  it("breaks between words, and inside one only where it is wider than a line", () => {
    expect(wrap("the stack sent a reset", 10)).to.deep.equal(["the stack", "sent a", "reset"]);
    expect(wrap("a 0123456789abcdef b", 10)).to.deep.equal(["a", "0123456789", "abcdef b"]);
  });

  it("ends in … where there are more lines than allowed", () => {
    expect(wrap("one two three four five", 9, 2)).to.deep.equal(["one two", "three fo…"]);
    expect(wrap("one two", 9, 2)).to.deep.equal(["one two"]);
  });

  it("fills lines with parts that stay whole", () => {
    expect(fill(["aa", "bb", "cc"], " · ", 7)).to.deep.equal(["aa · bb", "cc"]);
    expect(fill(["too wide", "b"], " ", 3)).to.deep.equal(["too wide", "b"]);
    expect(fill([], " ", 3)).to.deep.equal([]);
  });

  it("hangs lines on a label", () => {
    expect(hang("a  ", ["one", "two"])).to.deep.equal(["a  one", "   two"]);
    expect(hang("a  ", [])).to.deep.equal([]);
  });

  it("pads to the width", () => {
    expect(pad("ab", 4)).to.equal("ab  ");
    expect(pad("abc", 2)).to.equal("abc");
  });

  it("lets nothing through that moves a cursor or colours a terminal", () => {
    expect(printable("a\x1b[2Jb\r\n  c\td\x07\x9b")).to.equal("a\\x1b[2Jb c d\\x07\\x9b");
    fc.assert(
      fc.property(anyText, (text) => {
        // eslint-disable-next-line no-control-regex -- finding control characters is the point
        expect(printable(text)).not.to.match(/[\x00-\x1f\x7f-\x9f]/);
      }),
    );
  });
});
