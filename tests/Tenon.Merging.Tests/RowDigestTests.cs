using Tenon.Merging.Content;

namespace Tenon.Merging.Tests;

public sealed class RowDigestTests
{
    [Fact]
    public void A_digest_is_read_as_it_was_written()
    {
        foreach (RowDigest digest in (RowDigest[])[default, new(1, 0, ulong.MaxValue), new(long.MaxValue, 0x0123_4567_89AB_CDEF, 7)])
        {
            Assert.True(RowDigest.TryParse(digest.ToString(), out RowDigest read));
            Assert.Equal(digest, read);
        }
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("-1:00000000000000000000000000000000")]
    [InlineData("1:0000000000000000000000000000000")]
    [InlineData("1:0000000000000000000000000000000g")]
    [InlineData("1:00000000000000000000000000000000:0")]
    public void What_is_no_digest_is_not_read(string? text) => Assert.False(RowDigest.TryParse(text, out _));
}
