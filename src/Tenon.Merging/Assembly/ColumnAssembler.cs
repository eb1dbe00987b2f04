using Tenon.Merging.Content;
using Tenon.Merging.Ordering;
using Tenon.Parquet.Schema;
using Tenon.Parquet.Writing;

namespace Tenon.Merging.Assembly;

/// <summary>Produces one output column, row group by row group. Used by one thread at a time.</summary>
internal abstract class ColumnAssembler : IDisposable
{
    /// <summary>The column of the output.</summary>
    public abstract ColumnDescriptor Column { get; }

    /// <summary>Encodes the column's part of a segment.</summary>
    /// <param name="segment">The rows. Segments are passed in order.</param>
    /// <param name="rowHashes">For each row of the frame, the sum of cell hashes, to be added to if anybody asks for digests.</param>
    public abstract EncodedColumnChunk Assemble(Segment segment, RowHashes rowHashes);

    /// <summary>Reads the column's part of a segment only to add its cells' hashes.</summary>
    /// <param name="segment">The rows. Segments are passed in order.</param>
    /// <param name="rowHashes">For each row of the frame, the sum of cell hashes, to be added to.</param>
    public abstract void Digest(Segment segment, RowHashes rowHashes);

    /// <summary>Passes over a row group of an input that is copied instead.</summary>
    /// <param name="input">The input; the column stands at the beginning of that row group.</param>
    /// <param name="rowGroup">The row group.</param>
    public abstract void SkipRowGroup(int input, int rowGroup);

    /// <summary>Pages of inputs that were copied as stored, so far.</summary>
    public abstract long CopiedPages { get; }

    /// <summary>Lets go of pages that are used up, and, where memory is short, of all others too; they are read again when needed.</summary>
    public abstract void ReleasePages();

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Releases cursors and dictionaries.</summary>
    protected abstract void Dispose(bool disposing);
}

/// <summary>Where an output column comes from in one input.</summary>
/// <param name="Leaf">The leaf column; -1 if the input lacks it, so its rows are null.</param>
/// <param name="Levels">Definition level in the output for each one in the input; null if they are equal.</param>
internal sealed record ColumnSource(int Leaf, byte[]? Levels);
