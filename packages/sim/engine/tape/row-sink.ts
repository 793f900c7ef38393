/** Takes market rows one by one. `event` is the row's event byte; times are relative to an epoch. */
export interface RowSink {
  push(event: number, exchNs: number, localNs: number, priceTicks: number, qtyLots: number): void;
}
