import { DataError } from "@mexoms/core";
import { type OwnOrder, readOwnOrders } from "@mexoms/sim";
import { describe, expect, it } from "vitest";
import { BTC } from "../driver/tape.ts";
import { Scratch } from "../scratch.ts";

const T = 1_723_161_600_000_000_000n;
const ORDERS = "orderId,side,price,qty,acceptedNs,closedNs";
const FILLS = "orderId,exchNs,price,qty,maker";
const AMENDS = "orderId,exchNs,price,qty";
const ORDER = `a1,buy,61800.1,0.020,${T},${T + 9n}`;

interface Files {
  readonly orders?: readonly string[];
  readonly fills?: readonly string[];
  readonly amends?: readonly string[];
}

async function read(files: Files): Promise<readonly OwnOrder[]> {
  const scratch = new Scratch();
  const file = (name: string, lines: readonly string[]): string =>
    scratch.file(name, `${lines.join("\n")}\n`);
  const { orders } = await readOwnOrders({
    orders: file("orders.csv", files.orders ?? [ORDERS, ORDER]),
    fills: file("fills.csv", files.fills ?? [FILLS]),
    amends: files.amends && file("amends.csv", files.amends),
    instrument: BTC,
  });
  return orders;
}

async function refusal(files: Files): Promise<string> {
  const error: unknown = await read(files).catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(DataError);
  const { place, problem } = error as DataError;
  return `${place.file.split("/").at(-1)}:${place.line} ${place.field ?? ""}: ${problem}`;
}

describe("own orders from a person's CSV", () => {
  it("need six columns and five of their fills, in any order, others are let be", async () => {
    const orders = await read({
      orders: ["note,closedNs,placedNs,side,qty,price,orderId", `"a, ""b""",,${T},sell,1,5,x-9`],
      fills: [FILLS, `x-9,${T + 5n},5,0.4,false`, `x-9,${T + 3n},5,0.5,true`],
    });
    expect(orders).toEqual([
      {
        orderId: "x-9",
        side: "sell",
        priceTicks: 50,
        qtyLots: 1000,
        acceptedNs: T,
        closedNs: undefined,
        amends: [],
        fills: [
          { exchNs: T + 3n, qtyLots: 500, maker: true },
          { exchNs: T + 5n, qtyLots: 400, maker: false },
        ],
      },
    ]);
  });

  it("take times as ISO text too, quoted line breaks, and files of Windows", async () => {
    const orders = await read({
      orders: [`${ORDERS},note\r`, `a,buy,5,1,2024-08-09T00:00:00Z,,"two\nlines"\r`],
    });
    expect(orders[0]).toMatchObject({ acceptedNs: T, closedNs: undefined });
  });

  it("take amends from a third file, and orders that a run amended as not known without", async () => {
    const amends = [AMENDS, `a1,${T + 4n},61800.2,0.01`, `a1,${T + 2n},61800.1,0.015`];
    const [order] = await read({ amends, fills: [FILLS, `a1,${T + 5n},61800.2,0.01,true`] });
    expect(order!.amends).toEqual([
      { exchNs: T + 2n, priceTicks: 618001, leavesLots: 15 },
      { exchNs: T + 4n, priceTicks: 618002, leavesLots: 10 },
    ]);
    const [unknown] = await read({ orders: [`${ORDERS},amends`, `${ORDER},2`] });
    expect(unknown!.amends).toBe("unknown");
  });
});

describe("a bad line is refused with file, line, field and what would be valid", () => {
  const fill = (line: string): Files => ({ fills: [FILLS, line] });
  const order = (line: string): Files => ({ orders: [ORDERS, line] });
  it.each<[string, Files]>([
    [
      "orders.csv:1 : the header has no column acceptedNs or accepted_ns or placedNs",
      { orders: ["orderId,side,price,qty,closedNs"] },
    ],
    ["orders.csv:2 : has 2 fields, the header 6", order("a1,buy")],
    ["orders.csv:2 orderId: is empty", order(`,buy,5,1,${T},`)],
    ["orders.csv:3 orderId: a1 stands in line 2 already", { orders: [ORDERS, ORDER, ORDER] }],
    ['orders.csv:2 side: "bid" is not buy or sell', order(`a,bid,5,1,${T},`)],
    [
      "orders.csv:2 price: 5.05 is not a multiple of 0.1; the nearest is 5.1",
      order(`a,buy,5.05,1,${T},`),
    ],
    ["orders.csv:2 price: must be above zero, such as 0.1", order(`a,buy,0,1,${T},`)],
    ['orders.csv:2 qty: "much" is not a number', order(`a,buy,5,much,${T},`)],
    ["orders.csv:2 qty: must be above zero, such as 0.001", order(`a,buy,5,0,${T},`)],
    [
      'orders.csv:2 acceptedNs: "noon" is not a UTC time such as 2024-08-08T23:54:16Z or nanoseconds since 1970',
      order("a,buy,5,1,noon,"),
    ],
    [
      `orders.csv:2 closedNs: ${T - 1n} is before the order was accepted, ${T}`,
      order(`a,buy,5,1,${T},${T - 1n}`),
    ],
    [
      'orders.csv:2 amends: "no" is not a count, such as 0',
      { orders: [`${ORDERS},amends`, `${ORDER},no`] },
    ],
    ["orders.csv:2 : a quote stands where none may", order(`a"b,buy,5,1,${T},`)],
    [`fills.csv:2 orderId: "zz" is no order of orders.csv`, fill(`zz,${T},5,1,true`)],
    [
      'fills.csv:2 maker: "yes" is not maker, taker, true or false',
      fill(`a1,${T},61800.1,0.01,yes`),
    ],
    [
      "fills.csv:2 price: a maker fill is at its order's price, 61800.1; if the order was amended, give its amends",
      fill(`a1,${T},61800.2,0.01,true`),
    ],
    [
      `fills.csv:2 exchNs: ${T + 10n} is outside of it: order a1 lived from ${T} to ${T + 9n}`,
      fill(`a1,${T + 10n},61800.1,0.01,true`),
    ],
    [
      "fills.csv:3 qty: the fills of order a1 come to more than its size, 0.020",
      { fills: [FILLS, `a1,${T},61800.1,0.02,true`, `a1,${T},61800.1,0.001,true`] },
    ],
    [
      "fills.csv:2 orderId: order b was never accepted but has a fill",
      { orders: [ORDERS, "b,buy,5,1,,"], fills: [FILLS, `b,${T},5,1,true`] },
    ],
    ["amends.csv:2 qty: must be above zero, such as 0.001", { amends: [AMENDS, `a1,${T},5,0`] }],
  ])("%s", async (message, files) => {
    expect((await refusal(files)).replaceAll(/\/\S*\//g, "")).toBe(message);
  });

  it("a file that is not there is named", async () => {
    const missing = readOwnOrders({ orders: "none.csv", fills: "none.csv", instrument: BTC });
    await expect(missing).rejects.toThrow("none.csv: cannot be read: no such file or folder");
  });
});
