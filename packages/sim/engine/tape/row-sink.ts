/**
 * Takes market rows one by one. `event` is the row's event byte; times are relative to an epoch. The
 * order and what is left of it are for order-by-order tapes; elsewhere they are 0.
 */
export interface RowSink {
  push(
    event: number,
    exchNs: number,
    localNs: number,
    priceTicks: number,
    qtyLots: number,
    orderId?: number,
    orderLots?: number,
  ): void;
}
