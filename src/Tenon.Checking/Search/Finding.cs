namespace Tenon.Checking.Search;

/// <summary>Where a property was decided.</summary>
/// <param name="RoundIndex">The state's place in the round, by which the first of several is chosen.</param>
/// <param name="StateId">The state.</param>
/// <param name="StepOrdinal">Which of its successors, for a property of steps; -1 for one of states.</param>
internal readonly record struct Finding(int RoundIndex, long StateId, int StepOrdinal);
