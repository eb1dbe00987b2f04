using Tenon.Merging.Tests.Model;
using Tenon.Parquet;
using Tenon.Parquet.Hashing;
using Tenon.Parquet.Memory;
using Tenon.Parquet.Metadata;
using Tenon.Parquet.Schema;

namespace Tenon.Merging.Tests;

/// <summary>Compares every bound and count of a file with the data: a reader that prunes by them must never miss a row.</summary>
internal static class StatisticsJudge
{
    public static void Check(byte[] bytes)
    {
        using var pool = new BufferPool();
        using ParquetFile file = ParquetFile.Open(new MemoryRangeSource(bytes), pool);
        for (int group = 0; group < file.Metadata.RowGroups.Count; group++)
        {
            foreach (ColumnDescriptor column in file.Schema.Columns)
            {
                CheckChunk(file, group, column);
            }
        }
    }

    private static void CheckChunk(ParquetFile file, int group, ColumnDescriptor column)
    {
        string place = $"row group {group}, column {column.DottedPath}";
        List<List<Entry>> pages = [.. Table.ReadPages(file, group, column)];
        List<Entry> entries = [.. pages.SelectMany(page => page)];
        ColumnChunkMetadata chunk = file.Metadata.RowGroups[group].Columns[column.Index];
        Assert.Equal(entries.Count, chunk.ValueCount);
        if (chunk.Statistics is Statistics statistics)
        {
            CheckBounds(place, entries, column, statistics.MinValue, statistics.MaxValue, statistics.NullCount);
        }

        OffsetIndex? offsets = file.ReadOffsetIndex(group, column.Index);
        Assert.NotNull(offsets);
        Assert.Equal(pages.Count, offsets.Pages.Count);
        long row = 0;
        for (int i = 0; i < pages.Count; i++)
        {
            Assert.Equal(row, offsets.Pages[i].FirstRowIndex);
            row += pages[i].Count(entry => entry.Repetition == 0);
        }

        if (file.ReadColumnIndex(group, column.Index) is ColumnIndex index)
        {
            for (int i = 0; i < pages.Count; i++)
            {
                bool isNull = pages[i].All(entry => entry.Value is null);
                Assert.Equal(isNull, index.NullPages[i]);
                CheckBounds($"{place}, page {i}", pages[i], column, isNull ? null : index.MinValues[i], isNull ? null : index.MaxValues[i], index.NullCounts?[i]);
            }
        }

        if (file.ReadBloomFilter(group, column.Index) is BloomFilter bloom)
        {
            Assert.All(entries.Where(entry => entry.Value is not null), entry => Assert.True(bloom.MightContain(XxHash64.Compute(entry.Value!)), $"{place}: the Bloom filter lacks a value"));
        }
    }

    private static void CheckBounds(string place, List<Entry> entries, ColumnDescriptor column, byte[]? minimum, byte[]? maximum, long? nulls)
    {
        if (nulls is long count)
        {
            Assert.Equal(entries.Count(entry => entry.Value is null), count);
        }

        byte[][] numbers = [.. entries.Where(entry => entry.Value is not null && !IsNaN(column, entry.Value)).Select(entry => entry.Value!)];
        foreach (byte[]? bound in (byte[]?[])[minimum, maximum])
        {
            Assert.False(bound is not null && IsNaN(column, bound), $"{place}: a bound is NaN");
        }

        if (ValueOrders.Of(column) is not (ValueOrder order and not ValueOrder.None))
        {
            Assert.True(minimum is null && maximum is null, $"{place}: bounds of a type without an order");
            return;
        }

        foreach (byte[] value in numbers)
        {
            Assert.True(minimum is null || ValueOrders.Compare(order, minimum, value) <= 0, $"{place}: {Convert.ToHexString(value)} is below the minimum {Hex(minimum)}");
            Assert.True(maximum is null || ValueOrders.Compare(order, maximum, value) >= 0, $"{place}: {Convert.ToHexString(value)} is above the maximum {Hex(maximum)}");
        }
    }

    private static bool IsNaN(ColumnDescriptor column, byte[] value) => ValueOrders.Of(column) switch
    {
        ValueOrder.Float => float.IsNaN(BitConverter.ToSingle(value)),
        ValueOrder.Double => double.IsNaN(BitConverter.ToDouble(value)),
        ValueOrder.Float16 => Half.IsNaN(BitConverter.ToHalf(value)),
        _ => false,
    };

    private static string Hex(byte[]? bytes) => bytes is null ? "none" : Convert.ToHexString(bytes);
}
