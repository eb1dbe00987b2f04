using System.Globalization;

namespace Tenon.Models.Pipelines;

/// <summary>How much of the merge pipeline a model explores. Immutable.</summary>
public sealed record PipelineBounds
{
    /// <summary>One window and two ingests: the smallest that has a crash, a restart and a merge.</summary>
    public static PipelineBounds Small { get; } = new() { MaximumMerges = 1, WindowCount = 1, MaximumIngests = 2, MaximumRestarts = 1 };

    /// <summary>Three lifetimes, a crash in the middle of a merge, a publish after the disconnect.</summary>
    public static PipelineBounds MultiLifetime { get; } = new();

    /// <summary>Two merges at once and a split that matures, over two lifetimes.</summary>
    public static PipelineBounds DeepChains { get; } = new() { MaximumIngests = 4, MaximumRestarts = 1 };

    /// <summary>Merges in flight at once, those of finalize not counted.</summary>
    public int MaximumMerges { get; init; } = 2;

    /// <summary>Merges that finalize may plan.</summary>
    public int MaximumFinalizeMerges { get; init; } = 1;

    /// <summary>Time windows.</summary>
    public int WindowCount { get; init; } = 2;

    /// <summary>Inputs of a merge that finalize did not plan.</summary>
    public int MergeFactor { get; init; } = 2;

    /// <summary>The level at which a split is merged no more.</summary>
    public int MaximumLevel { get; init; } = 2;

    /// <summary>Splits ingested, over all lifetimes.</summary>
    public int MaximumIngests { get; init; } = 3;

    /// <summary>Crashes, over all lifetimes.</summary>
    public int MaximumCrashes { get; init; } = 1;

    /// <summary>Restarts.</summary>
    public int MaximumRestarts { get; init; } = 2;

    /// <summary>Merges that fail, over all lifetimes, in a model that has failures.</summary>
    public int MaximumFailures { get; init; } = 1;

    /// <summary>What a model's name says of its bounds: those that tell the usual configurations apart.</summary>
    internal string Text => string.Create(
        CultureInfo.InvariantCulture,
        $"{MaximumIngests} ingests, {WindowCount} windows, factor {MergeFactor}, {MaximumMerges} merges, {MaximumCrashes} crashes, {MaximumRestarts} restarts");
}
