using System.Buffers.Binary;
using Tenon.Parquet;
using Tenon.Parquet.Memory;
using Tenon.Parquet.Metadata;
using Tenon.Parquet.Schema;
using Tenon.Splits;

namespace Tenon.Merging.Ordering;

/// <summary>Reads the dictionary pages of the sort columns, so that keys can be packed tightly.</summary>
/// <remarks>Only dictionaries are trusted: they hold every value of a chunk whose pages are all dictionary-encoded. Statistics may be
/// cut or wrong. Should a page be encoded otherwise than its footer says, packing notices.</remarks>
internal static class KeyValueScan
{
    /// <summary>Distinct byte strings of a column beyond which ranks are not made: they would take long and much memory.</summary>
    private const int MaximumRanks = 1 << 20;

    /// <summary>Scans a column in all inputs.</summary>
    /// <param name="files">The inputs.</param>
    /// <param name="key">The sort key.</param>
    /// <param name="union">The schema of the output.</param>
    /// <param name="distrusted">Columns whose dictionaries turned out not to hold all values.</param>
    /// <param name="memoryBytes">Memory that ranks may take.</param>
    public static Dictionary<string, KeyColumnValues> Scan(
        IReadOnlyList<ParquetFile> files, SortKey key, ParquetSchema union, IReadOnlySet<string> distrusted, long memoryBytes)
    {
        var result = new Dictionary<string, KeyColumnValues>(StringComparer.Ordinal);
        long left = memoryBytes;
        foreach (SortColumn sort in key.Columns)
        {
            ColumnDescriptor column = KeyLayout.Resolve(sort.Name, union);
            if (distrusted.Contains(sort.Name))
            {
                continue;
            }

            KeyColumnValues? values = OrderedNumber.For(column) == OrderedNumber.None ? ScanBytes(files, sort.Name, KeyField.HasSignedBytes(column), left) : ScanNumbers(files, sort.Name, column);
            if (values is not null)
            {
                result.Add(sort.Name, values);
                left -= values.Ranks?.MemoryBytes ?? 0;
            }
        }

        return result;
    }

    private static KeyColumnValues? ScanBytes(IReadOnlyList<ParquetFile> files, string name, bool isSigned, long memoryBytes)
    {
        var ranks = new RankDictionary();
        foreach (DictionaryPage? page in Dictionaries(files, name))
        {
            using (page)
            {
                if (page is null)
                {
                    return null;
                }

                AddAll(page, ranks);
            }

            if (ranks.Count > MaximumRanks || ranks.MemoryBytes > memoryBytes)
            {
                return null;
            }
        }

        ranks.Freeze(isSigned);
        return new KeyColumnValues { Ranks = ranks };
    }

    private static void AddAll(DictionaryPage page, RankDictionary ranks)
    {
        foreach (ByteArrayRef value in page.ByteArrays)
        {
            ranks.Add(value.Span);
        }

        int width = page.Column.ValueWidth;
        for (ReadOnlySpan<byte> rest = page.Fixed; !rest.IsEmpty; rest = rest[width..])
        {
            ranks.Add(rest[..width]);
        }
    }

    private static KeyColumnValues? ScanNumbers(IReadOnlyList<ParquetFile> files, string name, ColumnDescriptor column)
    {
        OrderedNumber number = OrderedNumber.For(column);
        if (column.Type == PhysicalType.Boolean)
        {
            return null;
        }

        ulong minimum = ulong.MaxValue;
        ulong maximum = 0;
        foreach (DictionaryPage? page in Dictionaries(files, name))
        {
            using (page)
            {
                if (page is null)
                {
                    return null;
                }

                int width = column.ValueWidth;
                ReadOnlySpan<byte> values = page.Fixed;
                for (; values.Length >= width; values = values[width..])
                {
                    ulong bits = width == sizeof(ulong) ? BinaryPrimitives.ReadUInt64LittleEndian(values) : Reading.ChunkDictionary.Widen(values[..width]);
                    ulong order = OrderedNumbers.Order(number, bits);
                    minimum = Math.Min(minimum, order);
                    maximum = Math.Max(maximum, order);
                }
            }
        }

        return new KeyColumnValues { HasRange = true, Minimum = Math.Min(minimum, maximum), Maximum = maximum };
    }

    /// <summary>The dictionaries of a column's chunks; null, and then nothing more, where a chunk is not wholly dictionary-encoded.</summary>
    private static IEnumerable<DictionaryPage?> Dictionaries(IReadOnlyList<ParquetFile> files, string name)
    {
        foreach (ParquetFile file in files)
        {
            if (file.Schema.Root.Children.FirstOrDefault(child => child.Name == name)?.Column is not ColumnDescriptor column)
            {
                continue;
            }

            for (int group = 0; group < file.Metadata.RowGroups.Count; group++)
            {
                ColumnChunkMetadata chunk = file.Metadata.RowGroups[group].Columns[column.Index];
                if (chunk.ValueCount == 0 || chunk.Statistics?.NullCount == chunk.ValueCount)
                {
                    continue; // Packing notices if the count of nulls is wrong: the values have no rank.
                }

                if (!IsAllDictionary(chunk))
                {
                    yield return null;
                    yield break;
                }

                using ColumnChunkPages pages = file.OpenColumn(group, column.Index);
                DictionaryPage? page = pages.ReadDictionary();
                yield return page;
                if (page is null)
                {
                    yield break;
                }
            }
        }
    }

    private static bool IsAllDictionary(ColumnChunkMetadata chunk)
    {
        if (chunk.EncodingStats.Count > 0)
        {
            return chunk.EncodingStats.All(stats => stats.PageType is not (PageType.DataPage or PageType.DataPageV2)
                || stats.Encoding is ParquetEncoding.RleDictionary or ParquetEncoding.PlainDictionary);
        }

        // Without statistics: a chunk that fell back to plain pages lists PLAIN; format 2 writers list it for the dictionary as well.
        return chunk.Encodings.Any(encoding => encoding is ParquetEncoding.PlainDictionary or ParquetEncoding.RleDictionary)
            && !chunk.Encodings.Contains(ParquetEncoding.Plain)
            && !chunk.Encodings.Contains(ParquetEncoding.DeltaByteArray)
            && !chunk.Encodings.Contains(ParquetEncoding.DeltaBinaryPacked)
            && !chunk.Encodings.Contains(ParquetEncoding.DeltaLengthByteArray);
    }
}
