using Tenon.Parquet;
using Tenon.Parquet.Memory;
using Tenon.Parquet.Metadata;
using Tenon.Parquet.Schema;

namespace Tenon.Merging.Tests.Model;

/// <summary>A file's rows, all in memory, in the plainest form there is: for each row one cell for each leaf column.</summary>
internal sealed class Table(ParquetSchema schema, IReadOnlyList<Cell[]> rows)
{
    public ParquetSchema Schema { get; } = schema;

    public IReadOnlyList<Cell[]> Rows { get; } = rows;

    /// <summary>Reads a file page by page, with nothing of the merge engine.</summary>
    public static Table Read(byte[] bytes)
    {
        using var pool = new BufferPool();
        using ParquetFile file = ParquetFile.Open(new MemoryRangeSource(bytes), pool);
        var rows = new List<Cell[]>();
        for (int group = 0; group < file.Metadata.RowGroups.Count; group++)
        {
            int first = rows.Count;
            long count = file.Metadata.RowGroups[group].RowCount;
            for (long i = 0; i < count; i++)
            {
                rows.Add(new Cell[file.Schema.Columns.Count]);
            }

            foreach (ColumnDescriptor column in file.Schema.Columns)
            {
                List<Cell> cells = ReadColumn(file, group, column);
                Assert.Equal(count, cells.Count);
                for (int i = 0; i < cells.Count; i++)
                {
                    rows[first + i][column.Index] = cells[i];
                }
            }
        }

        return new Table(file.Schema, rows);
    }

    /// <summary>The entries of one chunk, page by page.</summary>
    public static IEnumerable<List<Entry>> ReadPages(ParquetFile file, int group, ColumnDescriptor column)
    {
        using ColumnChunkPages pages = file.OpenColumn(group, column.Index);
        using DictionaryPage? dictionary = pages.ReadDictionary();
        while (pages.TryReadHeader(out PageEntry entry))
        {
            using DataPage page = pages.ReadPage(entry);
            yield return ReadPage(page, column, dictionary);
        }
    }

    private static List<Cell> ReadColumn(ParquetFile file, int group, ColumnDescriptor column)
    {
        var cells = new List<Cell>();
        List<Entry>? row = null;
        foreach (Entry entry in ReadPages(file, group, column).SelectMany(page => page))
        {
            if (entry.Repetition == 0)
            {
                row = [];
                cells.Add(new Cell(row));
            }

            row!.Add(entry); // The first entry of a chunk begins a row.
        }

        return cells;
    }

    private static List<Entry> ReadPage(DataPage page, ColumnDescriptor column, DictionaryPage? dictionary)
    {
        int count = page.LevelCount;
        byte[] repetition = new byte[column.MaxRepetitionLevel > 0 ? count : 0];
        byte[] definition = new byte[column.MaxDefinitionLevel > 0 ? count : 0];
        int present = page.ReadLevels(count, repetition, definition);
        List<byte[]> values = ReadValues(page, column, dictionary, present);
        var entries = new List<Entry>();
        int next = 0;
        for (int i = 0; i < count; i++)
        {
            int level = definition.Length > 0 ? definition[i] : 0;
            bool isPresent = level == column.MaxDefinitionLevel;
            entries.Add(new Entry(repetition.Length > 0 ? repetition[i] : 0, Levels.NodesOf(column, level), isPresent ? values[next++] : null));
        }

        return entries;
    }

    private static List<byte[]> ReadValues(DataPage page, ColumnDescriptor column, DictionaryPage? dictionary, int present)
    {
        var values = new List<byte[]>();
        int width = column.ValueWidth;
        if (page.IsDictionaryEncoded)
        {
            Assert.NotNull(dictionary);
            int[] indices = new int[present];
            page.ReadIndices(indices, dictionary.Count);
            foreach (int index in indices)
            {
                values.Add(width > 0 ? dictionary.Fixed.Slice(index * width, width).ToArray() : dictionary.ByteArrays[index].Span.ToArray());
            }
        }
        else if (width > 0)
        {
            byte[] all = new byte[present * width];
            page.ReadFixed(all);
            for (int i = 0; i < present; i++)
            {
                values.Add(all.AsSpan(i * width, width).ToArray());
            }
        }
        else
        {
            var all = new ByteArrayRef[present];
            page.ReadByteArrays(all);
            values.AddRange(all.Select(value => value.Span.ToArray()));
        }

        return values;
    }
}
