"""Runs the grid strategy of packages/sim/oracle/grid-strategy.ts in hftbacktest, for timing beside ours.

Started as: hftbacktest_peer.py ROWS_FILE TICK LOT. Prints its version, then answers each line of JSON
on stdin (a configuration) with a line of JSON: seconds of CPU time, orders, fills. Rows stay in memory; what is
timed goes from the first event to the last, as on our side. What is compiled is compiled before.
"""

import json
import sys
import time

import hftbacktest
import numpy as np
from hftbacktest import BacktestAsset, ROIVectorMarketDepthBacktest
from hftbacktest.order import BUY, FILLED, GTX, LIMIT, SELL
from hftbacktest.types import event_dtype
from numba import njit

ALIGNMENT = 64
MOST_ORDERS = 1024


@njit
def floor_to(value, step):
    return value // step * step


@njit
def take_fills(hbt, qty):
    """Position change and number of the orders that filled since the last look, which then go."""
    change = 0
    fills = 0
    values = hbt.orders(0).values()
    while values.has_next():
        order = values.get()
        if order.status == FILLED:
            change += qty if order.side == BUY else -qty
            fills += 1
    hbt.clear_inactive_orders(0)
    return change, fills


@njit
def quote(hbt, bid, ask, bids, asks, grid, next_id, qty, tick, lot, sides, ticks, doomed):
    """Cancels what is off the grid and sends what is missing on it. The next free order id."""
    known = 0
    cancels = 0
    values = hbt.orders(0).values()
    while values.has_next():
        order = values.get()
        sides[known] = order.side
        ticks[known] = order.price_tick
        known += 1
        away = bid - order.price_tick if order.side == BUY else order.price_tick - ask
        count = bids if order.side == BUY else asks
        wanted = away >= 0 and away % grid == 0 and away // grid < count
        if order.cancellable and not wanted:
            doomed[cancels] = order.order_id
            cancels += 1
    doomed[:cancels].sort()
    for n in range(cancels):
        hbt.cancel(0, doomed[n], False)
    for n in range(bids + asks):
        buys = n < bids
        side = BUY if buys else SELL
        at = bid - n * grid if buys else ask + (n - bids) * grid
        there = False
        for k in range(known):
            if sides[k] == side and ticks[k] == at:
                there = True
                break
        if there:
            continue
        if buys:
            hbt.submit_buy_order(0, next_id, at * tick, qty * lot, GTX, LIMIT, False)
        else:
            hbt.submit_sell_order(0, next_id, at * tick, qty * lot, GTX, LIMIT, False)
        next_id += 1
    return next_id


@njit
def drive(hbt, feed, trade, dt, levels, grid, half, skew, qty, most, tick, lot):
    position = 0
    fills = 0
    next_id = 1
    seen = 0
    sides = np.empty(MOST_ORDERS, np.int64)
    ticks = np.empty(MOST_ORDERS, np.int64)
    doomed = np.empty(MOST_ORDERS, np.int64)
    while True:
        if feed:
            code = hbt.wait_next_feed(True, dt)
            if code == 1 or code > 3:
                break
        elif hbt.elapse(dt) != 0:
            break
        book = hbt.depth(0)
        best_bid = book.best_bid_tick
        best_ask = book.best_ask_tick
        seen += best_bid % 2
        if not trade:
            continue
        change, filled = take_fills(hbt, qty)
        position += change
        fills += filled
        if np.isnan(book.best_bid) or np.isnan(book.best_ask):
            continue
        inventory = position // qty
        twice = best_bid + best_ask - 2 * skew * inventory
        bid = floor_to(min((twice - 2 * half) // 2, best_bid), grid)
        ask = -floor_to(-max(-((-(twice + 2 * half)) // 2), best_ask), grid)
        bids = levels if inventory < most else 0
        asks = levels if inventory > -most else 0
        next_id = quote(
            hbt, bid, ask, bids, asks, grid, next_id, qty, tick, lot, sides, ticks, doomed
        )
    if trade:
        fills += take_fills(hbt, qty)[1]
    return next_id - 1, fills, seen


def load(file):
    """Rows of the file at an aligned address, as the library wants them."""
    raw = np.fromfile(file, np.uint8)
    room = np.empty(len(raw) + ALIGNMENT, np.uint8)
    start = -room.ctypes.data % ALIGNMENT
    room[start : start + len(raw)] = raw
    return room[start : start + len(raw)].view(event_dtype)


def run(rows, tick, lot, c):
    if c["queue"] != "power3" or c["exchange"] != "nopartial" or c["tif"] != "gtx":
        raise ValueError(f"the peer has no {c['queue']} {c['exchange']} {c['tif']}")
    asset = (
        BacktestAsset()
        .data(rows)
        .linear_asset(1.0)
        .constant_order_latency(c["entry"], c["resp"])
        .power_prob_queue_model3(float(c["n"]))
        .no_partial_fill_exchange()
        .trading_value_fee_model(0.0, 0.0)
        .tick_size(tick)
        .lot_size(lot)
        .last_trades_capacity(0)
        .roi_lb(0.0)
        .roi_ub(float(rows["px"].max()) + tick)
    )
    hbt = ROIVectorMarketDepthBacktest([asset])
    start = time.process_time()
    orders, fills, _ = drive(
        hbt,
        c["mode"] == "feed",
        c["trade"],
        c["dt"],
        c["levels"],
        c["grid"],
        c["half"],
        c["skew"],
        c["qty"],
        c["max_inv"],
        tick,
        lot,
    )
    seconds = time.process_time() - start
    hbt.close()
    return {"seconds": seconds, "orders": int(orders), "fills": int(fills)}


def main():
    rows, tick, lot = load(sys.argv[1]), float(sys.argv[2]), float(sys.argv[3])
    print(json.dumps({"version": hftbacktest.__version__}), flush=True)
    for line in sys.stdin:
        print(json.dumps(run(rows, tick, lot, json.loads(line))), flush=True)


main()
