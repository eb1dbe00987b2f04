using Tenon.Parquet.Memory;

namespace Tenon.Merging.Reading;

/// <summary>Copies byte strings out of a page that is nearly used up, so that they do not keep all of it.</summary>
/// <remarks>
/// Inputs of one writer have pages of like sizes, and their ends come at the same time: were all of them held until the rows at their ends are written,
/// there would be two pages of each input for a while. What is copied is a quarter of the values, and memory for them is at hand.
/// </remarks>
internal static unsafe class OwnedBytes
{
    /// <summary>Copies strings to one block and makes the references point there.</summary>
    /// <param name="values">References.</param>
    /// <param name="count">How many.</param>
    /// <param name="pool">Where the block lives.</param>
    /// <returns>The block; the caller owns it.</returns>
    public static PooledBuffer Take(ByteArrayRef* values, int count, BufferPool pool)
    {
        long bytes = 0;
        for (int i = 0; i < count; i++)
        {
            bytes += values[i].Length;
        }

        PooledBuffer block = pool.Rent(bytes);
        byte* to = block.Pointer;
        for (int i = 0; i < count; i++)
        {
            int length = values[i].Length;
            Buffer.MemoryCopy((byte*)values[i].Pointer, to, length, length);
            values[i] = new ByteArrayRef((nint)to, length);
            to += length;
        }

        return block;
    }
}
