// Why a figure has no meaning in a run, as the page says it beside the dash.

export const NO_FILL = "no fill";
export const NO_MAKER_FILL = "no maker fill";
export const NO_ORDER = "no order";
export const TOO_SHORT = "too short to say";
export const NOT_TWO_SIDED = "never two-sided";
export const NO_POSITION = "never a position";
