using Tenon.Parquet.Encodings;
using Tenon.Parquet.Memory;

namespace Tenon.Parquet.Tests.Encodings;

public sealed unsafe class BitUnpackerTests
{
    // Goal: every version gives the integers that were packed. Method: pack bit by bit, the obvious way, at every width.
    [Fact]
    public void Every_width_unpacks_to_what_was_packed()
    {
        using var pool = new BufferPool();
        var random = new Random(1);
        for (int width = 0; width <= 32; width++)
        {
            foreach (int groups in (int[])[1, 2, 3, 4, 5, 17])
            {
                uint[] values = [.. Enumerable.Range(0, 8 * groups).Select(_ => (uint)(random.NextInt64() & ((1L << width) - 1)))];
                using PooledBuffer packed = Packing.Pack(pool, values, width);
                uint[] found = new uint[values.Length];
                uint[] reference = new uint[values.Length];
                fixed (uint* to = found)
                fixed (uint* toReference = reference)
                {
                    BitUnpacker.Unpack(packed.Pointer, width, groups, to, uint.MaxValue);
                    BitUnpacker.UnpackScalar(packed.Pointer, width, groups, toReference, uint.MaxValue);
                }

                Assert.Equal(values, reference);
                Assert.Equal(values, found);
                if (width <= 8)
                {
                    byte[] bytes = new byte[values.Length];
                    byte[] bytesReference = new byte[values.Length];
                    fixed (byte* to = bytes)
                    fixed (byte* toReference = bytesReference)
                    {
                        BitUnpacker.UnpackBytes(packed.Pointer, width, groups, to);
                        BitUnpacker.UnpackBytesScalar(packed.Pointer, width, groups, toReference);
                    }

                    Assert.Equal(values, bytes.Select(value => (uint)value));
                    Assert.Equal(bytes, bytesReference);
                }
            }
        }
    }

    [Fact]
    public void One_integer_at_the_limit_is_found_wherever_it_stands()
    {
        using var pool = new BufferPool();
        for (int width = 1; width <= 32; width++)
        {
            uint limit = width == 32 ? uint.MaxValue : (1u << width) - 1; // The largest integer of that width is the only one not below.
            for (int at = 0; at < 24; at++)
            {
                uint[] values = new uint[24];
                values[at] = limit - 1;
                Check(values, width, limit, true);
                values[at] = limit;
                Check(values, width, limit, false);
            }
        }

        void Check(uint[] values, int width, uint limit, bool expected)
        {
            using PooledBuffer packed = Packing.Pack(pool, values, width);
            uint[] found = new uint[values.Length];
            fixed (uint* to = found)
            {
                Assert.Equal(expected, BitUnpacker.Unpack(packed.Pointer, width, 3, to, limit));
                Assert.Equal(expected, BitUnpacker.UnpackScalar(packed.Pointer, width, 3, to, limit));
            }
        }
    }
}
