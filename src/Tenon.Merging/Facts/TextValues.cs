using Tenon.Parquet;
using Tenon.Parquet.Memory;
using Tenon.Parquet.Schema;

namespace Tenon.Merging.Facts;

/// <summary>Finds the values of a flat text column, each at least once for each row group that has it.</summary>
/// <remarks>Where pages hold indices, values are told from the dictionary at the end of the row group, those of them that occur: a dictionary
/// that was copied with its pages may have others. So a row costs a mark, not a comparison of texts.</remarks>
internal static class TextValues
{
    private const int BatchRows = 4096;

    /// <summary>Is told a value.</summary>
    /// <param name="utf8">The value; valid during the call.</param>
    /// <returns>Whether more are wanted.</returns>
    public delegate bool Visitor(ReadOnlySpan<byte> utf8);

    /// <summary>Goes through a column until the visitor has enough.</summary>
    public static void Visit(ParquetFile file, ColumnDescriptor column, BufferPool pool, Visitor visit)
    {
        using PooledBuffer indices = pool.Rent(BatchRows * sizeof(int));
        using PooledBuffer texts = pool.Rent(BatchRows * (long)System.Runtime.CompilerServices.Unsafe.SizeOf<ByteArrayRef>());
        byte[] definition = new byte[column.MaxDefinitionLevel > 0 ? BatchRows : 0];
        for (int group = 0; group < file.Metadata.RowGroups.Count; group++)
        {
            if (!VisitRowGroup(file, group, column, indices.SpanOf<int>(), texts.SpanOf<ByteArrayRef>(), definition, visit))
            {
                return;
            }
        }
    }

    private static bool VisitRowGroup(
        ParquetFile file, int group, ColumnDescriptor column, Span<int> indices, Span<ByteArrayRef> texts, byte[] definition, Visitor visit)
    {
        using ColumnChunkPages pages = file.OpenColumn(group, column.Index);
        using DictionaryPage? dictionary = pages.ReadDictionary();
        bool[] occurs = new bool[dictionary?.Count ?? 0];
        while (pages.TryReadHeader(out PageEntry entry))
        {
            using DataPage page = pages.ReadPage(entry);
            while (page.RemainingLevels > 0)
            {
                int levels = Math.Min(BatchRows, page.RemainingLevels);
                int values = page.ReadLevels(levels, [], definition.AsSpan(0, definition.Length > 0 ? levels : 0));
                if (page.IsDictionaryEncoded)
                {
                    page.ReadIndices(indices[..values], occurs.Length);
                    foreach (int index in indices[..values])
                    {
                        occurs[index] = true;
                    }
                }
                else if (!VisitTexts(page, texts[..values], visit))
                {
                    return false;
                }
            }
        }

        for (int i = 0; i < occurs.Length; i++)
        {
            if (occurs[i] && !visit(dictionary!.ByteArrays[i].Span)) // It has entries, so it is there.
            {
                return false;
            }
        }

        return true;
    }

    private static bool VisitTexts(DataPage page, Span<ByteArrayRef> texts, Visitor visit)
    {
        page.ReadByteArrays(texts);
        for (int i = 0; i < texts.Length; i++)
        {
            // Equal values follow each other where rows are sorted by them; once is enough.
            if ((i == 0 || !texts[i].Span.SequenceEqual(texts[i - 1].Span)) && !visit(texts[i].Span))
            {
                return false;
            }
        }

        return true;
    }
}
