using Tenon.Parquet.Memory;
using Tenon.Parquet.Metadata;
using Tenon.Parquet.Schema;

namespace Tenon.Parquet.Tests.Tables;

/// <summary>Reads a file into levels and values, and compares them.</summary>
internal static class TableReader
{
    public static TableColumn[] Read(ParquetFile file)
    {
        var columns = new TableColumn[file.Schema.Columns.Count];
        for (int i = 0; i < columns.Length; i++)
        {
            columns[i] = new TableColumn(file.Schema.Columns[i]);
            for (int group = 0; group < file.Metadata.RowGroups.Count; group++)
            {
                ReadChunk(file, group, i, columns[i]);
            }
        }

        return columns;
    }

    public static void AssertHolds(ParquetFile file, TableData table)
    {
        Assert.Equal(table.RowCount, file.RowCount);
        TableColumn[] columns = Read(file);
        Assert.Equal(table.Columns.Length, columns.Length);
        for (int i = 0; i < columns.Length; i++)
        {
            string path = table.Columns[i].Column.DottedPath;
            Assert.Equal(path, columns[i].Column.DottedPath);
            Assert.True(table.Columns[i].Repetition.SequenceEqual(columns[i].Repetition), $"{path}: repetition levels differ");
            Assert.True(table.Columns[i].Definition.SequenceEqual(columns[i].Definition), $"{path}: definition levels differ");
            Assert.Equal(table.Columns[i].Values.Select(Convert.ToHexString), columns[i].Values.Select(Convert.ToHexString));
        }
    }

    /// <summary>One page of a chunk by itself.</summary>
    public static TableColumn ReadPage(ParquetFile file, int rowGroup, int column, in PageEntry entry)
    {
        using ColumnChunkPages pages = file.OpenColumn(rowGroup, column);
        using DictionaryPage? dictionary = pages.ReadDictionary();
        var content = new TableColumn(pages.Column);
        AddPage(pages, entry, dictionary, content);
        return content;
    }

    private static void ReadChunk(ParquetFile file, int rowGroup, int index, TableColumn column)
    {
        using ColumnChunkPages pages = file.OpenColumn(rowGroup, index);
        using DictionaryPage? dictionary = pages.ReadDictionary();
        while (pages.TryReadHeader(out PageEntry entry))
        {
            AddPage(pages, entry, dictionary, column);
        }
    }

    private static void AddPage(ColumnChunkPages pages, in PageEntry entry, DictionaryPage? dictionary, TableColumn column)
    {
        using DataPage page = pages.ReadPage(entry);
        ColumnDescriptor descriptor = column.Column;
        byte[] repetition = new byte[descriptor.MaxRepetitionLevel == 0 ? 0 : page.LevelCount];
        byte[] definition = new byte[descriptor.MaxDefinitionLevel == 0 ? 0 : page.LevelCount];
        int count = page.ReadLevels(page.LevelCount, repetition, definition);
        column.AddPage(repetition, definition, ReadValues(page, dictionary, descriptor, count));
    }

    private static List<byte[]> ReadValues(DataPage page, DictionaryPage? dictionary, ColumnDescriptor column, int count)
    {
        var values = new List<byte[]>(count);
        int width = column.ValueWidth;
        if (page.IsDictionaryEncoded)
        {
            int[] indices = new int[count];
            page.ReadIndices(indices, dictionary!.Count); // A page of indices without dictionary is refused by the reader.
            foreach (int index in indices)
            {
                values.Add(width == 0 ? dictionary.ByteArrays[index].Span.ToArray() : dictionary.Fixed.Slice(index * width, width).ToArray());
            }
        }
        else if (width == 0)
        {
            var references = new ByteArrayRef[count];
            page.ReadByteArrays(references);
            values.AddRange(references.Select(reference => reference.Span.ToArray()));
        }
        else
        {
            byte[] bytes = new byte[count * width];
            page.ReadFixed(bytes);
            values.AddRange(bytes.Chunk(width));
        }

        return values;
    }
}
