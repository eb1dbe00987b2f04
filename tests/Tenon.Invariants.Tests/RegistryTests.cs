using System.Text.RegularExpressions;

namespace Tenon.Invariants.Tests;

public sealed partial class RegistryTests
{
    /// <summary>The ids of the field's verification of this pipeline, family by family.</summary>
    private static readonly string[] FieldCodes =
    [
        "SS-1", "SS-2", "SS-3", "SS-4", "SS-5", "TW-1", "TW-2", "TW-3", "CS-1", "CS-2", "CS-3", "MC-1", "MC-2", "MC-3", "MC-4", "DM-1", "DM-2", "DM-3",
        "DM-4", "DM-5", "MP-1", "MP-2", "MP-3", "MP-4", "MP-5", "MP-6", "MP-7", "MP-8", "MP-9", "MP-10", "MP-11",
    ];

    [Fact]
    public void Every_member_is_registered_once_and_at_its_place()
    {
        InvariantId[] members = Enum.GetValues<InvariantId>();
        Assert.Equal(members, InvariantRegistry.All.Select(info => info.Id));
        Assert.All(members, id => Assert.Equal(id, InvariantRegistry.Of(id).Id));
        Assert.Throws<ArgumentOutOfRangeException>(() => InvariantRegistry.Of((InvariantId)members.Length));
        Assert.Throws<ArgumentOutOfRangeException>(() => InvariantRegistry.Of((InvariantId)(-1)));
    }

    [Fact]
    public void Every_code_of_the_field_is_there_and_our_own_are_numbered_without_gaps()
    {
        string[] codes = [.. InvariantRegistry.All.Select(info => info.Code)];
        Assert.Equal(FieldCodes, codes.Where(code => !code.StartsWith("TN-", StringComparison.Ordinal)));
        string[] own = [.. codes.Where(code => code.StartsWith("TN-", StringComparison.Ordinal))];
        Assert.Equal(Enumerable.Range(1, own.Length).Select(number => $"TN-{number}"), own);
        Assert.Equal(codes.Length, codes.Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public void Every_invariant_is_described_and_checked_by_somebody()
    {
        Assert.All(InvariantRegistry.All, info =>
        {
            Assert.Matches(Statement(), info.Statement);
            Assert.NotEqual(InvariantLayers.None, info.Layers);
            Assert.True(Enum.IsDefined(info.Response));
            Assert.Equal($"{info.Code} {info.Id}", info.ToString());
        });
        Assert.Equal(InvariantRegistry.All.Length, InvariantRegistry.All.Select(info => info.Statement).Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public void What_loses_rows_is_refused_in_every_build()
    {
        string[] losing = ["MC-1", "MC-2", "MP-4", "MP-6", "MP-7", "MP-10", "TN-1", "TN-2", "TN-3", "TN-11"];
        Assert.All(InvariantRegistry.All.Where(info => losing.Contains(info.Code)), info => Assert.Equal(ViolationResponse.Refuse, info.Response));
    }

    [Fact]
    public void Every_claim_of_the_specification_of_the_pipeline_has_an_id()
    {
        string[] claims =
        [
            "RowsConserved", "NoSplitLoss", "NoDuplicateMerge", "NoOrphanInPlanner", "NoOrphanWhenConnected", "LeakIsObjectStoreOnly",
            "MP1_LevelHomogeneity", "BoundedWriteAmp", "FinalizeWithinBound", "ShutdownOnlyWhenDrained", "RestartReSeedsAllImmature",
            "ShutdownEventuallyCompletes", "NoPersistentOrphan",
        ];
        Assert.Equal(claims.Order(StringComparer.Ordinal), InvariantRegistry.All.Select(info => info.SpecificationName).OfType<string>().Order(StringComparer.Ordinal));
    }

    // A sentence that goes on after "MP-4 says that": lower case first, no full stop.
    [GeneratedRegex(@"^[a-z][^.]{20,}[^.\s]$")]
    private static partial Regex Statement();
}
