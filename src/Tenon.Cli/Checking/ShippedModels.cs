using System.Collections.Immutable;
using Tenon.Checking;
using Tenon.Checking.Samples;

namespace Tenon.Cli.Checking;

/// <summary>The models that come with the program. Natural ones must override Codec: in native code none can be derived.</summary>
internal static class ShippedModels
{
    public static ImmutableArray<ShippedModel> All { get; } =
    [
        new("two-phase-commit", "Two-phase commit after Gray and Lamport; states as records.", [new("managers", 5, 1, 12)], p => Checker.Pack(new TwoPhaseCommit(p[0]))),
        new("two-phase-commit-packed", "The same with states of one word.", [new("managers", 7, 1, 15)], p => new PackedTwoPhaseCommit(p[0])),
    ];

    /// <exception cref="UsageException">There is none of this name.</exception>
    public static ShippedModel Find(string name) =>
        All.FirstOrDefault(model => model.Name == name)
        ?? throw new UsageException($"there is no model '{name}'; 'tenon check --list' names them");
}
