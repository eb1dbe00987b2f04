using System.Text;
using Tenon.Parquet.Hashing;

namespace Tenon.Parquet.Tests.Hashing;

public sealed class XxHash64Tests
{
    [Theory]
    [InlineData("", 0xEF46DB3751D8E999)]
    [InlineData("a", 0xD24EC4F1A98C6E5B)]
    [InlineData("abc", 0x44BC2CF5AD770999)]
    [InlineData("Nobody inspects the spammish repetition", 0xFBCEA83C8A378BF1)]
    public void Published_vectors_come_out(string text, ulong expected) => Assert.Equal(expected, XxHash64.Compute(Encoding.ASCII.GetBytes(text)));

    // The sanity check of xxHash's own tool: a generated buffer, three lengths, two seeds.
    [Theory]
    [InlineData(1, 0, 0x4FCE394CC88952D8)]
    [InlineData(1, 2654435761, 0x739840CB819FA723)]
    [InlineData(14, 0, 0xCFFA8DB881BC3A3D)]
    [InlineData(14, 2654435761, 0x5B9611585EFCC9CB)]
    [InlineData(101, 0, 0x0EAB543384F878AD)]
    [InlineData(101, 2654435761, 0xCAA65939306F1E21)]
    public void The_sanity_buffer_hashes_as_published(int length, ulong seed, ulong expected)
    {
        uint generator = 2654435761;
        byte[] buffer = SampleData.Fill(length, _ =>
        {
            byte next = (byte)(generator >> 24);
            generator = unchecked(generator * generator);
            return next;
        });
        Assert.Equal(expected, XxHash64.Compute(buffer, seed));
    }
}
