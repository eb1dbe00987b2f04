using System.Collections.Immutable;
using System.Globalization;

namespace Tenon.Verification;

/// <summary>What a layer came to. Immutable.</summary>
/// <param name="Layer">The layer.</param>
/// <param name="Rows">The checks that were made, in the layer's order.</param>
/// <param name="LeftOut">The checks that a quick run does without.</param>
public sealed record LayerResult(VerificationLayer Layer, ImmutableArray<VerificationRow> Rows, ImmutableArray<VerificationTask> LeftOut)
{
    /// <summary>Whether there is anything to run in it; a layer that is not built claims nothing.</summary>
    public bool IsBuilt => !Rows.IsEmpty || !LeftOut.IsEmpty;

    /// <summary>Whether a check failed.</summary>
    public bool HasFailed => Rows.Any(row => row.HasFailed);

    /// <summary>Faults that are known to live; the report says why.</summary>
    public int AcceptedCount => Rows.Count(row => row.Finding.Status == VerificationStatus.Accepted);

    /// <summary>The verdict, in a word or two.</summary>
    public string Verdict => !IsBuilt ? "not built" : HasFailed ? "FAILED" : "holds";

    /// <summary>Time of all its checks together, by the clock; those that ran at once are counted each.</summary>
    public double Seconds => Rows.Sum(row => row.Seconds);

    /// <summary>How much was looked at, by unit.</summary>
    public ImmutableArray<VerificationSize> Size =>
    [
        .. Rows.SelectMany(row => row.Finding.Size).Where(size => size.Unit != "actions").GroupBy(size => size.Unit).Select(group => new VerificationSize(group.Key, group.Sum(size => size.Count))),
    ];

    /// <summary>What was checked, in a few words.</summary>
    public string Checked => IsBuilt
        ? string.Create(CultureInfo.InvariantCulture, $"{Rows.Length} checks{(AcceptedCount == 0 ? "" : $", {AcceptedCount} accepted")}{(LeftOut.IsEmpty ? "" : $", {LeftOut.Length} left for --full")}")
        : "nothing";
}
