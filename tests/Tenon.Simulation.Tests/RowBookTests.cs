using System.Collections.Immutable;
using Tenon.Simulation.Judging;
using Tenon.Simulation.Worlds;

namespace Tenon.Simulation.Tests;

/// <summary>The judge of rows, on what the daemon makes of two files, and on what it might have made of them.</summary>
public sealed class RowBookTests
{
    private static ImmutableArray<OfferedFile> Files { get; } =
    [
        new("metrics-1", "00.ndjson", TimeSpan.Zero, 0, [100, 101]), new("metrics-1", "01.ndjson", TimeSpan.Zero, 2, [100, 102, 103]),
    ];

    private static DateTimeOffset Now { get; } = DateTimeOffset.FromUnixTimeSeconds(200);

    [Fact]
    public void Rows_that_are_there_once_are_well() => Assert.Empty(RowBook.ProblemsOf(Files, [Split("a", 0, 1), Split("b", 2, 3, 4)], _ => false, Now));

    [Fact]
    public void A_file_that_waits_is_there_whole_or_not_at_all()
    {
        Assert.Empty(RowBook.ProblemsOf(Files, [Split("a", 0, 1)], file => file.Name == "01.ndjson", Now));
        Assert.Empty(RowBook.ProblemsOf(Files, [Split("a", 0, 1), Split("b", 2, 3, 4)], file => file.Name == "01.ndjson", Now));
        Assert.Equal(
            ["1 of the 3 rows of metrics-1/01.ndjson are published; missing: 3, 4"], RowBook.ProblemsOf(Files, [Split("a", 0, 1, 2)], file => file.Name == "01.ndjson", Now));
    }

    [Fact]
    public void A_lost_row_is_noticed() => Assert.Equal(
        ["2 of the 3 rows of metrics-1/01.ndjson are published; missing: 3"], RowBook.ProblemsOf(Files, [Split("a", 0, 1), Split("b", 2, 4)], _ => false, Now));

    [Fact]
    public void A_row_in_two_splits_or_twice_in_one_is_noticed()
    {
        Assert.Equal(["row 1 is in split a and in split b"], RowBook.ProblemsOf(Files, [Split("a", 0, 1), Split("b", 1, 2, 3, 4)], _ => false, Now));
        Assert.Equal(["row 1 is in split a and in split a"], RowBook.ProblemsOf(Files, [Split("a", 0, 1, 1), Split("b", 2, 3, 4)], _ => false, Now));
    }

    [Fact]
    public void A_row_that_nobody_brought_or_of_another_index_is_noticed()
    {
        Assert.Equal(["row 9 of split a was never brought to metrics-1"], RowBook.ProblemsOf(Files, [Split("a", 0, 1, 9), Split("b", 2, 3, 4)], _ => false, Now));
        Assert.Contains("row 0 of split a was never brought to metrics-2", RowBook.ProblemsOf(Files, [new("a", "metrics-2", [0, 1]), Split("b", 2, 3, 4)], _ => false, Now));
    }

    [Fact]
    public void A_row_may_be_gone_when_it_is_past_its_retention_and_not_before()
    {
        ImmutableArray<OfferedFile> files = [new("metrics-1", "00.ndjson", TimeSpan.Zero, 0, [100, 101, 160], TimeSpan.FromSeconds(99))];
        Assert.Empty(RowBook.ProblemsOf(files, [Split("a", 2)], _ => false, Now));
        Assert.Empty(RowBook.ProblemsOf(files, [Split("a", 0, 1, 2)], _ => false, Now));
        Assert.Equal(["1 of the 2 rows of metrics-1/00.ndjson are published; missing: 1"], RowBook.ProblemsOf(files, [Split("a", 0, 2)], _ => false, Now.AddSeconds(-1)));
        Assert.Equal(["0 of the 1 rows of metrics-1/00.ndjson are published; missing: 2"], RowBook.ProblemsOf(files, [Split("a", 0, 1)], _ => false, Now));
    }

    private static ReadSplit Split(string id, params int[] rows) => new(id, "metrics-1", [.. rows]);
}
