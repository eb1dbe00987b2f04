using System.Text;
using Tenon.Parquet.Hashing;

namespace Tenon.Parquet.Tests.Hashing;

public sealed class Crc32Tests
{
    [Theory]
    [InlineData("", 0x00000000)]
    [InlineData("a", 0xE8B7BE43)]
    [InlineData("123456789", 0xCBF43926)] // The check value of every catalogue of CRCs.
    [InlineData("The quick brown fox jumps over the lazy dog", 0x414FA339)]
    public void Published_vectors_come_out(string text, uint expected) => Assert.Equal(expected, Crc32.Compute(Encoding.ASCII.GetBytes(text)));

    [Fact]
    public void The_vector_version_equals_the_scalar_one_at_every_length()
    {
        byte[] bytes = new byte[3000];
        new Random(1).NextBytes(bytes);
        foreach (int length in Enumerable.Range(0, 700).Append(2999).Append(3000))
        {
            ReadOnlySpan<byte> source = bytes.AsSpan(bytes.Length - length);
            uint expected = Crc32.AppendScalar(0x1234_5678, source);
            Assert.Equal(expected, Crc32.Append(0x1234_5678, source));
            if (Crc32Clmul.IsSupported && length >= Crc32Clmul.MinimumBytes)
            {
                Assert.Equal(expected, Crc32Clmul.Append(0x1234_5678, source));
            }
        }
    }

    [Fact]
    public void A_checksum_continues_from_any_cut()
    {
        byte[] bytes = SampleData.Fill(500, i => (byte)(i * 7 & 0xFF));
        uint whole = Crc32.Compute(bytes);
        for (int cut = 0; cut <= bytes.Length; cut += 17)
        {
            Assert.Equal(whole, Crc32.Append(Crc32.Compute(bytes.AsSpan(0, cut)), bytes.AsSpan(cut)));
        }
    }
}
