/** Text of anything a strategy explains: objects as JSON with their keys in the order they have. */
export function describe(detail: unknown): string {
  if (typeof detail === "string") return detail;
  const seen = new Set<unknown>();
  return (
    JSON.stringify(detail, (key, value: unknown) => {
      if (key === "instrument" && typeof value === "object" && value !== null && "id" in value) {
        return value.id;
      }
      if (typeof value === "bigint") return value.toString();
      if (typeof value === "object" && value !== null) {
        if (seen.has(value)) return "(again)";
        seen.add(value);
      }
      return value;
    }) ?? String(detail)
  );
}
