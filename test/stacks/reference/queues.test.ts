import { expect } from "chai";
import fc from "fast-check";
import { add, seq } from "../../../harness/wire";
import { emptySendQueue, endOfText, enqueue, forget, textAt } from "../../../stacks/reference/send-queue";
import { append, copy, drop, EMPTY, read } from "../../../stacks/reference/text-queue";

describe("text queue", () => {
  it("gives back what was put in, like one long buffer", () => {
    const chunks = fc.array(fc.uint8Array({ maxLength: 12 }), { maxLength: 12 });
    fc.assert(
      fc.property(chunks, fc.nat(100), fc.nat(60), fc.nat(60), (texts, dropped, start, length) => {
        let queue = EMPTY;
        for (const text of texts) queue = append(queue, text);
        const rest = Buffer.concat(texts).subarray(dropped);
        queue = drop(queue, dropped);
        expect(queue.length).to.equal(rest.length);
        expect([...read(queue, start, length)]).to.deep.equal([...rest.subarray(start, start + length)]);
        expect([...copy(queue, length)]).to.deep.equal([...rest.subarray(0, length)]);
        expect(queue.chunks.every((chunk) => chunk.length > 0)).to.equal(true);
      }),
      { numRuns: 500 },
    );
  });
});

describe("a copy from the text queue", () => {
  it("may be written to, whether it spans chunks or not", () => {
    const queue = append(append(EMPTY, Buffer.from("ab")), Buffer.from("cd"));
    for (const length of [1, 2, 3]) copy(queue, length).fill(0);
    expect(Buffer.from(read(queue, 0, 4)).toString()).to.equal("abcd");
  });
});

describe("send queue", () => {
  it("knows the place of each octet across the end of the sequence space", () => {
    const iss = seq(0xffff_fffd);
    const queue = enqueue(enqueue(emptySendQueue(iss), Buffer.from("abc")), Buffer.from("def"));
    expect(queue.first).to.equal(add(iss, 1));
    expect(endOfText(queue)).to.equal(add(iss, 7));
    expect(Buffer.from(textAt(queue, add(iss, 3), 3)).toString()).to.equal("cde");
    const later = forget(queue, add(iss, 5));
    expect(later.first).to.equal(add(iss, 5));
    expect(Buffer.from(textAt(later, add(iss, 5), 9)).toString()).to.equal("ef");
  });

  it("forgets neither what lies before it nor the FIN behind it", () => {
    const iss = seq(7);
    const queue = enqueue(emptySendQueue(iss), Buffer.from("ab"));
    expect(forget(queue, iss)).to.deep.equal(queue);
    expect(forget(queue, add(iss, 4)).first).to.equal(add(iss, 3));
  });
});
