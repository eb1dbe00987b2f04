using System.Runtime.CompilerServices;
using Tenon.Parquet.Memory;

namespace Tenon.Parquet.Fuzz;

/// <summary>Pools whose blocks hold a known pattern before they are rented, slack included: what is decoded must not depend on it.</summary>
internal static class PatternPool
{
    public static unsafe BufferPool Create(byte pattern)
    {
        var pool = new BufferPool(64L << 20);
        var blocks = new List<PooledBuffer>();
        for (long size = 1024; size <= 48 << 10; size += size / 8)
        {
            for (int i = 0; i < 4; i++)
            {
                PooledBuffer block = pool.Rent(size);
                Unsafe.InitBlock(block.Pointer, pattern, (uint)(block.Capacity + PooledBuffer.SlackBytes));
                blocks.Add(block);
            }
        }

        blocks.ForEach(block => block.Dispose());
        return pool;
    }
}
