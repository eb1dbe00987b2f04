namespace Tenon.Splits.Keys;

/// <summary>Says to which partition a row belongs: a hash of the values that it has in the columns of the partition key. Not thread-safe;
/// <c>default</c> is not a routing.</summary>
/// <remarks>SipHash-2-4 with a key of zeros, over the name and the value of each column in the order of the key, each ended by <c>0xFF</c>. A null adds
/// nothing. So equal values have equal partitions in every process and version.</remarks>
public struct PartitionRouting
{
    /// <summary>The partition of rows without a partition key.</summary>
    public const ulong DefaultId = 0;

    /// <summary>The partition of rows whose own would be one too many.</summary>
    public const ulong OverflowId = 3_264_326_757_911_759_461;

    private const byte Separator = 0xff;

    private SipHash24 _hash;

    /// <summary>Begins a row.</summary>
    public PartitionRouting() => _hash = new SipHash24(0, 0);

    /// <summary>Adds a value that is not null.</summary>
    /// <param name="column">The column's name in UTF-8.</param>
    /// <param name="value">The value's bytes as they are stored.</param>
    public void Add(ReadOnlySpan<byte> column, ReadOnlySpan<byte> value)
    {
        _hash.Append(column);
        _hash.Append(Separator);
        _hash.Append(value);
        _hash.Append(Separator);
    }

    /// <summary>The partition of what was added.</summary>
    /// <returns>Any 64 bits.</returns>
    public readonly ulong Finish() => _hash.Finish();
}
