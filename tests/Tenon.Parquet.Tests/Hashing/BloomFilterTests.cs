using System.Text;
using Tenon.Parquet.Hashing;
using Tenon.Parquet.Memory;
using Tenon.Parquet.Reading;

namespace Tenon.Parquet.Tests.Hashing;

public sealed class BloomFilterTests
{
    [Fact]
    public void A_filter_finds_all_that_was_added_and_little_else()
    {
        const int Count = 20_000;
        var filter = new BloomFilter(BloomFilter.OptimalBytes(Count, 0.01));
        for (int i = 0; i < Count; i++)
        {
            filter.Insert(Hash(i));
        }

        Assert.All(Enumerable.Range(0, Count), i => Assert.True(filter.MightContain(Hash(i))));
        int wrong = Enumerable.Range(Count, 100_000).Count(i => filter.MightContain(Hash(i)));
        Assert.InRange(wrong, 1, 1000); // The set is rounded up, so the rate is below the 1 % asked for.
    }

    [Fact]
    public void The_vector_version_sets_and_finds_the_bits_of_the_scalar_one()
    {
        var vector = new BloomFilter(4096);
        var scalar = new BloomFilter(4096);
        for (int i = 0; i < 500; i++)
        {
            vector.Insert(Hash(i));
            BloomFilter.InsertScalar(scalar.Block(Hash(i)), Hash(i));
            Assert.Equal(BloomFilter.MightContainScalar(vector.Block(Hash(i + 777)), Hash(i + 777)), vector.MightContain(Hash(i + 777)));
        }

        Assert.Equal(scalar.Bits, vector.Bits);
    }

    [Theory]
    [InlineData(0, 0.01, 32)]
    [InlineData(1_000, 0.01, 2048)]
    [InlineData(1_000_000, 0.01, 2 << 20)]
    [InlineData(long.MaxValue / 16, 0.0001, BloomFilter.MaximumBytes)]
    public void Sizes_are_powers_of_two_within_the_limits(long distinct, double rate, int expected) =>
        Assert.Equal(expected, BloomFilter.OptimalBytes(distinct, rate));

    [Fact]
    public void The_published_filter_is_read_probed_and_rebuilt_byte_for_byte()
    {
        byte[] file = File.ReadAllBytes(Path.Combine(Corpus.Require(), "data", "bloom_filter.xxhash.bin"));
        int? length = BloomFilterReader.ReadHeader(file, 0, out int headerLength);
        Assert.Equal(file.Length - headerLength, length);
        var published = new BloomFilter(file[headerLength..]);
        var rebuilt = new BloomFilter(length!.Value);
        foreach (string word in (string[])["hello", "parquet", "bloom", "filter"])
        {
            ulong hash = XxHash64.Compute(Encoding.UTF8.GetBytes(word));
            Assert.True(published.MightContain(hash), word);
            rebuilt.Insert(hash);
        }

        Assert.Equal(published.Bits, rebuilt.Bits);
        byte[] header = new byte[BloomFilter.MaximumHeaderBytes];
        Assert.Equal(file[..headerLength], header[..rebuilt.WriteHeader(header)]);
    }

    [Fact]
    public void A_filter_is_read_from_a_file()
    {
        string path = Path.Combine(Corpus.Require(), "data", "data_index_bloom_encoding_with_length.parquet");
        using var pool = new BufferPool();
        using ParquetFile file = ParquetFile.Open(path, pool);
        BloomFilter filter = Assert.IsType<BloomFilter>(file.ReadBloomFilter(0, 0));
        Assert.True(filter.MightContain(XxHash64.Compute("Hello"u8)));
        Assert.False(filter.MightContain(XxHash64.Compute("Hello_Not_Exists"u8)));
    }

    private static ulong Hash(int value) => XxHash64.Compute(BitConverter.GetBytes(value));
}
