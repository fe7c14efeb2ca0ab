import { expect } from "chai";
import fc from "fast-check";
import { agenda } from "../../../stacks/reference/agenda";
import type { Sleeper } from "../../../stacks/reference/agenda";

interface Person extends Sleeper {
  readonly name: number;
  wanted: number;
}

describe("agenda", () => {
  it("wakes everybody at their last deadline, as a search through all of them would", () => {
    const change = fc.tuple(fc.nat(7), fc.oneof(fc.nat(30), fc.constant(Number.POSITIVE_INFINITY)), fc.boolean());
    fc.assert(
      fc.property(fc.array(change, { maxLength: 60 }), (changes) => {
        const plan = agenda<Person>();
        const people = Array.from({ length: 8 }, (_, name): Person => {
          const person: Person = {
            name,
            wanted: Number.POSITIVE_INFINITY,
            wakeAt: Number.POSITIVE_INFINITY,
            deadline: () => person.wanted,
          };
          return person;
        });
        const earliest = () => Math.min(...people.map((person) => person.wanted));
        for (const [name, deadline, takesOne] of changes) {
          const person = people[name];
          if (person === undefined) throw new Error("nobody");
          person.wanted = deadline;
          plan.update(person);
          expect(plan.next()).to.equal(earliest());
          if (!takesOne) continue;
          const before = earliest();
          expect(plan.takeDue(before - 1)).to.equal(undefined);
          const due = plan.takeDue(1e9);
          expect(due?.wanted).to.equal(before === Number.POSITIVE_INFINITY ? undefined : before);
          if (due !== undefined) {
            due.wanted = Number.POSITIVE_INFINITY;
            plan.update(due);
          }
        }
      }),
      { numRuns: 300 },
    );
  });
});
