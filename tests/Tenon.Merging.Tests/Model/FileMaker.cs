using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Tenon.Parquet.Memory;
using Tenon.Parquet.Metadata;
using Tenon.Parquet.Schema;
using Tenon.Parquet.Writing;

namespace Tenon.Merging.Tests.Model;

/// <summary>How the values of a chunk are stored.</summary>
public enum Storage
{
    Plain,
    Dictionary,

    /// <summary>Pages of indices first, then of values, as writers do whose dictionary grew too large.</summary>
    DictionaryThenPlain,
    Delta,
    ByteStreamSplit,
}

/// <summary>How a file is laid out.</summary>
internal sealed record FileLayout
{
    /// <summary>Rows of a row group, given its number.</summary>
    public Func<int, int> RowGroupRows { get; init; } = _ => int.MaxValue;

    /// <summary>Rows of a page, given row group, column and page.</summary>
    public Func<int, int, int, int> PageRows { get; init; } = (_, _, _) => int.MaxValue;

    /// <summary>How a column is stored, given row group and column.</summary>
    public Func<int, int, Storage> Storage { get; init; } = (_, _) => Model.Storage.Plain;

    public Func<int, bool> Bloom { get; init; } = _ => false;

    public CompressionCodec Codec { get; init; } = CompressionCodec.Zstd;

    public bool DataPageV2 { get; init; }

    public bool Crc { get; init; } = true;

    public ParquetFileWriterOptions File { get; init; } = new();

    public IReadOnlyList<KeyValue> KeyValues { get; init; } = [];
}

/// <summary>Writes tables as files of any layout.</summary>
internal static class FileMaker
{
    private static readonly ConditionalWeakTable<ByteArrayRef[], byte[]> Holders = [];

    public static byte[] Write(Table table, FileLayout layout)
    {
        using var pool = new BufferPool();
        using var stream = new MemoryStream();
        using var writer = new ParquetFileWriter(stream, table.Schema, layout.File);
        int row = 0;
        for (int group = 0; row < table.Rows.Count; group++)
        {
            int rows = (int)Math.Min(layout.RowGroupRows(group), (long)table.Rows.Count - row);
            var chunks = new List<EncodedColumnChunk>();
            foreach (ColumnDescriptor column in table.Schema.Columns)
            {
                Cell[] cells = [.. table.Rows.Skip(row).Take(rows).Select(cells => cells[column.Index])];
                chunks.Add(WriteChunk(column, cells, group, layout, pool));
            }

            writer.WriteRowGroup(chunks, rows);
            row += rows;
        }

        writer.Finish(layout.KeyValues);
        return stream.ToArray();
    }

    private static EncodedColumnChunk WriteChunk(ColumnDescriptor column, Cell[] cells, int group, FileLayout layout, BufferPool pool)
    {
        Storage storage = layout.Storage(group, column.Index);
        bool isBoolean = column.Type == PhysicalType.Boolean;
        bool usesDictionary = (storage is Storage.Dictionary or Storage.DictionaryThenPlain) && !isBoolean;
        using var writer = new ColumnChunkWriter(
            column,
            new ColumnWriterOptions
            {
                Codec = layout.Codec,
                ValueEncoding = EncodingOf(column, storage),
                DataPageV2 = layout.DataPageV2,
                WriteCrc = layout.Crc,
                WriteBloomFilter = layout.Bloom(column.Index) && !isBoolean,
            },
            pool);
        var dictionary = new Dictionary<string, int>(StringComparer.Ordinal);
        var values = new List<byte[]>();
        int row = 0;
        for (int page = 0; row < cells.Length; page++)
        {
            int rows = (int)Math.Min(layout.PageRows(group, column.Index, page), (long)cells.Length - row);
            Entry[] entries = [.. cells.Skip(row).Take(rows).SelectMany(cell => cell.Entries)];
            byte[] repetition = column.MaxRepetitionLevel > 0 ? [.. entries.Select(entry => (byte)entry.Repetition)] : [];
            byte[] definition = column.MaxDefinitionLevel > 0 ? [.. entries.Select(entry => (byte)Levels.DefinitionOf(column, entry.Nodes))] : [];
            byte[][] present = [.. entries.Where(entry => entry.Value is not null).Select(entry => entry.Value!)];
            bool isLast = row + rows == cells.Length;
            if (usesDictionary && (storage == Storage.Dictionary || page == 0 || !isLast))
            {
                writer.AddIndexPage(rows, repetition, definition, present.Select(value => IndexOf(value, dictionary, values)).ToArray());
            }
            else if (column.ValueWidth > 0)
            {
                writer.AddFixedPage(rows, repetition, definition, present.SelectMany(value => value).ToArray());
            }
            else
            {
                writer.AddByteArrayPage(rows, repetition, definition, Pinned(present));
            }

            row += rows;
        }

        return writer.Finish(!usesDictionary ? null
            : column.ValueWidth > 0 ? DictionaryValues.OfFixed(values.SelectMany(value => value).ToArray(), column.ValueWidth)
            : DictionaryValues.OfByteArrays(Pinned([.. values])));
    }

    private static ParquetEncoding EncodingOf(ColumnDescriptor column, Storage storage) => (storage, column.Type) switch
    {
        (Storage.Delta, PhysicalType.Int32 or PhysicalType.Int64) => ParquetEncoding.DeltaBinaryPacked,
        (Storage.Delta, PhysicalType.ByteArray) => column.Index % 2 == 0 ? ParquetEncoding.DeltaByteArray : ParquetEncoding.DeltaLengthByteArray,
        (Storage.Delta, PhysicalType.FixedLenByteArray) => ParquetEncoding.DeltaByteArray,
        (Storage.Delta, PhysicalType.Boolean) => ParquetEncoding.Rle,
        (Storage.ByteStreamSplit, PhysicalType.Int32 or PhysicalType.Int64 or PhysicalType.Float or PhysicalType.Double or PhysicalType.FixedLenByteArray) => ParquetEncoding.ByteStreamSplit,
        _ => ParquetEncoding.Plain,
    };

    private static int IndexOf(byte[] value, Dictionary<string, int> dictionary, List<byte[]> values)
    {
        string key = Convert.ToHexString(value);
        if (!dictionary.TryGetValue(key, out int index))
        {
            index = values.Count;
            dictionary.Add(key, index);
            values.Add(value);
        }

        return index;
    }

    /// <summary>Values in memory that does not move and lives as long as the array of references.</summary>
    private static ByteArrayRef[] Pinned(byte[][] values)
    {
        byte[] all = GC.AllocateUninitializedArray<byte>(values.Sum(value => value.Length), pinned: true);
        var references = new ByteArrayRef[values.Length];
        int at = 0;
        for (int i = 0; i < values.Length; i++)
        {
            values[i].CopyTo(all, at);
            references[i] = new ByteArrayRef(values[i].Length == 0 ? 0 : Marshal.UnsafeAddrOfPinnedArrayElement(all, at), values[i].Length);
            at += values[i].Length;
        }

        Holders.Add(references, all);
        return references;
    }

}
