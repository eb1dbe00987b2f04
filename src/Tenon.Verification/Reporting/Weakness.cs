using System.Collections.Immutable;
using Tenon.Verification.Specifications;

namespace Tenon.Verification.Reporting;

/// <summary>A weakness that the field's own verification has, and whether ours has it too. Immutable.</summary>
/// <param name="Number">Its number, such as W-06.</param>
/// <param name="Standing">Whether it applies.</param>
/// <param name="Statement">What is weak there, in short.</param>
/// <param name="Why">Why it does not apply here and where that is tested, or what is missing.</param>
internal sealed record Weakness(string Number, WeaknessStanding Standing, string Statement, string Why)
{
    /// <summary>All of them, in order; the text is Weaknesses.txt.</summary>
    public static ImmutableArray<Weakness> All { get; } = Parse(NumberTable.EmbeddedText("Weaknesses.txt"));

    private static ImmutableArray<Weakness> Parse(string text) =>
    [
        .. from entry in text.Split("\n\n", StringSplitOptions.RemoveEmptyEntries)
           let lines = entry.Trim().Split('\n')
           where lines[0].StartsWith("W-", StringComparison.Ordinal)
           let head = lines[0].Split(' ', 3)
           select new Weakness(head[0], StandingOf(head[1]), head[2], string.Join(' ', lines.Skip(1).Select(line => line.Trim()))),
    ];

    private static WeaknessStanding StandingOf(string word) => word switch
    {
        "gone" => WeaknessStanding.DoesNotApply,
        "partly" => WeaknessStanding.AppliesInPart,
        "applies" => WeaknessStanding.StillApplies,
        _ => throw new InvalidDataException($"Weaknesses.txt: '{word}' found; gone, partly or applies is expected"),
    };
}

/// <summary>Whether a weakness applies.</summary>
internal enum WeaknessStanding
{
    /// <summary>It does not.</summary>
    DoesNotApply,

    /// <summary>It does in part.</summary>
    AppliesInPart,

    /// <summary>It does.</summary>
    StillApplies,
}
