using Tenon.Merging.Reading;
using Tenon.Merging.Tests.Model;
using Tenon.Parquet;
using Tenon.Parquet.Memory;
using Tenon.Parquet.Schema;

namespace Tenon.Merging.Tests;

public sealed unsafe class ColumnCursorTests
{
    private const int Rows = 40_000;

    /// <summary>Rows of the first row group, whose pages are large; those of the second are not, at 4 bytes a value.</summary>
    private const int LargeRows = 25_000;

    // Goal: a cursor that keeps pages in less memory reads the same as one that does not, through evictions too, and holds less where values repeat.
    // Method: columns of 8 and of 4 bytes, required or with nulls, repeating or not, in pages of both versions; both cursors read slices of the same
    // random lengths and are evicted at the same random times.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Pages_in_less_memory_read_the_same(bool dataPageV2)
    {
        foreach (int seed in Seed.Many(8000, 4))
        {
            foreach ((bool isOptional, SchemaField field, Func<long, object> cell) in (((bool, SchemaField, Func<long, object>)[])
            [
                (false, SchemaField.Required("k", LeafType.Int64), value => value),
                (true, SchemaField.Optional("k", LeafType.Int64), value => value),
                (false, SchemaField.Required("k", LeafType.Int32), value => (int)value),
                (true, SchemaField.Optional("k", LeafType.Int32), value => (int)value),
            ]))
            {
                foreach (int meanRun in (int[])[1, 2, 50])
                {
                    Check(seed, isOptional, field, cell, meanRun, dataPageV2);
                }
            }
        }
    }

    private static void Check(int seed, bool isOptional, SchemaField field, Func<long, object> cell, int meanRun, bool dataPageV2)
    {
        Random random = new(seed);
        bool hasNulls = isOptional && random.Next(2) == 0;
        long value = 0;
        var rows = new List<object?[]>();
        for (int r = 0; r < Rows; r++)
        {
            value = random.Next(meanRun) == 0 ? random.Next() : value;
            rows.Add([hasNulls && random.Next(10) == 0 ? null : cell(value)]);
        }

        byte[] bytes = FileMaker.Write(Build.Table([field], rows), Build.Layout(rowGroupRows: LargeRows) with { DataPageV2 = dataPageV2 });
        using BufferPool plainPool = new();
        using BufferPool compactPool = new();
        using ParquetFile plainFile = ParquetFile.Open(new MemoryRangeSource(bytes), plainPool);
        using ParquetFile compactFile = ParquetFile.Open(new MemoryRangeSource(bytes), compactPool);
        using ColumnCursor plain = new(plainFile, 0, plainPool);
        using ColumnCursor compact = new(compactFile, 0, compactPool, compactsPages: true);
        int width = plain.Column.ValueWidth;
        bool wasEvicted = false;
        for (int at = 0; at < Rows;)
        {
            int wanted = random.Next(1, 3000);
            int count = plain.Available(wanted);
            Assert.Equal(count, compact.Available(wanted));
            if (at < LargeRows && (meanRun > 1 || !wasEvicted))
            {
                // Half of the values or less begin a run, or all of them. Of a page that is read again only the rest is kept.
                Assert.Equal(meanRun > 1, compactPool.RentedBytes < plainPool.RentedBytes);
            }

            byte[] levels = new byte[count];
            byte[] values = new byte[count * width];
            byte[] otherLevels = new byte[count];
            byte[] otherValues = new byte[count * width];
            fixed (byte* level = levels, value1 = values, otherLevel = otherLevels, otherValue = otherValues)
            {
                Assert.Equal(plain.Read(count, null, level, value1), compact.Read(count, null, otherLevel, otherValue));
            }

            Assert.True(levels.AsSpan().SequenceEqual(otherLevels) && values.AsSpan().SequenceEqual(otherValues), $"seed {seed}, {field.Name}, runs of {meanRun}: {count} rows from {at}");
            if (random.Next(5) == 0)
            {
                plain.Evict();
                compact.Evict();
                wasEvicted = true;
            }

            at += count;
        }

        Assert.Equal(0, plain.Available(1));
        Assert.Equal(0, compact.Available(1));
    }
}
