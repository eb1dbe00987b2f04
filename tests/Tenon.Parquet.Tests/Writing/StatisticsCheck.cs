using Tenon.Parquet.Hashing;
using Tenon.Parquet.Memory;
using Tenon.Parquet.Metadata;
using Tenon.Parquet.Schema;
using Tenon.Parquet.Tests.Tables;

namespace Tenon.Parquet.Tests.Writing;

/// <summary>Recomputes, value by value, all that a file says of its chunks and pages. Slow and obvious, and apart from the writer.</summary>
internal static class StatisticsCheck
{
    public static void AssertTrue(ParquetFile file)
    {
        for (int group = 0; group < file.Metadata.RowGroups.Count; group++)
        {
            for (int column = 0; column < file.Schema.Columns.Count; column++)
            {
                CheckChunk(file, group, column);
            }
        }
    }

    private static void CheckChunk(ParquetFile file, int group, int index)
    {
        ColumnDescriptor column = file.Schema.Columns[index];
        ColumnChunkMetadata chunk = file.Metadata.RowGroups[group].Columns[index];
        BloomFilter? bloom = file.ReadBloomFilter(group, index);
        var pages = new List<(PageEntry Entry, TableColumn Content)>();
        using (ColumnChunkPages reader = file.OpenColumn(group, index))
        {
            while (reader.TryReadHeader(out PageEntry entry))
            {
                pages.Add((entry, TableReader.ReadPage(file, group, index, entry)));
            }
        }

        List<byte[]> values = [.. pages.SelectMany(page => page.Content.Values)];
        CheckBounds(column, values, chunk.Statistics, chunk.ValueCount - values.Count, $"{column.DottedPath}, row group {group}");
        Assert.All(values, value => Assert.True(bloom is null || bloom.MightContain(XxHash64.Compute(value)), $"{column.DottedPath}: the filter denies {Convert.ToHexString(value)}"));
        CheckOffsets(file, group, index, pages);
        if (file.ReadColumnIndex(group, index) is { } columnIndex)
        {
            CheckColumnIndex(column, columnIndex, [.. pages.Select(page => page.Content)]);
        }
        else if (ValueOrders.Of(column) != ValueOrder.None && !values.Exists(value => IsNaN(column, value)) && pages.Count > 0)
        {
            // Only a bound that cannot be cut, or a number too long, leaves a page without bounds.
            Assert.True(column.ValueWidth == 0, $"{column.DottedPath}: no column index");
        }
    }

    private static void CheckOffsets(ParquetFile file, int group, int index, List<(PageEntry Entry, TableColumn Content)> pages)
    {
        OffsetIndex? offsets = file.ReadOffsetIndex(group, index);
        Assert.NotNull(offsets);
        Assert.Equal(pages.Count, offsets.Pages.Count);
        long row = 0;
        foreach (((PageEntry entry, TableColumn content), PageLocation location) in pages.Zip(offsets.Pages))
        {
            Assert.Equal(entry.HeaderOffset, location.Offset);
            Assert.Equal(entry.HeaderLength + entry.Header.CompressedSize, location.CompressedPageSize);
            Assert.Equal(row, location.FirstRowIndex);
            row += content.RowCount;
        }

        Assert.Equal(file.Metadata.RowGroups[group].RowCount, row);
    }

    private static void CheckColumnIndex(ColumnDescriptor column, ColumnIndex index, List<TableColumn> pages)
    {
        Assert.Equal(pages.Count, index.NullPages.Count);
        ValueOrder order = ValueOrders.Of(column);
        for (int i = 0; i < pages.Count; i++)
        {
            Assert.Equal(pages[i].Values.Count == 0, index.NullPages[i]);
            Assert.Equal(pages[i].Definition.Count - pages[i].Values.Count, index.NullCounts![i]); // The writer always counts.
            CheckBounds(column, pages[i].Values, new Statistics { MinValue = index.NullPages[i] ? null : index.MinValues[i], MaxValue = index.NullPages[i] ? null : index.MaxValues[i] }, null, $"{column.DottedPath}, page {i}");
        }

        List<int> filled = [.. Enumerable.Range(0, pages.Count).Where(i => !index.NullPages[i])];
        int sign = index.BoundaryOrder == BoundaryOrder.Descending ? -1 : 1;
        if (index.BoundaryOrder != BoundaryOrder.Unordered)
        {
            foreach ((int a, int b) in filled.Zip(filled.Skip(1)))
            {
                Assert.True(ValueOrders.Compare(order, index.MinValues[a], index.MinValues[b]) * sign <= 0);
                Assert.True(ValueOrders.Compare(order, index.MaxValues[a], index.MaxValues[b]) * sign <= 0);
            }
        }
    }

    private static void CheckBounds(ColumnDescriptor column, List<byte[]> values, Statistics? statistics, long? nulls, string place)
    {
        Assert.NotNull(statistics);
        Assert.Equal(nulls, statistics.NullCount);
        Assert.Null(statistics.DeprecatedMin);
        Assert.Null(statistics.DeprecatedMax);
        ValueOrder order = ValueOrders.Of(column);
        if (order == ValueOrder.None || values.Count == 0 || values.Exists(value => IsNaN(column, value)))
        {
            Assert.True(statistics.MinValue is null && statistics.MaxValue is null, $"{place} has bounds");
            return;
        }

        Assert.True(column.ValueWidth == 0 || (statistics.MinValue is not null && statistics.MaxValue is not null), $"{place} has no bounds");
        CheckBound(statistics.MinValue, statistics.IsMinExact, -1, order, values, place);
        CheckBound(statistics.MaxValue, statistics.IsMaxExact, 1, order, values, place);
    }

    private static void CheckBound(byte[]? bound, bool? isExact, int sign, ValueOrder order, List<byte[]> values, string place)
    {
        if (bound is null)
        {
            return;
        }

        Assert.True(bound.Length <= 65 || order == ValueOrder.UnsignedBytes, $"{place}: a bound of {bound.Length} bytes");
        int closest = values.Max(value => ValueOrders.Compare(order, value, bound) * sign);
        Assert.True(closest <= 0, $"{place}: a value lies outside bound {Convert.ToHexString(bound)}");
        if (isExact is bool exact)
        {
            Assert.Equal(exact, closest == 0);
        }
    }

    private static bool IsNaN(ColumnDescriptor column, byte[] value) => ValueOrders.Of(column) switch
    {
        ValueOrder.Float => float.IsNaN(BitConverter.ToSingle(value)),
        ValueOrder.Double => double.IsNaN(BitConverter.ToDouble(value)),
        ValueOrder.Float16 => Half.IsNaN(BitConverter.ToHalf(value)),
        _ => false,
    };
}
