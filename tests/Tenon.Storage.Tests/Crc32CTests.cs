using System.Globalization;
using System.Text;

namespace Tenon.Storage.Tests;

public sealed class Crc32CTests
{
    [Theory]
    [InlineData("", "00000000")]
    [InlineData("123456789", "e3069283")]
    [InlineData("The quick brown fox jumps over the lazy dog", "22620404")]
    public void The_checksum_is_the_crc_32c_of_the_published_vectors(string text, string crc)
    {
        var sum = default(Crc32C);
        foreach (byte b in Encoding.ASCII.GetBytes(text))
        {
            sum.Append([b]);
        }

        var whole = default(Crc32C);
        whole.Append(Encoding.ASCII.GetBytes(text));
        Assert.Equal((crc, crc), (sum.Value.ToString("x8", CultureInfo.InvariantCulture), whole.Value.ToString("x8", CultureInfo.InvariantCulture)));
    }

    [Fact]
    public void The_checksum_of_32_zero_bytes_and_of_32_ones_is_that_of_rfc_3720()
    {
        var zeros = default(Crc32C);
        zeros.Append(new byte[32]);
        var ones = default(Crc32C);
        ones.Append([.. Enumerable.Repeat((byte)0xff, 32)]);
        Assert.Equal((0x8a9136aau, 0x62a8ab43u), (zeros.Value, ones.Value));
    }
}
