using Tenon.Parquet.Memory;
using Tenon.Parquet.Metadata;
using Tenon.Parquet.Schema;
using Tenon.Parquet.Tests.Tables;
using Tenon.Parquet.Writing;

namespace Tenon.Parquet.Tests.Writing;

public sealed class ParquetWriterTests
{
    private static readonly ParquetSchema Schema = SchemaBuilder.Build(
        SchemaField.Required("id", LeafType.Int64),
        SchemaField.Optional("price", LeafType.Double),
        SchemaField.Optional("name", LeafType.String),
        SchemaField.Optional("raw", LeafType.Bytes),
        SchemaField.Required("ok", LeafType.Boolean),
        SchemaField.Optional("uuid", LeafType.Uuid),
        SchemaField.List("tags", true, SchemaField.Required("element", LeafType.String)));

    [Fact]
    public void Typed_columns_with_nulls_become_a_file()
    {
        using var stream = new MemoryStream();
        using (var writer = new ParquetWriter(stream, Schema))
        {
            writer["id"].Write<long>([1, 2, 3]);
            writer["price"].Write<double>([1.5, null, -0.0]);
            writer["name"].Write(["first", null, "dritte Zeile ß"]);
            writer["raw"].Write([[1, 2], [], null]);
            writer["ok"].Write<bool>([true, false, true]);
            writer["uuid"].Write<Int128>([1, 2, 3], [true, false, true]);
            writer["tags.list.element"].WriteLevels([0, 1, 0, 0], [2, 2, 0, 1], ["a"u8.ToArray(), "b"u8.ToArray()]);
            writer.EndRowGroup();
            writer["id"].Write<long>([4]);
            writer["price"].Write<double>([2.5]);
            writer["name"].Write([""]);
            writer["raw"].Write([7, 8, 9], [3]);
            writer["ok"].Write<bool>([false]);
            writer["uuid"].Write<Int128>([default(Int128?)]);
            writer["tags.list.element"].WriteLevels([0], [0], []);
            FileMetadata footer = writer.Finish(new KeyValue("k", "v"));
            Assert.Equal(4, footer.RowCount);
        }

        Assert.Equal(
            [
                ["1", "2", "3", "4"],
                ["f3ff8000000000000", "null", "f8000000000000000", "f4004000000000000"],
                ["x6669727374", "null", "x647269747465205a65696c6520c39f", "x"],
                ["x0102", "x", "null", "x070809"],
                ["true", "false", "true", "false"],
                ["x01000000000000000000000000000000", "null", "x03000000000000000000000000000000", "null"],
            ],
            Texts(stream.ToArray()).Take(6));
    }

    [Fact]
    public void F48_A_file_without_rows_has_no_row_group()
    {
        using var stream = new MemoryStream();
        using var writer = new ParquetWriter(stream, Schema);
        writer.EndRowGroup();
        FileMetadata footer = writer.Finish();
        Assert.Empty(footer.RowGroups);
        using var pool = new BufferPool();
        using ParquetFile file = ParquetFile.Open(new MemoryRangeSource(stream.ToArray()), pool);
        Assert.Equal(0, file.RowCount);
        Assert.Equal(7, file.Schema.Columns.Count);
    }

