using System.Diagnostics;
using Tenon.Parquet.Memory;

namespace Tenon.Parquet.Bench;

/// <summary>Reads whole files column by column, page by page, in batches as a merge does, and times the steps.</summary>
internal static class DecodeBench
{
    private const int BatchRows = 4096;

    public static DecodeTimes Run(IEnumerable<string> paths)
    {
        var times = new DecodeTimes();
        using var pool = new BufferPool();
        byte[] repetition = new byte[BatchRows];
        byte[] definition = new byte[BatchRows];
        int[] indices = new int[BatchRows];
        byte[] values = new byte[BatchRows * 16];
        var arrays = new ByteArrayRef[BatchRows];
        long start = Stopwatch.GetTimestamp();
        foreach (string path in paths)
        {
            using ParquetFile file = ParquetFile.Open(path, pool);
            times.Rows += file.RowCount;
            for (int group = 0; group < file.Metadata.RowGroups.Count; group++)
            {
                for (int column = 0; column < file.Schema.Columns.Count; column++)
                {
                    using ColumnChunkPages pages = file.OpenColumn(group, column);
                    long before = Stopwatch.GetTimestamp();
                    using DictionaryPage? dictionary = pages.ReadDictionary();
                    times.PageTicks += Stopwatch.GetTimestamp() - before;
                    bool hasRepetition = pages.Column.MaxRepetitionLevel > 0;
                    bool hasDefinition = pages.Column.MaxDefinitionLevel > 0;
                    while (true)
                    {
                        before = Stopwatch.GetTimestamp();
                        if (!pages.TryReadHeader(out PageEntry entry))
                        {
                            break;
                        }

                        using DataPage page = pages.ReadPage(entry);
                        times.PageTicks += Stopwatch.GetTimestamp() - before;
                        times.Bytes += entry.Header.UncompressedSize;
                        times.Levels += page.LevelCount;
                        while (page.RemainingLevels > 0)
                        {
                            int n = Math.Min(BatchRows, page.RemainingLevels);
                            before = Stopwatch.GetTimestamp();
                            int present = page.ReadLevels(n, repetition.AsSpan(0, hasRepetition ? n : 0), definition.AsSpan(0, hasDefinition ? n : 0));
                            long middle = Stopwatch.GetTimestamp();
                            times.LevelTicks += middle - before;
                            if (page.IsDictionaryEncoded)
                            {
                                page.ReadIndices(indices.AsSpan(0, present), dictionary!.Count); // A page of indices without a dictionary is not in the data.
                                times.Indices += present;
                                times.IndexTicks += Stopwatch.GetTimestamp() - middle;
                            }
                            else
                            {
                                if (page.Column.ValueWidth > 0)
                                {
                                    page.ReadFixed(values.AsSpan(0, present * page.Column.ValueWidth));
                                }
                                else
                                {
                                    page.ReadByteArrays(arrays.AsSpan(0, present));
                                }

                                times.Values += present;
                                times.ValueTicks += Stopwatch.GetTimestamp() - middle;
                            }
                        }
                    }
                }
            }
        }

        times.TotalTicks = Stopwatch.GetTimestamp() - start;
        times.PeakBytes = pool.PeakBytes;
        return times;
    }
}
