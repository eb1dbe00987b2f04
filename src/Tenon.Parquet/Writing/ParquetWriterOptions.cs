using Tenon.Parquet.Memory;
using Tenon.Parquet.Metadata;
using Tenon.Parquet.Schema;

namespace Tenon.Parquet.Writing;

/// <summary>How <see cref="ParquetWriter"/> writes. The defaults suit most files.</summary>
public sealed record ParquetWriterOptions
{
    /// <summary>How pages are written, for each column.</summary>
    public Func<ColumnDescriptor, ColumnWriterOptions> Columns { get; init; } = _ => new ColumnWriterOptions();

    /// <summary>What the file says of itself.</summary>
    public ParquetFileWriterOptions File { get; init; } = new();

    /// <summary>Rows of a data page at most. Small pages make the page index more exact and compress worse.</summary>
    public int PageRows { get; init; } = 20_000;

    /// <summary>Bytes of a data page, before encoding, at which it ends; a single value may exceed it.</summary>
    public int PageBytes { get; init; } = 1 << 20;

    /// <summary>Largest dictionary in bytes; once it is full, later pages of the chunk hold values. 0 for no dictionaries.</summary>
    public int DictionaryBytes { get; init; } = 1 << 20;

    /// <summary>Where memory comes from; null for a pool of the writer's own.</summary>
    public BufferPool? Pool { get; init; }
}
