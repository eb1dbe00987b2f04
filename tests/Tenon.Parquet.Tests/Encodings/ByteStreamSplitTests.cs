using Tenon.Parquet.Encodings;
using Tenon.Parquet.Memory;

namespace Tenon.Parquet.Tests.Encodings;

public sealed unsafe class ByteStreamSplitTests
{
    [Fact]
    public void Values_of_every_width_come_back_in_any_pieces()
    {
        using var pool = new BufferPool();
        var random = new Random(1);
        foreach (int width in (int[])[1, 2, 3, 4, 5, 8, 12, 16])
        {
            foreach (int count in (int[])[0, 1, 15, 16, 17, 100, 1000])
            {
                byte[] values = new byte[count * width];
                random.NextBytes(values);
                byte[] split = SampleData.Fill(values.Length, i => values[(i % count * width) + (i / count)]);
                using PooledBuffer buffer = Packing.Buffer(pool, split);
                using var decoder = new ByteStreamSplitDecoder(buffer.Pointer, buffer.Length, width);
                for (int at = 0; at < count;)
                {
                    int take = random.Next(1, count - at + 1);
                    if (random.Next(4) == 0)
                    {
                        decoder.Skip(take);
                    }
                    else
                    {
                        byte[] found = new byte[take * width];
                        decoder.ReadFixed(found);
                        Assert.Equal(values.AsSpan(at * width, take * width).ToArray(), found);
                    }

                    at += take;
                }

                Assert.Throws<ParquetFormatException>(() => decoder.Skip(1));
            }
        }
    }

    [Fact]
    public void F43_Streams_of_uneven_length_are_a_format_error()
    {
        using var pool = new BufferPool();
        using PooledBuffer buffer = pool.Rent(15);
        Assert.Throws<ParquetFormatException>(() => new ByteStreamSplitDecoder(buffer.Pointer, buffer.Length, 4));
    }
}
