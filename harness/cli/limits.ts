/** How long to wait for a stack, by the wall clock. */
export interface Limits {
  /** It may mean to start a program or a container. */
  readonly openingMs: number;
  readonly closingMs: number;
  /** For one scenario; when left out it depends on the clock of the stack. */
  readonly scenarioMs?: number;
}

export const LIMITS: Limits = { openingMs: 60_000, closingMs: 10_000 };
