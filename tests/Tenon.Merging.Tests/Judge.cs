using System.Globalization;
using Tenon.Merging.Tests.Model;
using Tenon.Parquet;
using Tenon.Parquet.Memory;
using Tenon.Parquet.Metadata;
using Tenon.Parquet.Schema;
using Tenon.Splits;

namespace Tenon.Merging.Tests;

/// <summary>Compares outputs with what they must be.</summary>
internal static class Judge
{
    public static Task Check(MergeRun run, IReadOnlyList<Table> inputs, SortKey? key)
    {
        List<(string Name, bool IsOptional)> union = ReferenceMerge.Union([.. inputs.Select(input => input.Schema)]);
        Assert.Equal(union, run.Plan.Schema.Root.Children.Select(child => (child.Name, child.Repetition == Repetition.Optional || child.Repetition == Repetition.Repeated && union.First(column => column.Name == child.Name).IsOptional)));
        List<Cell[]> expected = ReferenceMerge.Merge(inputs, run.Plan.Schema, key);
        Assert.Equal(expected.Count, run.Result.RowCount);
        Table[] outputs = [.. run.Outputs.Select(Table.Read)];
        SameRows(expected, [.. outputs.SelectMany(output => output.Rows)], run.Plan.Schema);
        for (int i = 0; i < outputs.Length; i++)
        {
            Assert.NotEmpty(outputs[i].Rows);
            Assert.Equal(outputs[i].Rows.Count, run.Result.Outputs[i].RowCount);
            Assert.Equal(run.Outputs[i].Length, run.Result.Outputs[i].SizeBytes);
            Assert.Equal(run.Plan.Schema.Elements, outputs[i].Schema.Elements);
            if (i > 0 && key is not null)
            {
                int order = ReferenceMerge.CompareRows(outputs[i - 1].Rows[^1], outputs[i].Rows[0], run.Plan.Schema, key);
                Assert.True(order < 0, $"output {i} begins with the sort key that output {i - 1} ends with");
            }

            CheckFooter(run.Outputs[i], key);
            StatisticsJudge.Check(run.Outputs[i]);
        }

        return Task.CompletedTask;
    }

    public static void SameRows(IReadOnlyList<Cell[]> expected, IReadOnlyList<Cell[]> found, ParquetSchema schema)
    {
        Assert.Equal(expected.Count, found.Count);
        for (int row = 0; row < expected.Count; row++)
        {
            for (int column = 0; column < expected[row].Length; column++)
            {
                if (!expected[row][column].Equals(found[row][column]))
                {
                    Assert.Fail(string.Create(
                        CultureInfo.InvariantCulture,
                        $"row {row} of {expected.Count}, column {schema.Columns[column].DottedPath}: {found[row][column]}, expected {expected[row][column]}"));
                }
            }
        }
    }

    private static void CheckFooter(byte[] output, SortKey? key)
    {
        using var pool = new BufferPool();
        using ParquetFile file = ParquetFile.Open(new MemoryRangeSource(output), pool);
        string? claim = file.Metadata.KeyValues.SingleOrDefault(entry => entry.Key == "tenon.sort_fields")?.Value;
        Assert.Equal(key?.ToString(), claim);
        SortingColumn[] sorting = key is null ? [] : [.. key.Columns.Select(sort => new SortingColumn(file.Schema.Columns.Single(column => column.DottedPath == sort.Name).Index, sort.Descending, NullsFirst: false))];
        foreach (RowGroupMetadata group in file.Metadata.RowGroups)
        {
            Assert.Equal(sorting, group.SortingColumns);
        }
    }
}
