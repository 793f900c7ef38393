/** In place of a figure that the trials do not give, with the reason in words. */
export interface NotEnough {
  readonly notEnough: string;
}

/** A figure, or why there is none. */
export type Figure<T> = T | NotEnough;

export function notEnough(reason: string): NotEnough {
  return { notEnough: reason };
}

/** Whether the figure is there. */
export function isFigure<T extends object>(figure: Figure<T>): figure is T {
  return !("notEnough" in figure);
}
