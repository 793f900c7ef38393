export * from "@mexoms/sim/engine";
