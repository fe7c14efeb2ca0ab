import { expect } from "chai";
import fc from "fast-check";
import { pairMap } from "../../../stacks/reference/pair-map";
import { pairOf } from "../../../stacks/reference/sockets";

const socket = fc.record({
  address: fc.constantFrom("192.0.2.1", "192.0.2.2", "2001:db8::1"),
  port: fc.constantFrom(1, 80, 0x7fff, 0x8000, 0xffff),
});
const change = fc.record({ local: socket, foreign: socket, value: fc.option(fc.nat(), { nil: undefined }) });

describe("a map by pairs of sockets", () => {
  it("is one by the texts of the pairs", () => {
    fc.assert(
      fc.property(fc.array(change, { maxLength: 40 }), fc.array(fc.tuple(socket, socket)), (changes, questions) => {
        const map = pairMap<number>();
        const model = new Map<string, number>();
        for (const { local, foreign, value } of changes) {
          if (value === undefined) {
            map.delete(local, foreign);
            model.delete(pairOf(local, foreign));
          } else {
            map.set(local, foreign, value);
            model.set(pairOf(local, foreign), value);
          }
        }
        const asked = [...questions, ...changes.map(({ local, foreign }) => [local, foreign] as const)];
        for (const [local, foreign] of asked)
          expect(map.get(local, foreign)).to.equal(model.get(pairOf(local, foreign)));
      }),
    );
  });
});
