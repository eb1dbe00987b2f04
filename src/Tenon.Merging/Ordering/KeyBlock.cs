using Tenon.Merging.Reading;
using Tenon.Parquet;
using Tenon.Parquet.Memory;

namespace Tenon.Merging.Ordering;

/// <summary>Some consecutive rows of one input: their packed keys, and their sort columns as decoded, for the assembly to use.</summary>
/// <remarks>
/// Decoding sort columns once for both purposes is why blocks outlive the ordering. A block never spans row groups. Holders are
/// counted: the ordering holds one, each segment that took rows of it another.
/// </remarks>
internal sealed unsafe class KeyBlock(int input, int rowGroup, long firstRow, int count, int columns)
{
    private int _holders = 1;

    public int Input { get; } = input;

    public int RowGroup { get; } = rowGroup;

    /// <summary>Row of the input at which the block begins.</summary>
    public long FirstRow { get; } = firstRow;

    public int Count { get; } = count;

    /// <summary>Packed keys of the first and the last row, <see cref="KeyLayout.Stride"/> words each.</summary>
    public PooledBuffer? Ends { get; set; }

    /// <summary>Tail values of the first and the last row; null for an exact key, or where the decoded column is them already.</summary>
    public PooledBuffer? EndTails { get; set; }

    /// <summary>Packed keys of all rows, <see cref="KeyLayout.Stride"/> words each; null until they are needed.</summary>
    public PooledBuffer? Keys { get; set; }

    /// <summary>Tail values, <see cref="KeyLayout.TailFields"/> a row; null like <see cref="EndTails"/>.</summary>
    public PooledBuffer? Tails { get; set; }

    /// <summary>The decoded sort columns, in key order; an entry is null where the input lacks the column.</summary>
    public KeySlice?[] Columns { get; } = new KeySlice?[columns];

    public KeyBlock Acquire()
    {
        Interlocked.Increment(ref _holders);
        return this;
    }

    public void Release()
    {
        if (Interlocked.Decrement(ref _holders) == 0)
        {
            Ends?.Dispose();
            EndTails?.Dispose();
            Keys?.Dispose();
            Tails?.Dispose();
            foreach (KeySlice? column in Columns)
            {
                column?.Dispose();
            }
        }
    }
}

/// <summary>The rows of a block in one sort column, as the page had them: levels, and the values that are present.</summary>
internal sealed unsafe class KeySlice : IDisposable
{
    public required ValueForm Form { get; init; }

    /// <summary>One definition level a row; null where all values are present.</summary>
    public required PooledBuffer? Definition { get; init; }

    /// <summary>The present values, in <see cref="Form"/>; its length is that of them.</summary>
    public required PooledBuffer Values { get; init; }

    public required int Present { get; init; }

    /// <summary>For <see cref="ValueForm.Indices"/> and <see cref="ValueForm.Runs"/>.</summary>
    public required ChunkDictionary? Dictionary { get; init; }

    /// <summary>What the values of <see cref="ValueForm.Bytes"/> point into, unless that is <see cref="Copied"/>.</summary>
    public required SharedPage? Page { get; init; }

    /// <summary>What the values of <see cref="ValueForm.Bytes"/> point into if they were copied out of their page.</summary>
    public required PooledBuffer? Copied { get; init; }

    /// <summary>The page of the values if the block's first row is its first, else null.</summary>
    public required PageEntry? PageBegun { get; init; }

    /// <summary>For <see cref="ValueForm.Runs"/>.</summary>
    public ReadOnlySpan<IndexRun> Runs => Values.SpanOf<IndexRun>();

    public byte* DefinitionLevels => Definition is null ? null : Definition.Pointer;

    public void Dispose()
    {
        Definition?.Dispose();
        Values.Dispose();
        Dictionary?.Release();
        Page?.Release();
        Copied?.Dispose();
    }
}
