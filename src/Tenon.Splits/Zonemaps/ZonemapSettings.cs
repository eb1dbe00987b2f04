namespace Tenon.Splits.Zonemaps;

/// <summary>How large a zonemap expression gets. Immutable.</summary>
/// <param name="MaximumTransitions">Most characters kept, M; the expression has at most 12 M + 9, and at most 6 M + 4 if no value begins another. Negative for no bound, 0 for no expression worth keeping.</param>
/// <param name="PruneEvery">Registered values between two prunings; at least 1.</param>
/// <param name="Slack">How many times M may be kept while values arrive; at least 1.</param>
public sealed record ZonemapSettings(int MaximumTransitions = 64, int PruneEvery = 1000, double Slack = 2.0)
{
    /// <summary>The defaults: at most 64 characters are kept.</summary>
    public static ZonemapSettings Default { get; } = new();

    /// <summary>Characters of a value that are looked at; the rest is any suffix. Of Unicode scalar values.</summary>
    internal int MaximumDepth => MaximumTransitions < 0 ? int.MaxValue : (int)Math.Min(int.MaxValue, MaximumTransitions * Slack * 2);

    internal int GrowingLimit => MaximumTransitions < 0 ? int.MaxValue : (int)Math.Min(int.MaxValue, MaximumTransitions * Slack);
}
