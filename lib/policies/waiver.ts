/** A break of a policy that somebody accepted, until a date. */
export interface Waiver {
  /** Name of the rule. */
  readonly rule: string;
  /** Why it is accepted. */
  readonly reason: string;
  /** Last day on which it holds, as `2027-03-31`. */
  readonly expires: string;
  /** Objects that it covers, as `Deployment/legacy-api`. @default every object of the environment */
  readonly objects?: readonly string[];
}