    [Fact]
    public void Columns_of_different_lengths_make_no_row_group()
    {
        using var stream = new MemoryStream();
        using var writer = new ParquetWriter(stream, SchemaBuilder.Build(SchemaField.Required("a", LeafType.Int32), SchemaField.Required("b", LeafType.Int32)));
        writer["a"].Write<int>([1, 2]);
        writer["b"].Write<int>([1]);
        Assert.Contains("column b has 1 rows in this row group; column a has 2", Assert.Throws<InvalidOperationException>(writer.EndRowGroup).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_column_does_not_take_is_refused()
    {
        using var stream = new MemoryStream();
        using var writer = new ParquetWriter(stream, Schema);
        Assert.Throws<ArgumentException>(() => writer["nothing"]);
        Assert.Throws<ArgumentException>(() => writer["id"].Write<int>([1]));
        Assert.Throws<ArgumentException>(() => writer["id"].Write(["text"]));
        Assert.Throws<ArgumentException>(() => writer["id"].Write<long>([1, null]));
        Assert.Throws<ArgumentException>(() => writer["tags.list.element"].Write(["text"]));
        Assert.Throws<ArgumentException>(() => writer["tags.list.element"].WriteLevels([0], [2], []));
        Assert.Throws<ArgumentException>(() => writer["tags.list.element"].WriteLevels([1], [2], [[]]));
        Assert.Throws<ArgumentException>(() => writer["price"].Write<double>([1, 2], [true]));
    }

    // Goal: disposing without finishing leaves no file that a reader takes for one.
    [Fact]
    public void F59_A_file_that_was_not_finished_is_refused_by_the_reader()
    {
        using var stream = new MemoryStream();
        using (var writer = new ParquetWriter(stream, SchemaBuilder.Build(SchemaField.Required("a", LeafType.Int32))))
        {
            writer["a"].Write<int>([1, 2]);
            writer.EndRowGroup();
        }

        using var pool = new BufferPool();
        Assert.Throws<ParquetFormatException>(() => ParquetFile.Open(new MemoryRangeSource(stream.ToArray()), pool));
    }

    // Goal: a dictionary is used while it pays, and given up where it does not.
    // Method: few values, all different values, and few values that become many within a chunk.
    [Fact]
    public void A_dictionary_is_given_up_where_it_does_not_pay()
    {
        ParquetSchema schema = SchemaBuilder.Build(SchemaField.Required("few", LeafType.Int64), SchemaField.Required("all", LeafType.Int64), SchemaField.Required("mixed", LeafType.Int64));
        using var stream = new MemoryStream();
        FileMetadata footer;
        using (var writer = new ParquetWriter(stream, schema, new ParquetWriterOptions { PageRows = 1000, DictionaryBytes = 4000 }))
        {
            long[] rows = [.. Enumerable.Range(0, 5000).Select(i => (long)i)];
            writer["few"].Write<long>([.. rows.Select(i => i % 7)]);
            writer["all"].Write<long>(rows);
            writer["mixed"].Write<long>([.. rows.Select(i => i < 2000 ? i % 5 : i % 700)]);
            footer = writer.Finish();
        }

        IReadOnlyList<ColumnChunkMetadata> chunks = footer.RowGroups[0].Columns;
        Assert.Equal([ParquetEncoding.Plain, ParquetEncoding.RleDictionary], chunks[0].Encodings);
        Assert.Equal([ParquetEncoding.Plain], chunks[1].Encodings);
        Assert.Null(chunks[1].DictionaryPageOffset);
        Assert.Equal([new PageEncodingStats(PageType.DataPage, ParquetEncoding.Plain, 3), new PageEncodingStats(PageType.DataPage, ParquetEncoding.RleDictionary, 2), new PageEncodingStats(PageType.DictionaryPage, ParquetEncoding.Plain, 1)], chunks[2].EncodingStats);
        using var pool = new BufferPool();
        using ParquetFile file = ParquetFile.Open(new MemoryRangeSource(stream.ToArray()), pool);
        using ColumnChunkPages pages = file.OpenColumn(0, 2);
        using DictionaryPage? dictionary = pages.ReadDictionary();
        Assert.Equal(5, dictionary!.Count); // There is one: two pages refer to it. The page that gave it up leaves nothing in it.
        Assert.Equal(Enumerable.Range(0, 5000).Select(i => (i < 2000 ? i % 5 : i % 700).ToString(System.Globalization.CultureInfo.InvariantCulture)), Texts(stream.ToArray())[2]);
    }

    private static List<List<string>> Texts(byte[] content)
    {
        using var pool = new BufferPool();
        using ParquetFile file = ParquetFile.Open(new MemoryRangeSource(content), pool);
        var result = new List<List<string>>();
        foreach (TableColumn column in TableReader.Read(file))
        {
            var texts = new List<string>();
            int next = 0;
            foreach (byte level in column.Definition)
            {
                texts.Add(level == column.Column.MaxDefinitionLevel ? CanonicalText.Of(column.Column, column.Values[next++]) : "null");
            }

            result.Add(texts);
        }

        return result;
    }
}
