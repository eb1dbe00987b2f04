// How a run of ours compares with what is expected of the model.

/**
 * {kind, details}. The kind is 'same', 'different' (another verdict, or other counts of a complete search), 'unsupported' (no verdict at all), or 'too slow'.
 * Counts are compared when the search is complete: where a violation ends it depends on the order of the search.
 */
export function judge(model, outcome) {
  if (outcome.isSlow) return { kind: 'too slow', details: '' };
  if (outcome.result === undefined) return { kind: 'unsupported', details: outcome.reason };
  const details = [];
  if (outcome.result !== model.result) details.push(`${outcome.result} instead of ${model.result}`);
  if (model.mode === 'search' && model.result === 'success' && outcome.result === 'success') {
    for (const name of ['distinct', 'generated']) {
      if (model[name] !== undefined && outcome[name] !== model[name]) details.push(`${name} ${outcome[name]} instead of ${model[name]}`);
    }
  }

  return { kind: details.length === 0 ? 'same' : 'different', details: details.join('; ') };
}

/**
 * The model with what its manifest lacks, or what it draws at random, taken from TLC's run of it: TLC's result where the manifest has none, and TLC's counts where
 * the manifest has none and the search is complete.
 */
export function completed(model, reference) {
  if (!reference || reference.result === undefined) return model;
  return {
    ...model,
    result: model.result ?? reference.result,
    distinct: model.distinct ?? (reference.result === 'success' ? reference.distinct : undefined),
    generated: model.generated ?? (reference.result === 'success' ? reference.generated : undefined),
  };
}
