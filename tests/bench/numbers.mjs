// Medians, and how far the values lie apart.

/** Of many values: `median`, the `best`, `low` to `high`, between which the middle half of them is, and `late`, which 95 % do not exceed. */
export function summary(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return {
    median: quantile(sorted, 0.5),
    best: sorted[0],
    low: quantile(sorted, 0.25),
    high: quantile(sorted, 0.75),
    late: quantile(sorted, 0.95),
    values: values.map((value) => Number(value.toFixed(3))),
  };
}

/** The rounds of a measurement: in each, every subject once, in any order, so that load on the machine hits all alike. */
export async function rounds(count, subjects, measure) {
  const results = new Map(subjects.map((subject) => [subject, []]));
  for (const subject of subjects) await measure(subject);
  for (let round = 0; round < count; round++) {
    for (const subject of shuffled(subjects)) results.get(subject).push(await measure(subject));
  }
  return results;
}

// A fixed order would always charge the same subject for what its predecessor left to do.
function shuffled(values) {
  return values
    .map((value) => [Math.random(), value])
    .sort(([a], [b]) => a - b)
    .map(([, value]) => value);
}

function quantile(sorted, part) {
  const place = (sorted.length - 1) * part;
  const [before, after] = [sorted[Math.floor(place)], sorted[Math.ceil(place)]];
  return before + (after - before) * (place % 1);
}
