/**
 * Shares that backends have of what is asked.
 *
 * @module
 */

/** What of shares is off by more than chance explains. */
export function shares(
  pods: readonly string[],
  wanted: Readonly<Record<string, number>>,
): string[] {
  const strangers = pods.filter((pod) => !Object.hasOwn(wanted, pod));
  if (strangers.length > 0) return [`${strangers[0]} answers`];
  return Object.entries(wanted).flatMap(([pod, share]) => {
    const got = pods.filter((one) => one === pod).length / pods.length;
    const isRight = share === 0 ? got === 0 : Math.abs(got - share) < 0.08;
    return isRight ? [] : [`${pod} gets ${got}, not ${share}`];
  });
}
